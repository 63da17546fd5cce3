/** The codec of Ollama's dialect of one prompt: the gateway serves it and speaks it. */
import type { Codec } from "./codec.ts";
import { GENERATE_SHAPE, readResponse, writeResponse } from "./ollama-answer.ts";
import { loaded } from "./ollama-load.ts";
import { ollamaChat } from "./ollama-chat.ts";
import { read, readChat, writeChat } from "./ollama-generate-request.ts";
import { GENERATE_SAYS } from "./ollama-says.ts";
import { eventReader, eventWriter } from "./ollama-stream.ts";

export const ollamaGenerate: Codec = {
  ...ollamaChat,
  dialect: "ollama-generate",
  path: "/api/generate",
  lists: ["prompt"],
  read,
  ownAnswer: (request, at) => loaded(GENERATE_SHAPE, request, at),
  chat: {
    says: GENERATE_SAYS,
    readChat,
    writeChat,
    readResponse: (body) => readResponse(GENERATE_SHAPE, body),
    writeResponse: (response, asked) => writeResponse(GENERATE_SHAPE, response, asked),
    eventReader: () => eventReader(GENERATE_SHAPE),
    eventWriter: (asked) => eventWriter(GENERATE_SHAPE, asked),
  },
};
