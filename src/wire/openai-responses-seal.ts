/**
 * Proofs and sealed reasoning, in the one opaque field that the Responses dialect has (`encrypted_content`). What one vendor
 * sealed no other takes back, and a client's history goes now to one and now to another: so each says whose it is.
 */
import type { ReasoningPart } from "../model/part.ts";

type Seals = Pick<ReasoningPart, "signature" | "sealed">;

/** Before what a provider of this dialect sealed, everywhere but in this dialect. */
const OWN = "openai_";

/** Before what another vendor sealed or signed, in this dialect. */
const SEALED = "gateway_sealed_";
const SIGNED = "gateway_signature_";

export function readSeal(encrypted: unknown): Seals {
  if (typeof encrypted !== "string" || encrypted === "") return {};
  if (encrypted.startsWith(SIGNED)) return { signature: encrypted.slice(SIGNED.length) };
  if (encrypted.startsWith(SEALED)) return { sealed: encrypted.slice(SEALED.length) };
  return { sealed: OWN + encrypted };
}

/** For a client. A proof goes before what is sealed: nothing has both. */
export function writeSeal({ signature, sealed }: Seals): string | undefined {
  if (signature !== undefined) return SIGNED + signature;
  return sealed === undefined ? undefined : (ownSeal(sealed) ?? SEALED + sealed);
}

/** For a provider of this dialect: only what such a one has sealed. */
export function ownSeal(sealed: string | undefined): string | undefined {
  return sealed?.startsWith(OWN) === true ? sealed.slice(OWN.length) : undefined;
}
