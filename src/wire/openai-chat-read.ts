/**
 * Reads a request of OpenAI's chat dialect (`POST /v1/chat/completions`, as OpenAI's API reference has it). Only what the
 * gateway must understand is checked; the rest is the provider's to judge. Hand-written, because every request passes here.
 */
import type { CacheHint, ImageSource, Message, Part, Role } from "../model/part.ts";
import type { GatewayRequest, Need, Tool } from "../model/request.ts";
import type { Place, Slot } from "../model/slot.ts";
import { Malformed } from "./codec.ts";

export type Json = Readonly<Record<string, unknown>>;

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

/** Fields whose words are the dialect's own, as long as they look like it. */
const STRUCTURAL = new Set(["model", "reasoning_effort", "service_tier", "verbosity", "tool_choice", "function_call"]);
const WORD = /^[\w.:/-]{1,64}$/;

const MESSAGE_FIELDS = new Set([
  "role",
  "content",
  "name",
  "tool_calls",
  "tool_call_id",
  "function_call",
  "refusal",
  "reasoning_content",
  "reasoning",
]);

export function readRequest(body: string): GatewayRequest {
  const root = parseBody(body);
  const { model, messages } = root;
  if (typeof model !== "string" || model === "") throw new Malformed("The request names no model", "model");
  if (!Array.isArray(messages)) throw new Malformed("The request has no list of messages", "messages");
  if (messages.length === 0) throw new Malformed("The list of messages is empty", "messages");
  const stream = optional(root, "stream", "boolean", "stream") ?? false;
  const slots: Slot[] = [];
  const read = messages.map((message, i) => readMessage(message, i, slots));
  const tools = readTools(root, slots);
  const settings = readSettings(root, slots);
  return {
    dialect: "openai-chat",
    model,
    stream,
    messages: read,
    tools,
    needs: needsOf(read, tools, root),
    settings,
    slots,
    body,
  };
}

function parseBody(body: string): Json {
  let root: unknown;
  try {
    root = JSON.parse(body);
  } catch (error) {
    const deep = error instanceof RangeError;
    throw new Malformed(deep ? "The request is nested too deeply" : "The request's body is not valid JSON");
  }
  if (!isObject(root)) throw new Malformed("The request's body is not a JSON object");
  return root;
}

function readMessage(value: unknown, i: number, slots: Slot[]): Message {
  const at = () => `messages[${i}]`;
  if (!isObject(value)) throw new Malformed("A message is not an object", at());
  const role = typeof value.role === "string" && Object.hasOwn(ROLES, value.role) ? ROLES[value.role] : undefined;
  if (role === undefined)
    throw new Malformed(`A message's role must be one of ${Object.keys(ROLES).join(", ")}`, `${at()}.role`);
  const place = PLACE_OF[role];
  const parts: Part[] = [];
  for (const field of ["reasoning_content", "reasoning"]) {
    if (typeof value[field] !== "string" || value[field] === "") continue;
    parts.push({ type: "reasoning", text: value[field] });
    slots.push({ text: value[field], place, message: i, path: ["messages", i, field], form: "text" });
  }
  readContent(value.content, i, place, parts, slots);
  const refusal = optional(value, "refusal", "string", () => `${at()}.refusal`);
  if (refusal !== undefined && refusal !== "") {
    parts.push({ type: "refusal", text: refusal });
    slots.push({ text: refusal, place, message: i, path: ["messages", i, "refusal"], form: "text" });
  }
  if (value.tool_calls !== undefined && value.tool_calls !== null) readCalls(value.tool_calls, i, parts, slots);
  if (value.function_call !== undefined && value.function_call !== null) {
    parts.push(readFunction(value.function_call, "", ["messages", i, "function_call"], slots));
  }
  const name = optional(value, "name", "string", () => `${at()}.name`);
  if (name !== undefined) wordOrSlot(name, place, i, ["messages", i, "name"], slots);
  for (const key in value) if (!MESSAGE_FIELDS.has(key)) otherField(value[key], place, i, ["messages", i, key], slots);
  const named = name === undefined ? {} : { name };
  if (role !== "tool") return { role, parts, ...named };
  const id = optional(value, "tool_call_id", "string", () => `${at()}.tool_call_id`) ?? name ?? "";
  if (typeof value.tool_call_id === "string") wordOrSlot(id, place, i, ["messages", i, "tool_call_id"], slots);
  return { role, parts: [{ type: "tool-result", id, parts }], ...named };
}

function readContent(content: unknown, i: number, place: Place, parts: Part[], slots: Slot[]): void {
  if (content === undefined || content === null) return;
  if (typeof content === "string") {
    if (content === "") return;
    parts.push({ type: "text", text: content });
    slots.push({ text: content, place, message: i, path: ["messages", i, "content"], form: "text" });
    return;
  }
  if (!Array.isArray(content))
    throw new Malformed("A message's content is neither text nor a list of parts", `messages[${i}].content`);
  for (let p = 0; p < content.length; p++) parts.push(readPart(content[p], i, p, place, slots));
}

function readPart(part: unknown, i: number, p: number, place: Place, slots: Slot[]): Part {
  const at = () => `messages[${i}].content[${p}]`;
  if (!isObject(part)) throw new Malformed("A part of a message is not an object", at());
  const path = ["messages", i, "content", p];
  const text = (field: string) => {
    const value = part[field];
    if (typeof value !== "string") throw new Malformed(`A part of a message has no ${field}`, `${at()}.${field}`);
    if (value !== "") slots.push({ text: value, place, message: i, path: [...path, field], form: "text" });
    return value;
  };
  const cache = cacheHint(part.cache_control);
  switch (part.type) {
    case "text":
      return { type: "text", text: text("text"), ...cache };
    case "refusal":
      return { type: "refusal", text: text("refusal") };
    case "image_url":
      return readImage(part, i, path, place, slots, at);
    default: {
      if (typeof part.type !== "string") throw new Malformed("A part of a message has no type", `${at()}.type`);
      slots.push({ text: JSON.stringify(withoutPayload(part)), place, message: i, path, form: "json" });
      return { type: "other", kind: part.type, value: part };
    }
  }
}

function readImage(
  part: Json,
  i: number,
  path: readonly (string | number)[],
  place: Place,
  slots: Slot[],
  at: () => string,
): Part {
  const image = part.image_url;
  const url = isObject(image) ? image.url : image;
  if (typeof url !== "string") throw new Malformed("An image has no url", `${at()}.image_url.url`);
  const detail = isObject(image) && typeof image.detail === "string" ? { detail: image.detail } : {};
  const source = imageSource(url);
  if (source.kind === "url") {
    const where = isObject(image) ? [...path, "image_url", "url"] : [...path, "image_url"];
    slots.push({ text: url, place, message: i, path: where, form: "text" });
  }
  return { type: "image", source, ...detail, ...cacheHint(part.cache_control) };
}

function imageSource(url: string): ImageSource {
  const data = /^data:([\w.+/-]{1,100});base64,/.exec(url);
  if (data === null) return { kind: "url", url };
  return { kind: "base64", mediaType: data[1]!, data: url.slice(data[0].length) };
}

function readCalls(calls: unknown, i: number, parts: Part[], slots: Slot[]): void {
  if (!Array.isArray(calls)) throw new Malformed("A message's tool calls are not a list", `messages[${i}].tool_calls`);
  for (let c = 0; c < calls.length; c++) {
    const call: unknown = calls[c];
    const at = `messages[${i}].tool_calls[${c}]`;
    if (!isObject(call)) throw new Malformed("A tool call is not an object", at);
    const path = ["messages", i, "tool_calls", c];
    const id = typeof call.id === "string" ? call.id : "";
    wordOrSlot(id, "tool-call", i, [...path, "id"], slots);
    if (call.type === "custom") parts.push(readCustom(call.custom, id, path, slots));
    else parts.push(readFunction(call.function, id, [...path, "function"], slots));
  }
}

function readFunction(value: unknown, id: string, path: readonly (string | number)[], slots: Slot[]): Part {
  const message = path[1] as number;
  if (!isObject(value) || typeof value.name !== "string")
    throw new Malformed("A function call has no name", dotted(path));
  const given = value.arguments ?? "";
  // some clients send the object itself where the dialect wants its text
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const form = typeof given === "string" ? "text" : "json";
  wordOrSlot(value.name, "tool-call", message, [...path, "name"], slots);
  if (text !== "") slots.push({ text, place: "tool-call", message, path: [...path, "arguments"], form });
  return { type: "tool-call", id, name: value.name, arguments: text };
}

function readCustom(value: unknown, id: string, path: readonly (string | number)[], slots: Slot[]): Part {
  const message = path[1] as number;
  if (!isObject(value) || typeof value.name !== "string" || typeof value.input !== "string") {
    throw new Malformed("A custom tool call has no name or no input", dotted([...path, "custom"]));
  }
  wordOrSlot(value.name, "tool-call", message, [...path, "custom", "name"], slots);
  if (value.input !== "") {
    slots.push({ text: value.input, place: "tool-call", message, path: [...path, "custom", "input"], form: "text" });
  }
  return { type: "tool-call", id, name: value.name, arguments: value.input, custom: true };
}

function readTools(root: Json, slots: Slot[]): Tool[] {
  const tools: Tool[] = [];
  for (const field of ["tools", "functions"]) {
    const list = root[field];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) throw new Malformed(`The field ${field} is not a list`, field);
    for (let t = 0; t < list.length; t++) {
      const tool: unknown = list[t];
      if (!isObject(tool)) throw new Malformed("A tool is not an object", `${field}[${t}]`);
      slots.push({ text: JSON.stringify(tool), place: "tool", message: -1, path: [field, t], form: "json" });
      const own = isObject(tool.function) ? tool.function : isObject(tool.custom) ? tool.custom : tool;
      if (typeof own.name !== "string") continue;
      const description = typeof own.description === "string" ? { description: own.description } : {};
      tools.push({
        name: own.name,
        ...description,
        ...(own.parameters === undefined ? {} : { parameters: own.parameters }),
      });
    }
  }
  return tools;
}

const READ = new Set(["model", "messages", "stream", "tools", "functions"]);

/** What is left of the request: kept as it is, and every text in it is classified. */
function readSettings(root: Json, slots: Slot[]): Json {
  const settings: Record<string, unknown> = {};
  for (const key in root) {
    if (READ.has(key)) continue;
    const value = root[key];
    settings[key] = value;
    if (typeof value === "string" && STRUCTURAL.has(key) && WORD.test(value)) continue;
    if (key !== "stream_options") otherField(value, "field", -1, [key], slots);
  }
  return settings;
}

function otherField(
  value: unknown,
  place: Place,
  message: number,
  path: readonly (string | number)[],
  slots: Slot[],
): void {
  if (typeof value === "string") {
    if (value !== "") slots.push({ text: value, place, message, path, form: "text" });
  } else if (typeof value === "object" && value !== null) {
    slots.push({ text: JSON.stringify(value), place, message, path, form: "json" });
  }
}

/** Names and ids are the dialect's, unless they do not look like it. */
function wordOrSlot(
  text: string,
  place: Place,
  message: number,
  path: readonly (string | number)[],
  slots: Slot[],
): void {
  if (text !== "" && !WORD.test(text)) slots.push({ text, place, message, path, form: "text" });
}

function needsOf(messages: readonly Message[], tools: readonly Tool[], root: Json): Need[] {
  const needs: Need[] = [];
  if (tools.length > 0) needs.push("tools");
  if (messages.some((message) => message.parts.some((part) => part.type === "image"))) needs.push("images");
  if (isObject(root.response_format) && root.response_format.type === "json_schema") needs.push("json-schema");
  return needs;
}

/** The part without the bytes of a file or a sound: those are no text. */
function withoutPayload(part: Json): Json {
  const inner = part[part.type as string];
  if (!isObject(inner)) return part;
  const { data: _data, file_data: _file, ...rest } = inner;
  return { ...part, [part.type as string]: rest };
}

function cacheHint(value: unknown): { cache?: CacheHint } {
  if (!isObject(value) || typeof value.type !== "string") return {};
  return { cache: typeof value.ttl === "string" ? { type: value.type, ttl: value.ttl } : { type: value.type } };
}

type Kinds = { boolean: boolean; string: string };

function optional<K extends keyof Kinds>(
  object: Json,
  key: string,
  kind: K,
  at: string | (() => string),
): Kinds[K] | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === kind) return value as Kinds[K];
  throw new Malformed(`The field ${key} is not a ${kind}`, typeof at === "string" ? at : at());
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function dotted(path: readonly (string | number)[]): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}
