/**
 * The codec of Anthropic's counting of tokens (`POST /v1/messages/count_tokens`): the same request, answered with
 * `{"input_tokens":n}`. It holds the whole prompt, so it is read like one.
 */
import { anthropicMessages } from "./anthropic-messages.ts";
import type { Codec } from "./codec.ts";
import { parseObject } from "./json.ts";

const { path, headers, queries, lists, refusal, read, writeError, writeStreamError, readError, withoutForeign } =
  anthropicMessages;

/**
 * For an estimate where nobody can count: what English and code come to with the vendors' tokenizers, on the side of
 * too many, because a client that believes it has room left loses its conversation.
 */
const CHARS_PER_TOKEN = 3.5;
const TOKENS_PER_MESSAGE = 4;

export const anthropicCountTokens: Codec = {
  dialect: "anthropic-count-tokens",
  path: `${path}/count_tokens`,
  framing: "sse",
  streams: false,
  refusal,
  headers,
  ...(queries === undefined ? {} : { queries }),
  lists,
  read,
  ownAnswer: ({ chars, messages }) =>
    JSON.stringify({ input_tokens: Math.ceil(chars / CHARS_PER_TOKEN) + messages * TOKENS_PER_MESSAGE }),
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
  ...(withoutForeign === undefined ? {} : { withoutForeign }),
};
