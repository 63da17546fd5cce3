/**
 * A secret-looking name, an operator, a value: `API_KEY=…`, `"password": "…"`, `token => '…'`, `<secret>…</secret>`,
 * also inside JSON strings (`\"token\": \"…\"`) and in diffs. Read by hand: the words are everywhere in code, and nearly
 * always the unit behind them already says that nothing is assigned.
 */
import { LONGEST_NAME, nameKind, type NameKind } from "./assignment-name.ts";
import { isSecretValue, LONGEST_VALUE } from "./assignment-value.ts";
import { isWordUnit, type Detector, type Span } from "./detector.ts";
import { decode } from "./detectors-key.ts";
import { looksRandom } from "./entropy.ts";
import { isPlaceholder } from "./placeholder.ts";

export const ASSIGNMENTS: readonly Detector[] = [
  // First: where both read the same value, this one knows more.
  {
    id: "authorization-header",
    kind: "secret.authorization-header",
    level: "secret",
    generic: true,
    literals: ["bearer ", "basic ", "bearer: "],
    scan: readHeader,
    source: "RFC 6750 section 2.1, RFC 7617 section 2",
  },
  {
    id: "assigned-secret",
    kind: "secret.assignment",
    level: "secret",
    generic: true,
    literals: [
      "password",
      "passwd",
      "passwort",
      "kennwort",
      "passphrase",
      "pwd",
      "pass",
      "secret",
      "token",
      "key",
      "auth",
      "credential",
      "bearer",
      "jwt",
      "pat",
      "psk",
    ],
    scan: readAssignment,
    source: "names in use across languages and configuration formats",
  },
];

/** Shorter values are numbers, flags and words. */
const SHORTEST_VALUE = 6;

/** Neither a digit nor one of the signs that people put into passwords: most values, and told before any pattern runs. */
function isPlain(text: string, { start, end }: Span): boolean {
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (
      (unit >= 48 && unit <= 57) ||
      unit === 33 ||
      (unit >= 35 && unit <= 38) ||
      unit === 42 ||
      unit === 63 ||
      unit === 64 ||
      unit === 94 ||
      unit === 126
    )
      return false;
  }
  return true;
}

const QUOTES = "\"'`";

function readAssignment(text: string, at: number, end: number): Span | undefined {
  const nameEnd = readName(text, end);
  if (nameEnd === undefined) return undefined;
  const operator = readOperator(text, nameEnd);
  if (operator === undefined) return undefined;
  const value = readValue(text, operator.end);
  if (value === undefined || (operator.weak && !value.quoted && !operator.cue)) return undefined;
  if (value.end - value.start < SHORTEST_VALUE || isPlain(text, value)) return undefined;
  let nameStart = at;
  const limit = Math.max(0, at - LONGEST_NAME);
  while (nameStart > limit && isNameUnit(text.charCodeAt(nameStart - 1))) nameStart--;
  const kind: NameKind | undefined = nameKind(text.slice(nameStart, nameEnd));
  if (kind === undefined) return undefined;
  const content = text.slice(value.start, value.end);
  if (operator.cue && (kind !== "secret" || !looksRandom(content, 3.3) || content.length < 20)) return undefined;
  return isSecretValue(content, kind, value.quoted) ? value : undefined;
}

/** The end of the name that a word stands in. `tokenizer`, `keyboard` and `passed` are other words. */
function readName(text: string, end: number): number | undefined {
  const next = text.charCodeAt(end);
  const last = text.charCodeAt(end - 1);
  const small = last >= 97;
  if (small && next >= 97 && next <= 122 && next !== 115) return undefined;
  if (
    !small &&
    next >= 65 &&
    next <= 90 &&
    next !== 83 &&
    !text.startsWith("KEY", end) &&
    !text.startsWith("TOKEN", end)
  )
    return undefined;
  let at = end;
  const limit = end + 40;
  while (at < limit && isNameUnit(text.charCodeAt(at))) at++;
  while (at > end && !isWordUnit(text.charCodeAt(at - 1))) at--;
  return at;
}

type Operator = {
  readonly end: number;
  /** A comma or a closing tag: only a quoted value, or a cue, counts behind it. */
  readonly weak: boolean;
  /** No operator at all: `SECRET 3c9f…`; only a very random value counts. */
  readonly cue: boolean;
};

/** Closing quotes and brackets of the name, a type, then what assigns or compares. */
function readOperator(text: string, from: number): Operator | undefined {
  let at = from;
  while (at < from + 6 && "\"'`\\]}".includes(text[at] ?? " ")) at++;
  if (text[at] === ")" || text[at] === "(") return undefined;
  const spaces = skipBlanks(text, at, 24);
  const next = text.charCodeAt(spaces);
  // `var apiToken string = …`, `password: str = …`
  const behind = skipBlanks(text, spaces + (next === 58 ? 1 : 0), 2);
  if ((spaces > at || next === 58) && TYPE_STARTS.includes(text[behind] ?? " ")) {
    TYPE.lastIndex = spaces;
    const type = TYPE.exec(text);
    if (type !== null) return { end: skipBlanks(text, TYPE.lastIndex, 24), weak: false, cue: false };
  }
  // Most often a lone `=` or `:`; the pattern is for the others.
  if ((next === 61 || next === 58) && !"=:>~".includes(text[spaces + 1] ?? " ")) {
    return { end: skipLine(text, spaces + 1), weak: false, cue: false };
  }
  OPERATOR.lastIndex = spaces;
  if (OPERATOR.test(text)) return { end: skipLine(text, OPERATOR.lastIndex), weak: false, cue: false };
  if (next === 44 || next === 62) return { end: skipLine(text, spaces + 1), weak: next === 44, cue: false };
  if (spaces > at && at === from && (isWordUnit(next) || QUOTES.includes(text[spaces]!)))
    return { end: spaces, weak: true, cue: true };
  return undefined;
}

const TYPE_STARTS = "&sStc";
const TYPE = /:?\s{0,2}(?:&?(?:'static )?str(?:ing)?|String|text|char\s?\*?|const char\s?\*)\??\s{0,3}=/y;
const OPERATOR = /(?:is|was|lautet|ist)(?=[\s:])\s{0,2}:?|[:?|.+]{0,3}={1,3}>?|!==?|:{1,3}|->|~=/y;

type Value = Span & { readonly quoted: boolean };

function readValue(text: string, from: number): Value | undefined {
  let start = from;
  while (start < from + 4 && text.charCodeAt(start) === 92) start++;
  const quote = text[start];
  if (quote !== undefined && QUOTES.includes(quote)) return quotedValue(text, start + 1, quote);
  if (start > from) return undefined;
  let end = start;
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  while (end < limit && !BARE_END.has(text.charCodeAt(end))) end++;
  if (end === limit && end < text.length) return undefined;
  while (end > start && ".:!?".includes(text[end - 1]!)) end--;
  return { start, end, quoted: false };
}

/** Ends at the same quote, escaped or not; a line end, or none within reach, means that it was no literal. */
function quotedValue(text: string, start: number, quote: string): Value | undefined {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  const closing = quote.charCodeAt(0);
  for (let at = start; at < limit; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10) return undefined;
    if (unit !== closing) continue;
    let end = at;
    while (end > start && text.charCodeAt(end - 1) === 92) end--;
    return { start, end, quoted: true };
  }
  return undefined;
}

/** Blanks, quotes, brackets and separators: what a value without quotes does not hold. */
const BARE_END: ReadonlySet<number> = new Set([..." \t\r\n\"'`,;()[]{}<>\\&|"].map((char) => char.charCodeAt(0)));

function skipBlanks(text: string, from: number, most: number): number {
  let at = from;
  while (at < from + most && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

/** Blanks and at most one line end: YAML and XML put long values on the next line. */
function skipLine(text: string, from: number): number {
  const at = skipBlanks(text, from, 24);
  const lineEnd = text.charCodeAt(at) === 13 ? at + 1 : at;
  return text.charCodeAt(lineEnd) === 10 ? skipBlanks(text, lineEnd + 1, 24) : at;
}

/** Letters, digits, _ - . and $: what names are made of in code, shells and configuration. */
function isNameUnit(unit: number): boolean {
  return isWordUnit(unit) || unit === 95 || unit === 45 || unit === 46 || unit === 36;
}

function readHeader(text: string, at: number, end: number): Span | undefined {
  if (at > 0 && isWordUnit(text.charCodeAt(at - 1))) return undefined;
  HEADER.lastIndex = end;
  const value = HEADER.exec(text)?.[0];
  if (value === undefined) return undefined;
  const basic = text.charCodeAt(at + 1) === 97 || text.charCodeAt(at + 1) === 65;
  if ((!basic && value.length < 20) || isPlaceholder(value)) return undefined;
  const secret = basic
    ? isBasic(value)
    : value.length >= 20 && (looksRandom(value) || /^[a-f0-9]{32,128}$/.test(value));
  return secret ? { start: end, end: end + value.length } : undefined;
}

const HEADER = /[A-Za-z0-9._~+/-]{12,2048}={0,2}/y;

/** RFC 7617: base64 of `name:password`, both printable. */
function isBasic(value: string): boolean {
  const pair = decode(value);
  return (
    /^[\x20-\x7e]{0,128}:[\x20-\x7e]{3,512}$/.test(pair) &&
    !/:(?:password|passwd|pass|secret|x-oauth-basic)$/i.test(pair)
  );
}
