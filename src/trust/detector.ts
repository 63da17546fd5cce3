/**
 * A detector is a row of data. The automaton finds one of its literals (or a run of digits), the engine tries its
 * pattern once at the place that follows from it, and `check` has the last word. What keeps the whole linear: patterns
 * are sticky, every quantifier has an upper bound, and a place that a row has taken is never tried by it again.
 */
import type { Level } from "../model/level.ts";

/** Where a value stands in a text, in UTF-16 units, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** Units that may be walked back over from a literal to where a match starts. */
export type Chars = "token" | "mail" | "scheme";

type Common = {
  /** Unique, kebab-case. */
  readonly id: string;
  /** Dotted, the first word its family. */
  readonly kind: string;
  readonly level: Level;
  /** Knows a name beside the value, not the value's format: loses to any row of the same level that does. */
  readonly generic?: true;
  /** The vendor's page or the standard that the format comes from. */
  readonly source: string;
};

/** Matches a pattern near one of its literals, or near a run of digits. */
export type PatternDetector = Common & {
  /** Lower case; each stands at the start of every match, or where `lead` and `back` say. */
  readonly literals?: readonly string[];
  /** Instead of literals: lengths that the first block of digits may have, and how many digits must follow from there. */
  readonly digits?: { readonly first: readonly number[]; readonly least: number };
  /** Sticky. Has it a group, then the value is the group, and the match ends with it. */
  readonly pattern: RegExp;
  /** The match starts this many units before the literal. */
  readonly lead?: number;
  /** The match starts where walking back over such characters ends, at most `most` units before the literal. */
  readonly back?: { readonly over: Chars; readonly most: number };
  /** What may not stand right before a match: letters and digits (`word`, the default), also `_` and `-` (`token`). */
  readonly edge?: "word" | "token" | "none";
  /** A word that must stand up to `before` units before the match or `after` units behind it. */
  readonly near?: { readonly words: RegExp; readonly before: number; readonly after?: number };
  readonly check?: (value: string) => boolean;
  /** Given the end of the match, the end of what belongs to it, or undefined if it is nothing after all. */
  readonly extend?: (text: string, end: number) => number | undefined;
};

/** Reads by hand what a pattern would read slowly. `undefined`: nothing there. */
export type ScanDetector = Common & {
  readonly literals: readonly string[];
  readonly scan: (text: string, at: number, end: number) => Span | undefined;
};

export type Detector = PatternDetector | ScanDetector;

const TOKEN = 1;
const MAIL = 2;
const SCHEME = 4;
const FLAG: Readonly<Record<Chars, number>> = { token: TOKEN, mail: MAIL, scheme: SCHEME };
const FLAGS = flags();

/** How far back such characters reach, at most `most` units. */
export function walkBack(text: string, from: number, over: Chars, most: number): number {
  const flag = FLAG[over];
  const limit = Math.max(0, from - most);
  let at = from;
  while (at > limit) {
    const unit = text.charCodeAt(at - 1);
    if (unit > 127 || (FLAGS[unit]! & flag) === 0) break;
    at--;
  }
  return at;
}

export function isWordUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);
}

/** Letters of an escape in a text that is itself JSON: in `\nAKIA…` the `n` is no part of the token. */
const ESCAPES: ReadonlySet<number> = new Set([110, 116, 114]);

/** True at the start of a text, after anything but a letter or a digit, and after `\n`, `\t`, `\r` written out. */
export function isEdge(text: string, at: number, edge: "word" | "token" = "word"): boolean {
  if (at === 0) return true;
  const unit = text.charCodeAt(at - 1);
  if (!isWordUnit(unit)) return edge === "word" || (unit !== 45 && unit !== 95);
  return isEscape(text, at - 1);
}

/** Is the unit there the letter of an escape? */
export function isEscape(text: string, at: number): boolean {
  return at > 0 && ESCAPES.has(text.charCodeAt(at)) && text.charCodeAt(at - 1) === 92;
}

/** Numbers stand alone: not in a word, a path, a decimal fraction or a longer chain. A diff's `+` or `-` may precede. */
export function isNumberEdge(text: string, at: number): boolean {
  if (at === 0) return true;
  const unit = text.charCodeAt(at - 1);
  if (isWordUnit(unit)) return isEscape(text, at - 1);
  if (!NUMBER_JOINERS.has(unit)) return true;
  const isSign = unit === 43 || unit === 45;
  return isSign && (at === 1 || text.charCodeAt(at - 2) === 10 || isEscape(text, at - 2));
}

/** $ # + - . / _ */
const NUMBER_JOINERS: ReadonlySet<number> = new Set([36, 35, 43, 45, 46, 47, 95]);

function flags(): Uint8Array {
  const table = new Uint8Array(128);
  for (let unit = 0; unit < 128; unit++) {
    const char = String.fromCharCode(unit);
    if (isWordUnit(unit)) table[unit] = TOKEN | MAIL | SCHEME;
    if ("_-".includes(char)) table[unit]! |= TOKEN | MAIL;
    if (".%+'".includes(char)) table[unit]! |= MAIL;
    if (".+-:".includes(char)) table[unit]! |= SCHEME;
  }
  return table;
}
