import type { Level } from "./level.ts";

/** What a detector saw in one text: never the value itself. Offsets are in UTF-16 units, `end` exclusive. */
export type Hit = {
  /** The detector's id, such as `github-token`. */
  readonly detector: string;
  /** Dotted, the first word its family: `secret.github-token`, `pii.email`. */
  readonly kind: string;
  readonly level: Level;
  readonly start: number;
  readonly end: number;
  /** Keyed hash of the value under the install's key: tells equal values apart from different ones, and no more. */
  readonly fingerprint: string;
};

/** A hit, and the slot of the request it stands in. */
export type Finding = Hit & { readonly slot: number };
