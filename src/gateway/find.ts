/**
 * Detection with a memory: an agent sends its whole history with every turn, and only what is new in it should cost.
 * Findings are kept under the text itself: a Map hashes it faster than any digest we could take, and compares it, so
 * that no text can be made to pass for another. It stays in memory, is bounded, and goes with the process.
 */
import type { Hit } from "../model/finding.ts";
import type { Find } from "../trust/classify.ts";

/** Shorter texts are cheaper to read again, UTF-16 units. */
const SHORT = 256;

/** Text remembered in each of two generations, UTF-16 units: room for a few dozen long conversations. */
const GENERATION = 4 << 20;

export function rememberFindings(detect: Find): Find {
  let young = new Map<string, readonly Hit[]>();
  let old = new Map<string, readonly Hit[]>();
  let size = 0;
  return (text) => {
    if (text.length < SHORT) return detect(text);
    let hits = young.get(text);
    if (hits !== undefined) return hits;
    hits = old.get(text) ?? detect(text);
    if (size + text.length > GENERATION) {
      old = young;
      young = new Map();
      size = 0;
    }
    young.set(text, hits);
    size += text.length;
    return hits;
  };
}

/** `hmac:` and 16 hex digits of HMAC-SHA-256 of the value under the install's key. */
export function fingerprinter(key: Uint8Array): (value: string) => string {
  return (value) => `hmac:${new Bun.CryptoHasher("sha256", key).update(value).digest("hex").slice(0, 16)}`;
}
