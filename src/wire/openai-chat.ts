/** The codec of OpenAI's chat dialect: the gateway serves it and speaks it. */
import type { Codec, WireError } from "./codec.ts";
import type { Says } from "./features.ts";
import { isObject } from "./json.ts";
import { readResponse, readUsage, writeResponse } from "./openai-chat-answer.ts";
import { read, readChat } from "./openai-chat-read.ts";
import { eventReader, eventWriter, readStreamEnd } from "./openai-chat-stream.ts";
import { writeChat } from "./openai-chat-write.ts";

const SAYS: Says = {
  "a document of text": ["translated", "as text, after its name"],
  "a document by address": ["refused", "the dialect takes files in the request only"],
  "a tool's error": ["translated", "its text begins with Error"],
  "an image in a tool's result": ["translated", "it follows in a message of the user"],
  "a document in a tool's result": ["translated", "it follows in a message of the user"],
  "reasoning signed by Anthropic": ["translated", "as text, for the signature is read by its own vendor only"],
  "reasoning sealed by Anthropic": ["dropped", "it can be read by its own vendor only"],
  "reasoning sealed by OpenAI": ["dropped", "no field of this dialect takes it back"],
  "an answer that is begun": ["translated", "as an earlier turn, from which some servers go on"],
  "a cache hint": ["dropped", "servers of this dialect cache by themselves"],
  "tools in a namespace": ["translated", "the namespace stands in the name"],
  "custom tools": ["translated", "as functions of one text"],
  "a custom tool call": ["translated", "as a call of a function of one text"],
  "tools that the vendor runs": ["dropped", "they run at their own vendor only"],
  "a vendor's tool that the client runs": ["refused", "its form is known to that vendor's models only"],
  "a vendor's tool that must be called": ["refused", "it runs at its own vendor only"],
  "a part of the vendor's own": ["refused", "only that vendor can read it, and the model is to"],
  "a vendor's tool at work": ["dropped", "what came of it stands in the answer"],
  "an earlier answer by its id": ["refused", "only the vendor that gave it has it"],
  "a history that the vendor has sealed": ["refused", "only that vendor can read it"],
  "an answer in sound": ["refused", "the dialect answers in text only"],
  "answers that cite": ["dropped", "the text of the answer is the same"],
  "a raw prompt": ["refused", "the dialect has no word for it"],
  "a file by the vendor's id": ["refused", "the file is at another vendor"],
  "top k": ["dropped", "the dialect has no word for it"],
  "min p": ["dropped", "the dialect has no word for it"],
  "repeat penalty": ["dropped", "the dialect has no word for it"],
  "a reasoning budget": ["translated", "as the effort that comes nearest"],
  "a reasoning summary": ["dropped", "the dialect has no word for it"],
  "a context size": ["dropped", "it is set where the model is loaded"],
  "keeping the model loaded": ["dropped", "it is set where the model is loaded"],
};

export const openaiChat: Codec = {
  dialect: "openai-chat",
  path: "/chat/completions",
  framing: "sse",
  need: "chat",
  streams: false,
  refusal: 451,
  headers: [],
  lists: ["messages", "tools", "functions"],
  read,
  readUsage,
  readStreamEnd,
  terminator: "data: [DONE]\n\n",
  writeError: (error) => JSON.stringify({ error: errorObject(error) }),
  writeStreamError: (error) => `data: ${JSON.stringify({ error: errorObject(error) })}\n\ndata: [DONE]\n\n`,
  readError,
  chat: { says: SAYS, readChat, writeChat, readResponse, writeResponse, eventReader, eventWriter },
};

/** The words of OpenAI's error types; a refusal is the request's fault, not a fault of the server. */
export function errorType(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

export function errorObject({ status, code, message, param }: WireError) {
  return { message, type: errorType(status), param: param ?? null, code };
}

/** Also as servers write it that do not keep to the dialect: `{"error":"…"}`, `{"message":"…"}`, `{"detail":"…"}`. */
export function readError(body: string): string | undefined {
  let root: unknown;
  try {
    root = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(root)) return undefined;
  const inner = isObject(root.error) ? root.error : root;
  for (const value of [inner.message, root.error, root.detail])
    if (typeof value === "string") return value.slice(0, 1000);
  return undefined;
}
