/** Whether the value beside a telling name is a secret, or code, prose, a reference, an example. */
import type { NameKind } from "./assignment-name.ts";
import { entropy, looksRandom, shapeOf } from "./entropy.ts";
import { isDigest, isMonotone, isPlaceholder, isUuid } from "./placeholder.ts";

/** Longest value that is looked at, UTF-16 units. */
export const LONGEST_VALUE = 512;

/** Words that stand for a password in forms, schemas and tutorials. */
const STOCK =
  /^(?:pass(?:word|wd|phrase|wort)?|pwd|secret|token|string|text|null|none|nil|true|false|undefined|required|optional|hidden|empty|test|admin|root|user(?:name)?|guest|default|value|key|api[_-]?key|my[_-]?\w{0,12}|(?:some|any|the|new|old|current|confirm|reset|forgot|wrong|invalid|bad|enter|type|set|access|auth|bearer|refresh|id)[_-]?\w{0,16})\d{0,4}[!.]?$/i;

/** An identifier, path or call chain of words: `options.secret`, `SECRET_KEY`, `auth/token`, `sha256WithRSA`. */
const IDENTIFIER = /^[A-Za-z_$@][A-Za-z_$]*\d{0,4}(?:(?:\.|->|::|\/|-|\[|\?\.)[A-Za-z_$]*\d{0,3}\]?)*[;,]?$/;

export function isSecretValue(value: string, kind: NameKind, quoted: boolean): boolean {
  if (isPlaceholder(value) || isDigest(value) || STOCK.test(value)) return false;
  if (kind === "password") return isPassword(value, quoted);
  if (isUuid(value)) return kind === "secret";
  if (/[\s,;(){}<>"'`\\]/.test(value)) return false;
  if (value.length < 10) return false;
  if (/^[a-f0-9]{32,128}$/i.test(value)) return entropy(value) >= 3;
  if (IDENTIFIER.test(value) && shapeOf(value).turns < 4) return kind === "secret" && quoted && isScrambled(value);
  if (kind === "key") return looksRandom(value, 3.3);
  return looksRandom(value) || (quoted && isScrambled(value));
}

/** A password is short and chosen: a letter and a digit or a sign, and nothing that reads as code or prose. */
function isPassword(value: string, quoted: boolean): boolean {
  if (value.length > 128 || /[\s(){}<>"'`\\]/.test(value)) return false;
  if (IDENTIFIER.test(value) && shapeOf(value).turns < 1) return false;
  const shape = shapeOf(value);
  const letters = shape.lower + shape.upper;
  if (letters === 0 || isMonotone(value)) return false;
  if (quoted) return shape.digits > 0 || (/[!@#$%^&*?+~=]/.test(value) && !/^[#.@]|[=:]$/.test(value));
  // Without quotes it may be code: more must speak for it.
  return (
    value.length >= 8 &&
    shape.digits > 0 &&
    !/[.,:;[\]/]/.test(value) &&
    (shape.upper > 0 || shape.turns > 1 || shape.other > 0 || shape.digits > 1)
  );
}

/** Letters in an order that no word has: capitals inside, signs, few vowels; for generated values without many digits. */
function isScrambled(value: string): boolean {
  if (value.length < 16 || entropy(value) < 3.5) return false;
  const shape = shapeOf(value);
  if (shape.digits === 0 || shape.lower + shape.upper < 4) return false;
  return shape.turns >= 2 && shape.longestWord <= 7;
}
