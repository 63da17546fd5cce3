/**
 * The codec of Anthropic's counting of tokens (`POST /v1/messages/count_tokens`): the same request, answered with
 * `{"input_tokens":n}`. It holds the whole prompt, so it is read like one.
 */
import { anthropicMessages } from "./anthropic-messages.ts";
import type { Codec } from "./codec.ts";
import { parseObject } from "./json.ts";

const { path, headers, lists, refusal, read, writeError, writeStreamError, readError } = anthropicMessages;

export const anthropicCountTokens: Codec = {
  dialect: "anthropic-count-tokens",
  path: `${path}/count_tokens`,
  framing: "sse",
  streams: false,
  refusal,
  headers,
  lists,
  read,
  readUsage(body) {
    parseObject(body);
    // tokens that were counted are not tokens that were used: the vendor charges nothing for them
    return undefined;
  },
  // it answers whole, always
  readStreamEnd: () => ({ terminated: false, stopped: false }),
  terminator: "",
  writeError,
  writeStreamError,
  readError,
};
