/** Items of the Responses dialect: messages, calls, results, reasoning. Each is read into a message of its own. */
import type { CacheHint, Message, Part, Role, Source } from "../model/part.ts";
import { Malformed } from "./codec.ts";
import { dotted, isObject, type Json, optional, type Path, text } from "./json.ts";
import { sourceOf } from "./openai-chat-read.ts";
import { readSeal } from "./openai-responses-seal.ts";

const ROLES: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
};

/** Throws `Malformed`. */
export function readItem(item: unknown, path: Path): Message {
  if (!isObject(item)) throw new Malformed("An item of the input is not an object", dotted(path));
  const kind = kindOf(item, path);
  switch (kind) {
    case "message":
      return { role: roleOf(item, path), parts: readContent(item.content, [...path, "content"]) };
    case "function_call":
    case "custom_tool_call":
      return { role: "assistant", parts: [readCall(item, kind === "custom_tool_call", path)] };
    case "function_call_output":
    case "custom_tool_call_output":
      return { role: "tool", parts: [readResult(item, kind === "custom_tool_call_output", path)] };
    case "reasoning":
      return { role: "assistant", parts: readReasoning(item) };
    case "additional_tools":
      // its tools stand with all others
      return { role: "assistant", parts: [] };
    default:
      return { role: "assistant", parts: [{ type: "other", kind, value: item }] };
  }
}

/** The type may be left out of a message, and of a reference to an item that the vendor keeps. */
function kindOf(item: Json, path: Path): string {
  const type = optional(item, "type", "string", () => dotted([...path, "type"]));
  if (type !== undefined) return type;
  if (item.role !== undefined || item.content !== undefined) return "message";
  if (typeof item.id === "string") return "item_reference";
  throw new Malformed("An item of the input has no type", dotted([...path, "type"]));
}

function roleOf(item: Json, path: Path): Role {
  const role = typeof item.role === "string" && Object.hasOwn(ROLES, item.role) ? ROLES[item.role] : undefined;
  if (role !== undefined) return role;
  throw new Malformed(`A message's role must be one of ${Object.keys(ROLES).join(", ")}`, dotted([...path, "role"]));
}

function readContent(content: unknown, path: Path): Part[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") return [{ type: "text", text: content }];
  if (!Array.isArray(content)) throw new Malformed("The content is neither text nor a list of parts", dotted(path));
  return content.map((part, p) => readPart(part, [...path, p]));
}

function readPart(part: unknown, path: Path): Part {
  if (!isObject(part)) throw new Malformed("A part of a message is not an object", dotted(path));
  const said = (field: string) => {
    const value = part[field];
    if (typeof value === "string") return value;
    throw new Malformed(`A part of a message has no ${field}`, dotted([...path, field]));
  };
  switch (part.type) {
    case "input_text":
    case "output_text":
    case "text":
      return { type: "text", text: said("text"), ...cacheHint(part) };
    case "refusal":
      return { type: "refusal", text: said("refusal") };
    case "input_image":
      return readImage(part, path);
    case "input_file":
      return readFile(part);
    default:
      if (typeof part.type !== "string")
        throw new Malformed("A part of a message has no type", dotted([...path, "type"]));
      return { type: "other", kind: part.type, value: part };
  }
}

function readImage(part: Json, path: Path): Part {
  const detail = typeof part.detail === "string" ? { detail: part.detail } : {};
  const more = { ...detail, ...cacheHint(part) };
  if (typeof part.file_id === "string") return { type: "image", source: { kind: "file", id: part.file_id }, ...more };
  if (typeof part.image_url === "string") return { type: "image", source: sourceOf(part.image_url), ...more };
  throw new Malformed("An image has no address", dotted([...path, "image_url"]));
}

function readFile(part: Json): Part {
  const source = fileSource(part);
  if (source === undefined) return { type: "other", kind: "input_file", value: part };
  const name = typeof part.filename === "string" ? { name: part.filename } : {};
  return { type: "document", source, ...name, ...cacheHint(part) };
}

function fileSource({ file_id: id, file_url: url, file_data: data }: Json): Source | undefined {
  if (typeof id === "string") return { kind: "file", id };
  if (typeof url === "string") return { kind: "url", url };
  if (typeof data !== "string") return undefined;
  // some clients leave out what stands before the bytes
  return data.startsWith("data:") ? sourceOf(data) : { kind: "base64", mediaType: "application/pdf", data };
}

function cacheHint({ prompt_cache_breakpoint: hint }: Json): { cache?: CacheHint } {
  if (!isObject(hint)) return {};
  return { cache: typeof hint.ttl === "string" ? { type: "ephemeral", ttl: hint.ttl } : { type: "ephemeral" } };
}

function readCall(item: Json, custom: boolean, path: Path): Part {
  const field = custom ? "input" : "arguments";
  const at = (key: string) => dotted([...path, key]);
  if (typeof item.name !== "string") throw new Malformed("A tool call has no name", at("name"));
  const given = item[field];
  if (given === undefined || given === null) throw new Malformed(`A tool call has no ${field}`, at(field));
  return {
    type: "tool-call",
    id: text(item.call_id) || text(item.id),
    name: item.name,
    // some clients send the object itself where the dialect wants its text
    arguments: typeof given === "string" ? given : JSON.stringify(given),
    ...(custom ? { custom } : {}),
    ...(typeof item.namespace === "string" ? { namespace: item.namespace } : {}),
  };
}

function readResult(item: Json, custom: boolean, path: Path): Part {
  const parts = readContent(item.output, [...path, "output"]);
  const name = typeof item.name === "string" ? { name: item.name } : {};
  return { type: "tool-result", id: text(item.call_id), ...name, parts, ...(custom ? { custom } : {}) };
}

/** Nothing, where an item neither says nor holds anything. `id`: of an item that a provider gave. */
export function readReasoning(item: Json, id?: unknown): Part[] {
  const said = reasoningIn(item);
  const seal = readSeal(item, id);
  return said === "" && Object.keys(seal).length === 0 ? [] : [{ type: "reasoning", text: said, ...seal }];
}

/** What the model thought, where the server tells it; else the summary's parts, as paragraphs. */
export function reasoningIn({ content, summary }: Json): string {
  return textsOf(content).join("") || textsOf(summary).join("\n\n");
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.flatMap((one) => (isObject(one) ? [text(one.text)] : [])) : [];
}
