/** Images as Ollama takes them: a list of their bytes in base64, which do not say of what kind they are. */
import type { ImagePart, Part } from "../model/part.ts";
import { Malformed } from "./codec.ts";
import { dotted, type Path } from "./json.ts";
import { sourceOf } from "./openai-chat-read.ts";

/** The first bytes of each kind (RFC 2083 §3.1, GIF89a §17, RFC 9649 §2.4, …), in base64. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^iVBORw0KGgo/, "image/png"],
  [/^\/9j\//, "image/jpeg"],
  [/^R0lGOD/, "image/gif"],
  [/^UklGR.{6}XRUJQ/, "image/webp"],
  [/^Qk/, "image/bmp"],
];

/** Throws `Malformed`. */
export function readImages(images: unknown, path: Path): ImagePart[] {
  if (images === undefined || images === null) return [];
  if (!Array.isArray(images)) throw new Malformed("The images are not a list", dotted(path));
  return images.map((image: unknown, i) => {
    if (typeof image !== "string") throw new Malformed("An image is not a text in base64", dotted([...path, i]));
    return { type: "image", source: image.startsWith("data:") ? sourceOf(image) : bytesOf(image) };
  });
}

function bytesOf(data: string): ImagePart["source"] {
  const mediaType = KINDS.find(([start]) => start.test(data))?.[1] ?? "image/png";
  return { kind: "base64", mediaType, data };
}

export function writeImages(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => (part.type === "image" && part.source.kind === "base64" ? [part.source.data] : []));
}
