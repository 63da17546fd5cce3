/** Documents that are text and nothing else: dialects without documents say them as such. */
import type { DocumentPart } from "../model/part.ts";

/** Undefined for a document that is no text, or is not here. */
export function documentText({ source }: Pick<DocumentPart, "source">): string | undefined {
  if (source.kind === "text") return source.text;
  if (source.kind !== "base64" || !isText(source.mediaType)) return undefined;
  return Buffer.from(source.data, "base64").toString();
}

/** The same, for whoever sees the text alone: what it is called stands before it. */
export function documentWords(part: Pick<DocumentPart, "source" | "name">): string | undefined {
  const text = documentText(part);
  return text === undefined || (part.name ?? "") === "" ? text : `${part.name}:\n\n${text}`;
}

function isText(mediaType: string): boolean {
  return mediaType.startsWith("text/") || mediaType === "application/json";
}
