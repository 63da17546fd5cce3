import type { Seen } from "./finding.ts";
import type { Need } from "./need.ts";

/** What providers speak. */
export const SPOKEN = [
  "openai-chat",
  "openai-responses",
  "openai-completions",
  "openai-embeddings",
  "anthropic-messages",
  "anthropic-count-tokens",
  "ollama-chat",
  "ollama-generate",
  "ollama-embed",
  "ollama-embeddings",
  "pass-through",
] as const;
/** What the gateway serves: `gateway-completion` is its own, and no provider speaks it. */
export const DIALECTS = [...SPOKEN, "gateway-completion"] as const;
export type Dialect = (typeof DIALECTS)[number];

/**
 * A value of a body that is looked at by itself: an element of a list of messages or tools (`index` ≥ 0), or any other
 * field. `text` is its JSON as it stands in the body, from `start` on.
 */
export type Piece = {
  readonly field: string;
  readonly index: number;
  readonly text: string;
  readonly start: number;
};

/** From `start` to `end`, which is not in it; UTF-16 units. */
export type Span = { readonly start: number; readonly end: number };

/** A request as it is decided on. What it says in full, `Chat` holds; who needs that reads it from `body`. */
export type GatewayRequest = {
  readonly dialect: Dialect;
  /** The model as the client named it. */
  readonly model: string;
  /** Where the model's name stands in `body`, quotes included. */
  readonly modelAt: readonly Span[];
  readonly stream: boolean;
  /** How many there are. */
  readonly messages: number;
  /** Where the last of them stands in `body`. */
  readonly lastMessage: Span;
  /** Length of all texts, UTF-16 units. */
  readonly chars: number;
  readonly seen: readonly Seen[];
  readonly needs: readonly Need[];
  /** It holds what nobody here can read: an image, a sound, a file. */
  readonly opaque: boolean;
  /** Somewhere an object has the same key twice: another parser may read another request. */
  readonly ambiguous: boolean;
  /** The body as received, decoded from UTF-8. */
  readonly body: string;
};
