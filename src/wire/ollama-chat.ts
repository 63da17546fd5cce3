/** The codec of Ollama's chat dialect: the gateway serves it and speaks it. */
import type { Codec } from "./codec.ts";
import { CHAT_SHAPE, readResponse, readUsage, writeResponse } from "./ollama-answer.ts";
import { read, readChat } from "./ollama-chat-read.ts";
import { writeChat } from "./ollama-chat-write.ts";
import { writeError, writeStreamError } from "./ollama-error.ts";
import { loaded } from "./ollama-load.ts";
import { CHAT_SAYS } from "./ollama-says.ts";
import { eventReader, eventWriter, readStreamEnd } from "./ollama-stream.ts";
import { readError } from "./openai-chat.ts";

export const ollamaChat: Codec = {
  dialect: "ollama-chat",
  path: "/api/chat",
  framing: "lines",
  need: "chat",
  streams: true,
  refusal: 451,
  headers: [],
  lists: ["messages", "tools"],
  mayBeEmpty: true,
  read,
  ownAnswer: (request, at) => loaded(CHAT_SHAPE, request, at),
  readUsage,
  readStreamEnd,
  // the last line holds the reason and the counts: where it is missing, nothing can stand for it
  terminator: "",
  writeError,
  writeStreamError,
  readError,
  chat: {
    says: CHAT_SAYS,
    readChat,
    writeChat,
    readResponse: (body) => readResponse(CHAT_SHAPE, body),
    writeResponse: (response, asked) => writeResponse(CHAT_SHAPE, response, asked),
    eventReader: () => eventReader(CHAT_SHAPE),
    eventWriter: (asked) => eventWriter(CHAT_SHAPE, asked),
  },
};
