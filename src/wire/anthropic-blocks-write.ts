/** Parts, written as content blocks of Anthropic's dialect. What the API would refuse (an empty text) is left out. */
import type { DocumentPart, ImagePart, Part, ReasoningPart, ToolCallPart, ToolResultPart } from "../model/part.ts";
import { inputOf } from "./anthropic-input.ts";
import { writeCache } from "./anthropic-options-write.ts";
import { type Json, without } from "./json.ts";
import { urlOf } from "./openai-chat-write.ts";
import { ownSeal } from "./openai-responses-seal.ts";
import { documentText } from "./document-text.ts";

export function writeParts(parts: readonly Part[]): Json[] {
  return parts.flatMap(writePart);
}

function writePart(part: Part): Json[] {
  switch (part.type) {
    case "text":
      return isBlank(part.text) ? [] : [{ type: "text", text: part.text, ...writeCache(part.cache) }];
    case "refusal":
      return isBlank(part.text) ? [] : [{ type: "text", text: part.text }];
    case "image":
      return [writeImage(part)];
    case "document":
      return writeDocument(part);
    case "tool-call":
      return [{ ...writeCall(part), ...writeCache(part.cache) }];
    case "tool-result":
      return [writeResult(part)];
    case "reasoning":
      return writeReasoning(part);
    case "other":
      // it has a meaning at its own vendor only
      return [];
  }
}

/** The API refuses a text of white space alone as it does an empty one. */
function isBlank(text: string): boolean {
  return text.trim() === "";
}

export function writeCall({ id, name, arguments: text }: ToolCallPart): Json {
  return { type: "tool_use", id: idOf(id, name), name, input: inputOf(text) };
}

/** The API takes letters, digits, `_` and `-`; a call of old has no id but its function's name. */
function idOf(id: string, name: string): string {
  return (id || name || "call").replace(/[^\w-]/g, (one) => `_${one.charCodeAt(0).toString(16)}`);
}

/** Thoughts go back to the vendor that has signed or sealed them, or not at all. */
function writeReasoning({ text, signature, sealed }: ReasoningPart): Json[] {
  if (signature !== undefined && signature !== "") return [{ type: "thinking", thinking: text, signature }];
  if (sealed === undefined || ownSeal(sealed) !== undefined) return [];
  return [{ type: "redacted_thinking", data: sealed }];
}

function writeImage({ source, cache }: ImagePart): Json {
  if (source.kind === "text") return { type: "text", text: source.text, ...writeCache(cache) };
  if (source.kind === "url") return { type: "image", source: { type: "url", url: source.url }, ...writeCache(cache) };
  if (source.kind === "file")
    return { type: "image", source: { type: "file", file_id: source.id }, ...writeCache(cache) };
  const media_type = source.mediaType === "image/jpg" ? "image/jpeg" : source.mediaType;
  return { type: "image", source: { type: "base64", media_type, data: source.data }, ...writeCache(cache) };
}

function writeDocument(part: DocumentPart): Json[] {
  const source = sourceOf(part);
  if (source.type === "text" && isBlank(String(source.data))) return [];
  const citations = part.cited === true ? { enabled: true } : undefined;
  return [{ type: "document", source, ...without({ title: part.name, citations }), ...writeCache(part.cache) }];
}

/** Of encoded bytes the API takes PDF only: a text is told as what it is. */
function sourceOf(part: DocumentPart): Json {
  const { source } = part;
  const words = documentText(part);
  if (words !== undefined) return { type: "text", media_type: "text/plain", data: words };
  if (source.kind === "base64") return { type: "base64", media_type: source.mediaType, data: source.data };
  return source.kind === "file" ? { type: "file", file_id: source.id } : { type: "url", url: urlOf(source) };
}

/** One plain text stands as a string; an error may not be empty. */
function writeResult({ id, name = "", parts, isError, cache }: ToolResultPart): Json {
  const blocks = writeParts(parts.filter((part) => part.type !== "tool-call" && part.type !== "tool-result"));
  const [only] = blocks;
  const plain = blocks.length === 1 && only?.type === "text" && only.cache_control === undefined ? only.text : blocks;
  const content = blocks.length > 0 ? plain : isError === true ? "Error" : undefined;
  const told = without({ content, is_error: isError });
  return { type: "tool_result", tool_use_id: idOf(id, name), ...told, ...writeCache(cache) };
}
