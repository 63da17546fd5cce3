/**
 * Reads a request of OpenAI's chat dialect (`POST /v1/chat/completions`, as OpenAI's API reference has it). Only what the
 * gateway must understand is checked; the rest is the provider's to judge. Hand-written, because every request passes here.
 */
import type { Chat } from "../model/chat.ts";
import type { CacheHint, Message, Part, Role, Source } from "../model/part.ts";
import type { Need } from "../model/need.ts";
import type { Piece } from "../model/request.ts";
import type { Place } from "../model/slot.ts";
import { Malformed, type Said } from "./codec.ts";
import { holdsImage, opacityOf } from "./holds.ts";
import { dotted, isObject, type Json, optional, parseRequest, type Path } from "./json.ts";
import { allowed, KNOWN, readOptions, readTool } from "./openai-chat-options.ts";
import { isWord, type TextRules, textsIn } from "./texts.ts";

const ROLES: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool",
  function: "tool",
};

const PLACE_OF: Readonly<Record<Role, Place>> = {
  system: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool-result",
};

const TEXTS: TextRules = {
  words: new Set(["role", "type", "id", "tool_call_id", "name", "detail", "format", "file_id"]),
  inside: new Set(["content", "tool_calls", "function", "custom", "function_call", "image_url", "input_audio", "file"]),
  encoded: new Set(["data", "file_data"]),
  placeOf: (key) => (key === "tool_calls" || key === "function_call" ? "tool-call" : undefined),
};

/** Fields whose words are the dialect's own, as long as they look like it. */
const WORDS = new Set(["model", "reasoning_effort", "service_tier", "verbosity", "tool_choice", "function_call"]);

const NONE: Said = { slots: [], needs: [] };
const TOOLS: readonly Need[] = ["tools"];

export function read(piece: Piece): Said {
  const { field, index, text } = piece;
  const value = parseRequest(text);
  if (index < 0) return readField(field, value, text);
  if (field !== "messages") {
    if (!isObject(value)) throw new Malformed("A tool is not an object", `${field}[${index}]`);
    return { slots: [{ text, place: "tool", path: [], form: "json" }], needs: TOOLS };
  }
  const { role, parts } = readMessage(value, index);
  const needs: readonly Need[] = holdsImage(parts) ? ["images"] : [];
  return { slots: textsIn(value as Json, PLACE_OF[role], TEXTS), needs, ...opacityOf(parts) };
}

/** What is not in a list: kept as it is, and every text in it is classified. */
function readField(field: string, value: unknown, text: string): Said {
  if (field === "messages" && !Array.isArray(value)) throw new Malformed("The request has no list of messages", field);
  if ((field === "tools" || field === "functions") && value !== null && !Array.isArray(value))
    throw new Malformed(`The field ${field} is not a list`, field);
  if (field === "stream") optional({ stream: value }, field, "boolean", field);
  if (typeof value === "string") {
    if (value === "" || (WORDS.has(field) && isWord(value))) return NONE;
    return { slots: [{ text: value, place: "field", path: [], form: "text" }], needs: [] };
  }
  if (typeof value !== "object" || value === null || field === "stream_options") return NONE;
  const format = field === "response_format" && isObject(value) && value.type === "json_schema";
  return { slots: [{ text, place: "field", path: [], form: "json" }], needs: format ? ["json-schema"] : [] };
}

export function readChat(body: string): Chat {
  const root = parseRequest(body);
  if (!isObject(root)) throw new Malformed("The request's body is not a JSON object");
  if (!Array.isArray(root.messages)) throw new Malformed("The request has no list of messages", "messages");
  return {
    stream: optional(root, "stream", "boolean", "stream") ?? false,
    messages: root.messages.map(readMessage),
    tools: allowed([...listOf(root.tools), ...listOf(root.functions)].filter(isObject).map(readTool), root.tool_choice),
    options: readOptions(root),
    rest: Object.fromEntries(Object.entries(root).filter(([key]) => !KNOWN.has(key))),
  };
}

function readMessage(value: unknown, i: number): Message {
  const path = ["messages", i];
  if (!isObject(value)) throw new Malformed("A message is not an object", dotted(path));
  const at = (field: string) => () => dotted([...path, field]);
  const role = typeof value.role === "string" && Object.hasOwn(ROLES, value.role) ? ROLES[value.role] : undefined;
  if (role === undefined)
    throw new Malformed(`A message's role must be one of ${Object.keys(ROLES).join(", ")}`, at("role")());
  const parts: Part[] = [];
  for (const field of ["reasoning_content", "reasoning"]) {
    const text = value[field];
    if (typeof text === "string" && text !== "") parts.push({ type: "reasoning", text });
  }
  readContent(value.content, [...path, "content"], parts);
  const refusal = optional(value, "refusal", "string", at("refusal"));
  if (refusal !== undefined && refusal !== "") parts.push({ type: "refusal", text: refusal });
  // an earlier answer in sound, which the vendor keeps
  if (isObject(value.audio)) parts.push({ type: "other", kind: "audio", value: value.audio });
  readCalls(value.tool_calls, [...path, "tool_calls"], parts);
  if (value.function_call !== undefined && value.function_call !== null)
    parts.push(readFunction(value.function_call, "", [...path, "function_call"]));
  const name = optional(value, "name", "string", at("name"));
  const named = name === undefined ? {} : { name };
  if (role !== "tool") return { role, parts, ...named };
  const id = optional(value, "tool_call_id", "string", at("tool_call_id")) ?? name ?? "";
  return { role, parts: [{ type: "tool-result", id, parts }], ...named };
}

function readContent(content: unknown, path: Path, parts: Part[]): void {
  if (content === undefined || content === null || content === "") return;
  if (typeof content === "string") {
    parts.push({ type: "text", text: content });
    return;
  }
  if (!Array.isArray(content))
    throw new Malformed("A message's content is neither text nor a list of parts", dotted(path));
  for (let p = 0; p < content.length; p++) parts.push(readPart(content[p], [...path, p]));
}

function readPart(part: unknown, path: Path): Part {
  if (!isObject(part)) throw new Malformed("A part of a message is not an object", dotted(path));
  const text = (field: string) => {
    const value = part[field];
    if (typeof value === "string") return value;
    throw new Malformed(`A part of a message has no ${field}`, dotted([...path, field]));
  };
  switch (part.type) {
    case "text":
      return { type: "text", text: text("text"), ...hintIn(part) };
    case "refusal":
      return { type: "refusal", text: text("refusal") };
    case "image_url":
      return readImage(part, path);
    case "file":
      return readFile(part);
    default:
      if (typeof part.type !== "string")
        throw new Malformed("A part of a message has no type", dotted([...path, "type"]));
      return { type: "other", kind: part.type, value: part };
  }
}

function readImage(part: Json, path: Path): Part {
  const image = part.image_url;
  const url = isObject(image) ? image.url : image;
  if (typeof url !== "string") throw new Malformed("An image has no url", dotted([...path, "image_url", "url"]));
  const detail = isObject(image) && typeof image.detail === "string" ? { detail: image.detail } : {};
  return { type: "image", source: sourceOf(url), ...detail, ...hintIn(part) };
}

function readFile(part: Json): Part {
  const file = isObject(part.file) ? part.file : {};
  const name = typeof file.filename === "string" ? { name: file.filename } : {};
  if (typeof file.file_id === "string")
    return { type: "document", source: { kind: "file", id: file.file_id }, ...name };
  if (typeof file.file_data === "string") return { type: "document", source: sourceOf(file.file_data), ...name };
  return { type: "other", kind: "file", value: part };
}

/** A data URL holds the bytes themselves (RFC 2397). */
export function sourceOf(url: string): Source {
  const data = /^data:([\w.+/-]{1,100});base64,/.exec(url);
  if (data === null) return { kind: "url", url };
  return { kind: "base64", mediaType: data[1]!, data: url.slice(data[0].length) };
}

function readCalls(calls: unknown, path: Path, parts: Part[]): void {
  if (calls === undefined || calls === null) return;
  if (!Array.isArray(calls)) throw new Malformed("A message's tool calls are not a list", dotted(path));
  for (let c = 0; c < calls.length; c++) {
    const call: unknown = calls[c];
    if (!isObject(call)) throw new Malformed("A tool call is not an object", dotted([...path, c]));
    const id = typeof call.id === "string" ? call.id : "";
    if (call.type === "custom") parts.push(readCustom(call.custom, id, [...path, c, "custom"]));
    else parts.push(readFunction(call.function, id, [...path, c, "function"]));
  }
}

function readFunction(value: unknown, id: string, path: Path): Part {
  if (!isObject(value) || typeof value.name !== "string")
    throw new Malformed("A function call has no name", dotted(path));
  const given = value.arguments ?? "";
  // some clients send the object itself where the dialect wants its text
  const text = typeof given === "string" ? given : JSON.stringify(given);
  return { type: "tool-call", id, name: value.name, arguments: text };
}

function readCustom(value: unknown, id: string, path: Path): Part {
  if (!isObject(value) || typeof value.name !== "string" || typeof value.input !== "string")
    throw new Malformed("A custom tool call has no name or no input", dotted(path));
  return { type: "tool-call", id, name: value.name, arguments: value.input, custom: true };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** In the vendor's words, or in those of servers that stand before Anthropic. */
function hintIn({ cache_control: hint, prompt_cache_breakpoint: own }: Json): { cache?: CacheHint } {
  return isObject(own) ? cacheHint({ ...own, type: "ephemeral" }) : cacheHint(hint);
}

export function cacheHint(value: unknown): { cache?: CacheHint } {
  if (!isObject(value) || typeof value.type !== "string") return {};
  return { cache: typeof value.ttl === "string" ? { type: value.type, ttl: value.ttl } : { type: value.type } };
}
