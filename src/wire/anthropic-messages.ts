/** The codec of Anthropic's dialect: the gateway serves it and speaks it. */
import { readResponse, readUsage, writeResponse } from "./anthropic-answer.ts";
import { withoutForeign } from "./anthropic-foreign.ts";
import { errorFrame, errorType, writeError } from "./anthropic-error.ts";
import { read, readChat } from "./anthropic-read.ts";
import { readStreamEnd } from "./anthropic-stream-end.ts";
import { eventReader } from "./anthropic-stream-read.ts";
import { eventWriter } from "./anthropic-stream-write.ts";
import { writeChat } from "./anthropic-write.ts";
import type { Codec } from "./codec.ts";
import type { Says } from "./features.ts";
import { readError } from "./openai-chat.ts";
import { writeSse } from "./sse.ts";

const SAYS: Says = {
  "logit bias": ["refused", "the dialect has no word for it"],
  "log probabilities": ["refused", "the dialect has no word for them"],
  "several answers": ["refused", "the dialect has one answer to a request"],
  "an answer in sound": ["refused", "the dialect answers in text only"],
  "a raw prompt": ["refused", "the dialect has messages only"],
  "a file by the vendor's id": ["refused", "the file is at another vendor"],
  "an earlier answer by its id": ["refused", "only the vendor that gave it has it"],
  "a history that the vendor has sealed": ["refused", "only that vendor can read it"],
  "a system message after others": ["translated", "in its place where the model takes it there, else before all"],
  "a document of text": ["translated", "as a document of plain text"],
  "an image's detail": ["dropped", "the dialect has no word for it"],
  "a part of the vendor's own": ["refused", "only that vendor can read it, and the model is to"],
  "a vendor's tool at work": ["dropped", "what came of it stands in the answer"],
  "a participant's name": ["dropped", "where one alone speaks in a role, the role says it"],
  "several participants": ["refused", "the dialect has no word for who speaks"],
  "a custom tool call": ["translated", "as a call of a function of one text"],
  "past reasoning": ["dropped", "the vendor takes back only what it has signed itself"],
  "reasoning sealed by OpenAI": ["dropped", "it can be read by its own vendor only"],
  "a past refusal": ["translated", "as text"],
  "tools in a namespace": ["translated", "the namespace stands in the name"],
  "custom tools": ["translated", "as functions of one text"],
  "tools that the vendor runs": ["dropped", "they run at their own vendor only"],
  "a vendor's tool that the client runs": ["refused", "its form is known to that vendor's models only"],
  "a vendor's tool that must be called": ["refused", "it runs at its own vendor only"],
  temperature: ["translated", "no higher than 1, and only where the model takes it"],
  "top p": ["translated", "only where the model takes it"],
  "top k": ["translated", "only where the model takes it"],
  "min p": ["dropped", "the dialect has no word for it"],
  "a stop sequence of white space": ["refused", "the vendor takes none"],
  seed: ["dropped", "the dialect has no word for it"],
  "frequency penalty": ["dropped", "the dialect has no word for it"],
  "presence penalty": ["dropped", "the dialect has no word for it"],
  "repeat penalty": ["dropped", "the dialect has no word for it"],
  "JSON answers": ["translated", "as an instruction of the system"],
  "reasoning effort": ["translated", "as a budget where the model knows no effort"],
  "a reasoning budget": ["translated", "as an effort where the model knows no budget"],
  "a reasoning summary": ["translated", "as thoughts that are shown"],
  verbosity: ["dropped", "the dialect has no word for it"],
  metadata: ["dropped", "the dialect has a place for the end user only"],
  "a service tier": ["translated", "as the nearest of the vendor's two"],
  "keeping the answer": ["dropped", "the vendor keeps none"],
  "a cache key": ["dropped", "the vendor caches by hints in the prompt"],
  "tokens in the stream": ["translated", "every stream tells them"],
  "a context size": ["dropped", "it is set where the model is loaded"],
  "keeping the model loaded": ["dropped", "it is set where the model is loaded"],
};

export const anthropicMessages: Codec = {
  dialect: "anthropic-messages",
  path: "/v1/messages",
  framing: "sse",
  need: "chat",
  streams: false,
  refusal: 451,
  headers: ["anthropic-version", "anthropic-beta", "anthropic-dangerous-direct-browser-access", "x-app"],
  queries: ["?beta=true"],
  lists: ["messages", "tools", "system"],
  read,
  readUsage,
  readStreamEnd,
  terminator: writeSse(JSON.stringify({ type: "message_stop" }), "message_stop"),
  writeError,
  writeStreamError: ({ status, message, receipt }) => errorFrame(errorType(status), message, receipt),
  readError,
  withoutForeign,
  chat: { says: SAYS, readChat, writeChat, readResponse, writeResponse, eventReader, eventWriter },
};
