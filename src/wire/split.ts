/**
 * A body taken apart into the pieces that are looked at one by one: elements of lists, and fields. Only the places of
 * brackets, quotes and commas are looked at, so a long history costs a fraction of parsing it; each piece is still to be
 * parsed by whoever has not seen it before, and with all pieces valid the whole is.
 */
import type { Piece } from "../model/request.ts";
import { Malformed } from "./codec.ts";
import { skipSpace, skipString, skipValue } from "./json-text.ts";

export type Pieces = {
  readonly pieces: readonly Piece[];
  /** A field stands twice in the body. */
  readonly ambiguous: boolean;
};

const COMMA = 0x2c;
const QUOTE = 0x22;

/** What a key may not hold without being looked at more closely: an escape, a control character. */
// oxlint-disable-next-line no-control-regex
const UNUSUAL = /[\\\u0000-\u001f]/;

/** `lists`: the fields whose elements are pieces of their own. Throws `Malformed` when the body is no JSON object. */
export function split(body: string, lists: readonly string[]): Pieces {
  try {
    return takeApart(body, lists);
  } catch (error) {
    if (error instanceof RangeError) throw new Malformed("The request is nested too deeply");
    if (error instanceof SyntaxError) throw new Malformed("The request's body is not valid JSON");
    throw error;
  }
}

function takeApart(body: string, lists: readonly string[]): Pieces {
  const pieces: Piece[] = [];
  const fields = new Set<string>();
  let ambiguous = false;
  let at = skipSpace(body, 0);
  if (body[at] !== "{") throw notAnObject(body);
  at = skipSpace(body, at + 1);
  while (body[at] !== "}") {
    const keyEnd = skipString(body, expect(body, at, QUOTE));
    const field = keyOf(body.slice(at, keyEnd));
    if (fields.has(field)) ambiguous = true;
    fields.add(field);
    const start = skipSpace(body, expect(body, skipSpace(body, keyEnd), 0x3a) + 1);
    const end =
      body[start] === "[" && lists.includes(field)
        ? elements(body, field, start, pieces)
        : whole(body, field, -1, start, pieces);
    at = next(body, end, "}");
  }
  if (skipSpace(body, at + 1) !== body.length) throw new SyntaxError("something follows the object");
  return { pieces, ambiguous };
}

function elements(body: string, field: string, start: number, pieces: Piece[]): number {
  let at = skipSpace(body, start + 1);
  for (let index = 0; body[at] !== "]"; index++) at = next(body, whole(body, field, index, at, pieces), "]");
  return at + 1;
}

function whole(body: string, field: string, index: number, start: number, pieces: Piece[]): number {
  const end = skipValue(body, start);
  pieces.push({ field, index, start, text: body.slice(start, end) });
  return end;
}

/** The place of the next element or of the closing bracket. */
function next(body: string, end: number, close: "}" | "]"): number {
  const at = skipSpace(body, end);
  if (body[at] === close) return at;
  const after = skipSpace(body, expect(body, at, COMMA) + 1);
  if (body[after] === close) throw new SyntaxError("a comma with nothing after it");
  return after;
}

function expect(body: string, at: number, code: number): number {
  if (body.charCodeAt(at) !== code) throw new SyntaxError(`a ${String.fromCharCode(code)} is missing`);
  return at;
}

function keyOf(quoted: string): string {
  return UNUSUAL.test(quoted) ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function notAnObject(body: string): Malformed {
  try {
    JSON.parse(body);
  } catch {
    return new Malformed("The request's body is not valid JSON");
  }
  return new Malformed("The request's body is not a JSON object");
}
