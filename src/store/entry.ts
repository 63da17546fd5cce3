/** The form of a ledger entry and of its hash. A stranger can verify it from docs/ledger.md alone. */
import canonicalize from "canonicalize";

export const ENTRY_KINDS = ["configuration", "consent", "opened", "receipt"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What is to be recorded: `body` is canonical JSON (RFC 8785) of strings and integers. */
export type Draft = { readonly kind: EntryKind; readonly id: string; readonly at: number; readonly body: string };

export type Entry = Draft & { readonly seq: number; readonly prev: string; readonly hash: string };

/** RFC 8785. Throws on what has no canonical form, lone surrogates among it. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("this value has no JSON form");
  return text;
}

const HASHER = new Bun.CryptoHasher("sha256");

/**
 * `sha256:` and the SHA-256, in hex, of the entry's canonical JSON without `hash`. The text is put together by hand,
 * because `body` is canonical already and the six keys stand in RFC 8785's order; and hashed in pieces, because joining
 * them first would cost more than the hash.
 */
export function entryHash(seq: number, prev: string, draft: Draft): string {
  HASHER.update(`{"at":${draft.at},"body":`);
  HASHER.update(draft.body);
  HASHER.update(`,"id":${JSON.stringify(draft.id)},"kind":"${draft.kind}","prev":"${prev}","seq":${seq}}`);
  return `sha256:${HASHER.digest("hex")}`;
}
