/** From a body to what a request is decided on: piece by piece, so that what was read before is not read again. */
import type { Evidence, Seen } from "../model/finding.ts";
import type { Need } from "../model/need.ts";
import type { GatewayRequest, Piece, Span } from "../model/request.ts";
import { type Codec, Malformed } from "./codec.ts";
import { split } from "./split.ts";

/** What stands in each piece of a body. It depends on the codec, a piece's field and its text alone, so it may be remembered. */
export type EvidenceOf = (codec: Codec, pieces: readonly Piece[], body: string) => readonly Evidence[];

/** The JSON of a text with nothing in it. */
const EMPTY = '""';

/** Throws `Malformed`. */
export function readRequest(codec: Codec, body: string, evidenceOf: EvidenceOf): GatewayRequest {
  const { pieces, ambiguous } = split(body, codec.lists);
  const [turns] = codec.lists;
  const needs = new Set<Need>(codec.need === undefined ? [] : [codec.need]);
  const seen: Seen[] = [];
  let unclear = ambiguous;
  let messages = 0;
  let lastMessage: Piece | undefined;
  let chars = 0;
  let opaque = false;
  const modelAt: Span[] = [];
  let model = "";
  let stream = codec.streams;
  const found = evidenceOf(codec, pieces, body);
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    const evidence = found[i]!;
    const { field, index } = piece;
    chars += evidence.chars;
    if (field === turns) {
      if (codec.mayBeEmpty !== true || piece.text !== EMPTY) messages++;
      lastMessage = piece;
    } else if (field === "model") {
      model = nameIn(piece);
      modelAt.push(spanOf(piece));
    } else if (field === "stream" && piece.text !== "null") stream = piece.text === "true";
    if (evidence.ambiguous) unclear = true;
    if (evidence.opaque === true) opaque = true;
    for (const need of evidence.needs) needs.add(need);
    for (const finding of evidence.findings) {
      const path = index < 0 ? [field, ...finding.path] : [field, index, ...finding.path];
      seen.push({ ...finding, path, message: field === turns ? index : -1 });
    }
  }
  if (model === "") throw new Malformed("The request names no model", "model");
  if (messages === 0 && codec.mayBeEmpty !== true)
    throw new Malformed(`The list of ${turns} is empty or missing`, turns);
  return {
    dialect: codec.dialect,
    model,
    modelAt,
    stream,
    messages,
    lastMessage: lastMessage === undefined ? { start: 0, end: 0 } : spanOf(lastMessage),
    chars,
    seen,
    needs: [...needs],
    opaque,
    ambiguous: unclear,
    body,
  };
}

function spanOf({ start, text }: Piece): Span {
  return { start, end: start + text.length };
}

function nameIn(piece: Piece): string {
  const name: unknown = JSON.parse(piece.text);
  return typeof name === "string" ? name : "";
}
