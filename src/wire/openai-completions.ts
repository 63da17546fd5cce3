/**
 * The codec of OpenAI's completions of old (`POST /v1/completions`, as OpenAI's API reference has it). Its answers end and
 * count as those of chats do, but a prompt is no chat: it goes only to providers that take it as it is.
 */
import type { Codec } from "./codec.ts";
import { parseRequest } from "./json.ts";
import { openaiChat } from "./openai-chat.ts";
import { readField, readInput } from "./openai-embeddings.ts";

const { chat: _, ...answers } = openaiChat;

export const openaiCompletions: Codec = {
  ...answers,
  dialect: "openai-completions",
  path: "/completions",
  lists: ["prompt"],
  read(piece) {
    const value = parseRequest(piece.text);
    return piece.field === "prompt" ? readInput(piece, value) : readField(piece, value);
  },
};
