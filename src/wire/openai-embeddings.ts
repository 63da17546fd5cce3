/** The codec of OpenAI's embeddings (`POST /v1/embeddings`, as OpenAI's API reference has it): whole answers only. */
import type { Piece } from "../model/request.ts";
import { type Codec, Malformed, type Said } from "./codec.ts";
import { optional, parseRequest } from "./json.ts";
import { openaiChat } from "./openai-chat.ts";
import { isWord } from "./texts.ts";

const { chat: _, ...answers } = openaiChat;

export const openaiEmbeddings: Codec = {
  ...answers,
  dialect: "openai-embeddings",
  path: "/embeddings",
  need: "embeddings",
  lists: ["input"],
  read(piece) {
    const value = parseRequest(piece.text);
    if (piece.field === "stream" && value === true) throw new Malformed("Embeddings are not streamed", "stream");
    return piece.field === "input" ? readInput(piece, value) : readField(piece, value);
  },
};

const NONE: Said = { slots: [], needs: [] };

/** Fields whose words are the dialect's own, as long as they look like it. */
const WORDS = new Set(["model", "encoding_format", "service_tier"]);

/** A text, a list of texts, or tokens: those are numbers, and no text. Throws `Malformed`. */
export function readInput({ field, index }: Piece, value: unknown): Said {
  if (typeof value === "string")
    return value === "" ? NONE : { slots: [{ text: value, place: "user", path: [], form: "text" }], needs: [] };
  if (index < 0) {
    if (value === null) return NONE;
    throw new Malformed(`The field ${field} is neither text nor a list`, field);
  }
  const tokens = typeof value === "number" || (Array.isArray(value) && value.every((one) => typeof one === "number"));
  if (!tokens) throw new Malformed("An element is neither text nor tokens", `${field}[${index}]`);
  return NONE;
}

/** Any other field: kept as it is, and every text in it is classified. Throws `Malformed`. */
export function readField({ field, text }: Piece, value: unknown): Said {
  if (field === "stream") optional({ stream: value }, field, "boolean", field);
  if (typeof value === "string") {
    if (value === "" || (WORDS.has(field) && isWord(value))) return NONE;
    return { slots: [{ text: value, place: "field", path: [], form: "text" }], needs: [] };
  }
  if (typeof value !== "object" || value === null || field === "stream_options") return NONE;
  return { slots: [{ text, place: "field", path: [], form: "json" }], needs: [] };
}
