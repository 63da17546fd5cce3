/**
 * Detection with a memory: an agent sends its whole history with every turn, and only what is new in it should cost.
 * A text's findings are kept under its SHA-256, never the text; SHA-256 because a text that somebody else wrote must
 * not be able to take on another's findings.
 */
import type { Hit } from "../model/finding.ts";
import type { Find } from "../trust/classify.ts";

/** Shorter texts are cheaper to read again than to hash, UTF-16 units. */
const SHORT = 256;

/** Texts remembered in each of two generations; one entry takes about 150 bytes. */
const GENERATION = 20_000;

export function rememberFindings(detect: Find): Find {
  let young = new Map<string, readonly Hit[]>();
  let old = new Map<string, readonly Hit[]>();
  return (text) => {
    if (text.length < SHORT) return detect(text);
    const key = Bun.SHA256.hash(text, "base64");
    let hits = young.get(key);
    if (hits !== undefined) return hits;
    hits = old.get(key) ?? detect(text);
    if (young.size >= GENERATION) {
      old = young;
      young = new Map();
    }
    young.set(key, hits);
    return hits;
  };
}

/** `hmac:` and 16 hex digits of HMAC-SHA-256 of the value under the install's key. */
export function fingerprinter(key: Uint8Array): (value: string) => string {
  return (value) => `hmac:${new Bun.CryptoHasher("sha256", key).update(value).digest("hex").slice(0, 16)}`;
}
