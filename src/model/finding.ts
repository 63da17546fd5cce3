import type { Level } from "./level.ts";
import type { Need } from "./need.ts";
import type { Place } from "./slot.ts";

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

/** A hit, and the text it stands in: `path` leads there from the piece of the body, or from the body's root. */
export type Finding = Hit & { readonly place: Place; readonly path: readonly (string | number)[] };

/** A finding as a plan shows it. `message` is the index in the dialect's list of messages, -1 outside of it. */
export type Seen = Finding & { readonly message: number };

/** All that decides about one piece of a body, wherever in the body it stands. */
export type Evidence = {
  readonly findings: readonly Finding[];
  readonly needs: readonly Need[];
  /** It holds what nobody here can read. */
  readonly opaque?: true;
  /** Length of all its texts, UTF-16 units. */
  readonly chars: number;
  /** An object in it has the same key twice, which parsers read differently. */
  readonly ambiguous: boolean;
};
