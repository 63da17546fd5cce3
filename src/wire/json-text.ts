/** Places in JSON text, for changing a value without writing the rest anew. The text is valid JSON: it has been parsed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The place after the string whose opening quote stands at `start`. */
export function skipString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  throw new SyntaxError("a JSON string without an end");
}

export function skipSpace(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

/** Brackets in brackets. What people and programs write has a few dozen; parsers take long over hundreds of thousands. */
const DEPTH_MAX = 2_000;

/** The place after the value that begins at `start`. Throws `RangeError` where it is nested too deeply. */
export function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = skipString(text, at);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEPTH_MAX) throw new RangeError("it is nested too deeply");
      at++;
      continue;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
      at++;
    } else if (code === 0x2c || code === 0x3a || code <= 0x20) {
      at++;
      continue;
    } else at = skipLiteral(text, at);
    if (depth === 0) return at;
  }
}

function skipLiteral(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    // a number, true, false or null ends at punctuation, space or the end
    if (Number.isNaN(code) || code === 0x2c || code === 0x5d || code === 0x7d || code <= 0x20) {
      if (at === start) throw new SyntaxError("a JSON value is missing");
      return at;
    }
    at++;
  }
}
