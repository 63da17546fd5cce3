/**
 * Reading with a memory: an agent sends its whole history with every turn, and only what is new in it should cost. What a
 * piece of a body holds is kept under the piece's own text: a Map hashes it faster than any digest we could take, and
 * compares it, so that no text can be made to pass for another. It stays in memory, is bounded, and goes with the process.
 */
import type { Evidence, Finding, Hit } from "../model/finding.ts";
import { type Codec, Malformed } from "../wire/codec.ts";
import { hasDuplicateKeys } from "../wire/duplicate-keys.ts";
import type { EvidenceOf } from "../wire/read-request.ts";
import type { Piece } from "../model/request.ts";

/** Finds what stands in one text. Given the same text it gives the same hits, so its answers may be remembered. */
export type Detect = (text: string) => readonly Hit[];

/** Shorter pieces are cheaper to read again, UTF-16 units. */
const SHORT = 128;

/** Text remembered in each of two generations, UTF-16 units: room for a few dozen long conversations. */
const GENERATION = 4 << 20;

const NOTHING: Evidence = Object.freeze({
  findings: Object.freeze([]),
  needs: Object.freeze([]),
  chars: 0,
  ambiguous: false,
});

/** The same text means another thing in another field or dialect: it then counts as unknown. */
type Known = { readonly codec: Codec; readonly field: string; readonly evidence: Evidence };

export function rememberEvidence(detect: Detect): EvidenceOf {
  let young = new Map<string, Known>();
  let old = new Map<string, Known>();
  let size = 0;

  const lookUp = (memory: ReadonlyMap<string, Known>, codec: Codec, { field, text }: Piece): Evidence | undefined => {
    const known = memory.get(text);
    return known !== undefined && known.codec === codec && known.field === field ? known.evidence : undefined;
  };

  const remember = (text: string, known: Known): void => {
    if (size + text.length > GENERATION) {
      old = young;
      young = new Map();
      size = 0;
    }
    young.set(text, known);
    size += text.length;
  };

  return (codec, pieces, body) => {
    const fresh: (readonly [string, Known])[] = [];
    let news = 0;
    const all = pieces.map((piece) => {
      const { field, text } = piece;
      if (text.length < SHORT) return evidenceIn(codec, piece, detect);
      const known = lookUp(young, codec, piece);
      if (known !== undefined) return known;
      const evidence = lookUp(old, codec, piece) ?? evidenceIn(codec, piece, detect);
      fresh.push([text, { codec, field, evidence }]);
      news += text.length;
      return evidence;
    });
    // a piece is a view into its body and keeps all of that: a waste, unless most of the body is new
    const whole = news > body.length / 2;
    for (const [text, known] of fresh) remember(whole ? text : copied(text), known);
    return all;
  };
}

function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** Throws `Malformed`. */
export function evidenceIn(codec: Codec, piece: Piece, detect: Detect): Evidence {
  const { slots, needs, opaque } = readPiece(codec, piece);
  let findings: Finding[] | undefined;
  let chars = 0;
  for (const { text, place, path } of slots) {
    chars += text.length;
    for (const hit of detect(text)) (findings ??= []).push({ ...hit, place, path });
  }
  const ambiguous = hasDuplicateKeys(piece.text);
  if (chars === 0 && needs.length === 0 && !ambiguous && opaque === undefined) return NOTHING;
  const evidence = { findings: findings ?? NOTHING.findings, needs, chars, ambiguous };
  return opaque === undefined ? evidence : { ...evidence, opaque };
}

function readPiece(codec: Codec, piece: Piece) {
  try {
    return codec.read(piece);
  } catch (error) {
    if (error instanceof RangeError) throw new Malformed("The request is nested too deeply", piece.field);
    throw error;
  }
}

/** `hmac:` and 16 hex digits of HMAC-SHA-256 of the value under the install's key. */
export function fingerprinter(key: Uint8Array): (value: string) => string {
  return (value) => `hmac:${new Bun.CryptoHasher("sha256", key).update(value).digest("hex").slice(0, 16)}`;
}
