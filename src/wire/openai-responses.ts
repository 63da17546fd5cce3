/** The codec of OpenAI's Responses dialect: the gateway serves it and speaks it. */
import type { Codec, WireError } from "./codec.ts";
import type { Says } from "./features.ts";
import { errorObject, readError } from "./openai-chat.ts";
import { readResponse, readUsage, writeResponse } from "./openai-responses-answer.ts";
import { withoutForeign } from "./openai-responses-foreign.ts";
import { read, readChat } from "./openai-responses-read.ts";
import { readStreamEnd } from "./openai-responses-stream-end.ts";
import { eventReader } from "./openai-responses-stream-read.ts";
import { eventWriter } from "./openai-responses-stream-write.ts";
import { writeChat } from "./openai-responses-write.ts";
import { writeSse } from "./sse.ts";

const SAYS: Says = {
  "stop sequences": ["refused", "the dialect has no word for them"],
  "a stop sequence of white space": ["refused", "the dialect has no word for it"],
  "several answers": ["refused", "the dialect has one answer to a request"],
  "logit bias": ["refused", "the dialect has no word for it"],
  "an answer in sound": ["refused", "the dialect answers in text only"],
  "answers that cite": ["dropped", "the text of the answer is the same"],
  "a raw prompt": ["refused", "the dialect has no word for it"],
  "a file by the vendor's id": ["refused", "the file is at another vendor"],
  "an earlier answer by its id": ["refused", "only the vendor that gave it has it"],
  "a history that the vendor has sealed": ["refused", "only that vendor can read it"],
  "a document of text": ["translated", "as text, after its name"],
  "a tool's error": ["translated", "its text begins with Error"],
  "past reasoning": ["dropped", "the vendor takes back only what it has sealed itself"],
  "reasoning signed by Anthropic": ["dropped", "a signature is read by its own vendor only"],
  "reasoning sealed by Anthropic": ["dropped", "it can be read by its own vendor only"],
  "an answer that is begun": ["translated", "as an earlier turn"],
  "a cache hint": ["dropped", "servers of this dialect cache by themselves"],
  "a participant's name": ["dropped", "where one alone speaks in a role, the role says it"],
  "several participants": ["refused", "the dialect has no word for who speaks"],
  "tools that the vendor runs": ["dropped", "they run at their own vendor only"],
  "a vendor's tool that the client runs": ["refused", "its form is known to that vendor's models only"],
  "a vendor's tool that must be called": ["refused", "it runs at its own vendor only"],
  "a part of the vendor's own": ["refused", "only that vendor can read it, and the model is to"],
  "a vendor's tool at work": ["dropped", "what came of it stands in the answer"],
  "a limit of tokens": ["translated", "no fewer than 16"],
  "top k": ["dropped", "the dialect has no word for it"],
  "min p": ["dropped", "the dialect has no word for it"],
  seed: ["dropped", "the dialect has no word for it"],
  "frequency penalty": ["dropped", "the dialect has no word for it"],
  "presence penalty": ["dropped", "the dialect has no word for it"],
  "repeat penalty": ["dropped", "the dialect has no word for it"],
  "a reasoning budget": ["translated", "as the effort that comes nearest"],
  "tokens in the stream": ["translated", "every stream tells them"],
  "a context size": ["dropped", "it is set where the model is loaded"],
  "keeping the model loaded": ["dropped", "it is set where the model is loaded"],
};

export const openaiResponses: Codec = {
  dialect: "openai-responses",
  path: "/responses",
  framing: "sse",
  need: "chat",
  streams: false,
  refusal: 400,
  headers: [
    "openai-beta",
    "session-id",
    "thread-id",
    "originator",
    "x-client-request-id",
    "x-codex-beta-features",
    "x-codex-window-id",
  ],
  lists: ["input", "tools"],
  read,
  readUsage,
  readStreamEnd,
  // the last event holds the whole answer: where it is missing, nothing can stand for it
  terminator: "",
  writeError: (error) => JSON.stringify({ error: errorObject(error) }),
  writeStreamError,
  readError,
  withoutForeign,
  chat: { says: SAYS, readChat, writeChat, readResponse, writeResponse, eventReader, eventWriter },
};

/** In the vendor's words: a client shows `invalid_prompt` at once, and asks again after the others. */
function failureCode(status: number): string {
  if (status === 429) return "rate_limit_exceeded";
  return status >= 400 && status < 500 ? "invalid_prompt" : "server_error";
}

/**
 * Twice, for two kinds of clients: OpenAI's SDKs throw an `error`, but refuse a `response.failed` whose id is not the one
 * they know; others (Codex) read only the latter.
 */
function writeStreamError({ status, message, code, param }: WireError): string {
  const told = { type: "error", sequence_number: 0, code, message, param: param ?? null };
  const response = {
    id: "resp_failed",
    object: "response",
    created_at: 0,
    status: "failed",
    error: { code: failureCode(status), message },
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: "",
    output: [],
    parallel_tool_calls: true,
    temperature: null,
    tool_choice: "auto",
    tools: [],
    top_p: null,
    access_programs: null,
  };
  const failed = { type: "response.failed", sequence_number: 1, response };
  return writeSse(JSON.stringify(told), "error") + writeSse(JSON.stringify(failed), "response.failed");
}
