/** What the parts of a message hold beside text: pictures a model must see, and what nobody here can read. */
import type { Part } from "../model/part.ts";
import type { Said } from "./codec.ts";

/** Of vendors' own parts, those that are bytes and not words. */
const BYTES = /audio|video|file|image/;

export function holdsImage(parts: readonly Part[]): boolean {
  return parts.some((part) => part.type === "image" || (part.type === "tool-result" && holdsImage(part.parts)));
}

/** For `Said`: whether a text in it may be hidden from who looks at texts. */
export function opacityOf(parts: readonly Part[]): Pick<Said, "opaque"> {
  return parts.some(isOpaque) ? { opaque: true } : {};
}

function isOpaque(part: Part): boolean {
  if (part.type === "image") return true;
  if (part.type === "document") return part.source.kind !== "text";
  if (part.type === "tool-result") return part.parts.some(isOpaque);
  return part.type === "other" && BYTES.test(part.kind);
}
