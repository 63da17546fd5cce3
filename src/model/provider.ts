import type { Level, Reach } from "./level.ts";
import type { Need } from "./need.ts";
import type { Dialect } from "./request.ts";

/** A configured place that answers. */
export type Provider = {
  readonly name: string;
  /** The row of the catalogue it was made from. */
  readonly kind: string;
  /** What it takes as it is; others are translated to the first of them that can say the chat. */
  readonly speaks: readonly Dialect[];
  readonly url: string;
  readonly reach: Reach;
  /** Where its key is found (`env:NAME`, `keychain:NAME`), or `client`: whoever asks brings it. Never the key itself. */
  readonly key?: string;
  /** How the names of its models begin, where it is their vendor. */
  readonly names?: readonly string[];
};

/** A model as a provider lists it. */
export type Model = {
  readonly provider: string;
  readonly id: string;
  /** Where it runs itself: a host of the user's may pass a model on to somebody else. */
  readonly reach: Reach;
  /** Other names by which its provider knows it. */
  readonly also?: readonly string[];
  /** The context window in force, tokens. Absent where it is not known. */
  readonly context?: number;
  /** What it can do: all but what its provider denies. Absent where the provider says nothing of it. */
  readonly can?: readonly Need[];
};

/** Ollama's names for models that it passes on to its vendor: `gpt-oss:120b-cloud`, `qwen3-coder:cloud`. */
const PASSED_ON = /[:-]cloud(:latest)?$/i;

/** A model's reach as far as its name tells it, at a host of that reach. */
export function reachByName(id: string, host: Reach): Reach {
  return PASSED_ON.test(id) ? "external" : host;
}

/**
 * How a provider was when it was last asked, under its name, and which of its models rests, under `provider/model`:
 * it asked not to be called before `until` (Unix milliseconds). A provider that is `down` is still tried, last.
 */
export type Health = {
  readonly state: "up" | "down" | "resting";
  readonly because: string;
  readonly until?: number;
};

/** The highest level that somebody has let a provider see. */
export type Consent = { readonly provider: string; readonly level: Level; readonly entry: number };
