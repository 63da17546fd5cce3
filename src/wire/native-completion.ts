/** The codec of the gateway's own dialect: served at its door, and spoken by no provider. */
import type { Codec } from "./codec.ts";
import { writeError, writeResponse } from "./native-answer.ts";
import { read, readChat } from "./native-read.ts";

function nobody(): never {
  throw new Error("no provider speaks the gateway's own dialect, and it is not streamed");
}

export const nativeCompletion: Codec = {
  dialect: "gateway-completion",
  path: "/v1/completion",
  framing: "sse",
  streams: false,
  refusal: 451,
  headers: [],
  lists: ["input", "context"],
  read,
  readUsage: nobody,
  readStreamEnd: nobody,
  terminator: "",
  writeError,
  writeStreamError: nobody,
  readError: () => undefined,
  chat: {
    says: {},
    readChat,
    writeChat: nobody,
    readResponse: nobody,
    writeResponse,
    eventReader: nobody,
    // it is asked for before it is known whether there is a stream
    eventWriter: () => nobody,
  },
};
