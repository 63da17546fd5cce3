/** Values replaced in JSON text with every other byte left as it is: what law 2 needs. */
import type { Span } from "../model/request.ts";
import type { Path } from "./json.ts";
import { skipSpace, skipString, skipValue } from "./json-text.ts";

/** `value`: JSON text to stand at `path`. */
export type Edit = { readonly path: Path; readonly value: string };

/** Every member of that name is replaced, should the object hold several. Paths that lead nowhere are left out. */
export function splice(body: string, edits: readonly Edit[]): string {
  const found = edits
    .flatMap(({ path, value }) => spansOf(body, path).map((span) => ({ ...span, value })))
    .sort((a, b) => a.start - b.start);
  let out = "";
  let from = 0;
  for (const { start, end, value } of found) {
    if (start < from) continue;
    out += body.slice(from, start) + value;
    from = end;
  }
  return out + body.slice(from);
}

const ENCODER = new TextEncoder();

/** The bytes of a body with another value (JSON text) at each span, in order. `body` is `raw`, decoded. */
export function replaceAt(raw: Uint8Array, body: string, spans: readonly Span[], value: string): Uint8Array {
  const put = ENCODER.encode(value);
  // where each character is one byte, the places are the same in both
  const place = raw.length === body.length ? (at: number) => at : (at: number) => Buffer.byteLength(body.slice(0, at));
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    parts.push(raw.subarray(from, place(start)), put);
    from = place(end);
  }
  parts.push(raw.subarray(from));
  return Buffer.concat(parts);
}

/** Where the values stand that a path leads to. */
function spansOf(body: string, path: Path): readonly Span[] {
  const start = skipSpace(body, 0);
  if (path.length === 0) return [{ start, end: skipValue(body, start) }];
  let spans: readonly Span[] = [{ start, end: body.length }];
  for (const step of path) {
    spans = spans.flatMap((span) => (typeof step === "number" ? element(body, span, step) : members(body, span, step)));
  }
  return spans;
}

function members(body: string, span: Span, name: string): Span[] {
  if (body[span.start] !== "{") return [];
  const found: Span[] = [];
  let at = skipSpace(body, span.start + 1);
  while (body[at] === '"') {
    const keyEnd = skipString(body, at);
    const key = body.slice(at + 1, keyEnd - 1);
    const start = skipSpace(body, skipSpace(body, keyEnd) + 1);
    const end = skipValue(body, start);
    if (key === name || (key.includes("\\") && JSON.parse(`"${key}"`) === name)) found.push({ start, end });
    at = skipSpace(body, end);
    if (body[at] === ",") at = skipSpace(body, at + 1);
  }
  return found;
}

function element(body: string, span: Span, index: number): Span[] {
  if (body[span.start] !== "[") return [];
  let start = skipSpace(body, span.start + 1);
  for (let i = 0; body[start] !== "]"; i++) {
    const end = skipValue(body, start);
    if (i === index) return [{ start, end }];
    start = skipSpace(body, end);
    if (body[start] === ",") start = skipSpace(body, start + 1);
  }
  return [];
}
