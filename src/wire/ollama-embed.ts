/**
 * The codecs of Ollama's embeddings, as Ollama's API reference has them: `POST /api/embed`, and the `/api/embeddings` of old
 * that takes one `prompt` and answers with one vector.
 */
import { type Codec, Malformed, type Said } from "./codec.ts";
import type { Piece } from "../model/request.ts";
import { parseRequest } from "./json.ts";
import { ollamaChat } from "./ollama-chat.ts";
import { readField, saying, readText } from "./ollama-fields.ts";

const { chat: _, ownAnswer: __, mayBeEmpty: ___, ...answers } = ollamaChat;

export const ollamaEmbed: Codec = {
  ...answers,
  dialect: "ollama-embed",
  path: "/api/embed",
  need: "embeddings",
  streams: false,
  lists: ["input"],
  read,
};

export const ollamaEmbeddings: Codec = {
  ...ollamaEmbed,
  dialect: "ollama-embeddings",
  path: "/api/embeddings",
  lists: ["prompt"],
};

function read({ field, index, text }: Piece): Said {
  const value = parseRequest(text);
  if (field === "input" && index >= 0) {
    if (typeof value !== "string") throw new Malformed("An input is not a string", `${field}[${index}]`);
    return saying(value, "user");
  }
  return field === "input" || field === "prompt" ? readText(field, value, "user") : readField(field, value, text);
}
