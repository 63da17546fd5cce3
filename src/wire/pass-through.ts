/**
 * The codec of whatever else a provider serves (audio, images, files, reranking, moderation): no word of it is understood,
 * so every text in it is looked at, and it goes only to providers that take it as it is.
 */
import type { Piece } from "../model/request.ts";
import type { Codec, Said } from "./codec.ts";
import { isObject, parseRequest } from "./json.ts";
import { openaiChat } from "./openai-chat.ts";
import { readUsage } from "./openai-chat-answer.ts";

const { chat: _, need: __, ...errors } = openaiChat;

/** The field under which a form's files are told of: what is in them nobody has read. */
export const FILES = "files";

export const passThrough: Codec = {
  ...errors,
  dialect: "pass-through",
  path: "",
  headers: ["content-type", "accept", "openai-beta", "anthropic-version", "anthropic-beta"],
  lists: ["input"],
  mayBeEmpty: true,
  read,
  // no count is missed where there is none: an answer may be a sound
  readUsage: (body) => (body.startsWith("{") ? readUsage(body) : undefined),
  // nobody here knows how such a stream ends
  readStreamEnd: () => ({ terminated: true, stopped: true }),
  terminator: "",
};

function read({ field, text }: Piece): Said {
  const value = parseRequest(text);
  if (field === FILES) return { slots: [{ text, place: "field", path: [], form: "json" }], needs: [], opaque: true };
  if (typeof value === "string" && value !== "" && field !== "model")
    return { slots: [{ text: value, place: "user", path: [], form: "text" }], needs: [] };
  if (isObject(value) || Array.isArray(value))
    return { slots: [{ text, place: "user", path: [], form: "json" }], needs: [] };
  return { slots: [], needs: [] };
}
