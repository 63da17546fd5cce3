import type { Level, Reach } from "./level.ts";
import type { Need } from "./need.ts";
import type { Dialect } from "./request.ts";

/** A configured place that answers. */
export type Provider = {
  readonly name: string;
  /** The row of the catalogue it was made from. */
  readonly kind: string;
  /** What it takes as it is; the first of them that says chats is what others are translated to. */
  readonly speaks: readonly Dialect[];
  readonly url: string;
  readonly reach: Reach;
  /** Where its key is found (`env:NAME`, `keychain:NAME`), or `client`: whoever asks brings it. Never the key itself. */
  readonly key?: string;
};

/** A model as a provider lists it. `can` is absent where the provider does not say. */
export type Model = {
  readonly provider: string;
  readonly id: string;
  readonly reach: Reach;
  /** Context window, tokens. */
  readonly context?: number;
  readonly can?: readonly Need[];
};

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
