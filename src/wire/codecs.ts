import type { Dialect } from "../model/request.ts";
import type { Codec } from "./codec.ts";
import { openaiChat } from "./openai-chat.ts";

const CODECS: Readonly<Record<Dialect, Codec>> = { "openai-chat": openaiChat };

export function codecFor(dialect: Dialect): Codec {
  return CODECS[dialect];
}
