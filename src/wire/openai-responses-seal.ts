/**
 * Proofs and sealed reasoning, in the one opaque field that the Responses dialect has (`encrypted_content`). What one vendor
 * sealed no other takes back, and a client's history goes now to one and now to another: so each says whose it is.
 */
import type { Json } from "../model/chat.ts";
import type { ReasoningPart } from "../model/part.ts";

type Seals = Pick<ReasoningPart, "signature" | "sealed">;

/** Before what a provider of this dialect sealed, everywhere but in this dialect. */
export const OWN = "openai_";

/** Before what another vendor sealed or signed, in this dialect; and for a thought that nobody has. */
export const FOREIGN = "gateway_";
const SEALED = `${FOREIGN}sealed_`;
const SIGNED = `${FOREIGN}signature_`;
const UNSEALED = `${FOREIGN}unsealed`;

/** The id of a provider's item goes with its seal: the vendor refuses the one under another. */
const ID = /^([\w-]{0,128}):/;

export function readSeal({ encrypted_content: encrypted }: Json, id?: unknown): Seals {
  if (typeof encrypted !== "string" || encrypted === "" || encrypted === UNSEALED) return {};
  if (encrypted.startsWith(SIGNED)) return { signature: encrypted.slice(SIGNED.length) };
  if (encrypted.startsWith(SEALED)) return { sealed: encrypted.slice(SEALED.length) };
  const name = typeof id === "string" && ID.test(`${id}:`) ? id : "";
  return { sealed: OWN + (name === "" && !ID.test(encrypted) ? encrypted : `${name}:${encrypted}`) };
}

/** For a client. A proof goes before what is sealed: nothing has both. */
export function writeSeal({ signature, sealed }: Seals): string {
  if (signature !== undefined) return SIGNED + signature;
  return sealed === undefined ? UNSEALED : (ownSeal(sealed)?.encrypted_content ?? SEALED + sealed);
}

/** For a provider of this dialect: only what such a one has sealed, and under what id. */
export function ownSeal(sealed: string | undefined): { id?: string; encrypted_content: string } | undefined {
  if (sealed?.startsWith(OWN) !== true) return undefined;
  const own = sealed.slice(OWN.length);
  const [before = "", id = ""] = ID.exec(own) ?? [];
  const encrypted_content = own.slice(before.length);
  return id === "" ? { encrypted_content } : { id, encrypted_content };
}
