/** Content blocks of Anthropic's dialect (`ContentBlockParam` in the vendor's API reference), read into parts. */
import type { CacheHint, Part, Source } from "../model/part.ts";
import { UNSIGNED } from "./anthropic-foreign.ts";
import { argumentsOf } from "./anthropic-input.ts";
import { Malformed } from "./codec.ts";
import { dotted, isObject, type Json, optional, type Path, without, wordIn } from "./json.ts";
import { cacheHint } from "./openai-chat-read.ts";

/** Steps into a message. A document in a tool's result takes eight. */
const DEPTH_MAX = 32;

/** Throws `Malformed`. */
export function readContent(content: unknown, path: Path): Part[] {
  if (path.length > DEPTH_MAX) throw new Malformed("The content is nested too deeply", dotted(path));
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [{ type: "text", text: content }];
  if (!Array.isArray(content))
    throw new Malformed("The content is neither text nor a list of content blocks", dotted(path));
  return content.flatMap((block, b) => readBlock(block, [...path, b]));
}

/** Mostly one part; a document with pictures or with words about it is several. */
export function readBlock(block: unknown, path: Path): Part[] {
  if (!isObject(block)) throw new Malformed("A content block is not an object", dotted(path));
  const said = (field: string): string => {
    const value = block[field];
    if (typeof value === "string") return value;
    throw new Malformed(`A content block has no ${field}`, dotted([...path, field]));
  };
  const cache = cacheHint(block.cache_control);
  switch (block.type) {
    case "text":
      return [{ type: "text", text: said("text"), ...cache }];
    case "image": {
      const source = sourceOf(block, path);
      return [source === undefined ? other("image", block) : { type: "image", source, ...cache }];
    }
    case "document":
      return readDocument(block, cache, path);
    case "search_result":
      return readFound(block, cache, path);
    case "tool_use":
      return [{ type: "tool-call", id: said("id"), name: said("name"), arguments: argumentsOf(block.input), ...cache }];
    case "tool_result":
      return [readResult(block, said("tool_use_id"), cache, path)];
    case "thinking":
      return [
        {
          type: "reasoning",
          text: optional(block, "thinking", "string", () => dotted([...path, "thinking"])) ?? "",
          ...signed(block.signature),
        },
      ];
    case "redacted_thinking":
      return [{ type: "reasoning", text: "", sealed: said("data") }];
    default:
      return [other(said("type"), block)];
  }
}

function other(kind: string, value: Json): Part {
  return { type: "other", kind, value };
}

/** A server that signs nothing leaves the signature empty. */
function signed(signature: unknown): { signature?: string } {
  return typeof signature === "string" && signature !== "" && signature !== UNSIGNED ? { signature } : {};
}

function readResult(block: Json, id: string, cache: { cache?: CacheHint }, path: Path): Part {
  const isError = optional(block, "is_error", "boolean", () => dotted([...path, "is_error"]));
  const parts = readContent(block.content, [...path, "content"]);
  return { type: "tool-result", id, parts, ...(isError === undefined ? {} : { isError }), ...cache };
}

/** What a document is about stands before it, the pictures in it after it. */
function readDocument(block: Json, cache: { cache?: CacheHint }, path: Path): Part[] {
  const title = wordIn(block.title);
  const context = wordIn(block.context) ?? "";
  const before: Part[] = context === "" ? [] : [{ type: "text", text: context }];
  const named = { ...(title === undefined ? {} : { name: title }), ...citedIn(block) };
  const { source } = block;
  if (isObject(source) && source.type === "content") {
    const inner = readContent(source.content, [...path, "source", "content"]);
    const text = inner.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
    const others = inner.filter((part) => part.type !== "text");
    return [...before, { type: "document", source: { kind: "text", text }, ...named, ...cache }, ...others];
  }
  const read = sourceOf(block, path);
  return [
    ...before,
    read === undefined ? other("document", block) : { type: "document", source: read, ...named, ...cache },
  ];
}

/** What the client's own search has found is a document like any other. */
function readFound(block: Json, cache: { cache?: CacheHint }, path: Path): Part[] {
  const text = readContent(block.content, [...path, "content"]).flatMap((part) =>
    part.type === "text" ? [part.text] : [],
  );
  const named = { name: wordIn(block.title) || wordIn(block.source) };
  return [
    {
      type: "document",
      source: { kind: "text", text: text.join("\n\n") },
      ...without(named),
      ...citedIn(block),
      ...cache,
    },
  ];
}

function citedIn({ citations }: Json): { cited?: true } {
  return isObject(citations) && citations.enabled === true ? { cited: true } : {};
}

/** Undefined for a kind of source there is no word for. */
function sourceOf({ source }: Json, path: Path): Source | undefined {
  if (!isObject(source)) throw new Malformed("A content block has no source", dotted([...path, "source"]));
  const said = (field: string): string => {
    const value = source[field];
    if (typeof value === "string") return value;
    throw new Malformed(`A source has no ${field}`, dotted([...path, "source", field]));
  };
  switch (source.type) {
    case "base64":
      return { kind: "base64", mediaType: said("media_type"), data: said("data") };
    case "url":
      return { kind: "url", url: said("url") };
    case "text":
      return { kind: "text", text: said("data") };
    case "file":
      return { kind: "file", id: said("file_id") };
    default:
      return undefined;
  }
}
