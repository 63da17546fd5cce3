/** The codec of OpenAI's chat dialect: the gateway serves it and speaks it. */
import type { Codec, WireError } from "./codec.ts";
import { readResponse, readUsage, writeResponse } from "./openai-chat-answer.ts";
import { read, readChat } from "./openai-chat-read.ts";
import { eventReader, eventWriter, readStreamEnd } from "./openai-chat-stream.ts";
import { writeChat } from "./openai-chat-write.ts";

export const openaiChat: Codec = {
  dialect: "openai-chat",
  path: "/chat/completions",
  lists: ["messages", "tools", "functions"],
  read,
  readChat,
  writeChat,
  readResponse,
  writeResponse,
  readUsage,
  eventReader,
  eventWriter,
  readStreamEnd,
  writeError: (error) => JSON.stringify({ error: errorObject(error) }),
  writeStreamError: (error) => `data: ${JSON.stringify({ error: errorObject(error) })}\n\ndata: [DONE]\n\n`,
};

/** The words of OpenAI's error types; a refusal is the request's fault, not a fault of the server. */
function errorType(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

function errorObject({ status, code, message, param }: WireError) {
  return { message, type: errorType(status), param: param ?? null, code };
}
