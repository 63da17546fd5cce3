/**
 * Reads a request of OpenAI's Responses dialect (`POST /v1/responses`, as OpenAI's API reference has it). Only what the
 * gateway must understand is checked; the rest is the provider's to judge.
 */
import type { Chat } from "../model/chat.ts";
import type { Need } from "../model/need.ts";
import type { Message, Part, Role } from "../model/part.ts";
import type { Piece } from "../model/request.ts";
import type { Place } from "../model/slot.ts";
import { Malformed, type Said } from "./codec.ts";
import { holdsImage, opacityOf } from "./holds.ts";
import { isObject, type Json, optional, parseRequest } from "./json.ts";
import { readOptions, readRest } from "./openai-responses-options.ts";
import { readItem } from "./openai-responses-parts.ts";
import { readTools } from "./openai-responses-tools.ts";
import { isWord, type TextRules, textsIn } from "./texts.ts";

const PLACE_OF: Readonly<Record<Role, Place>> = {
  system: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool-result",
};

const TEXTS: TextRules = {
  words: new Set([
    "role",
    "type",
    "id",
    "call_id",
    "name",
    "namespace",
    "status",
    "phase",
    "detail",
    "format",
    "file_id",
    "approval_request_id",
  ]),
  inside: new Set(["content", "output", "summary", "input_audio"]),
  encoded: new Set(["data", "file_data", "encrypted_content"]),
  placeOf: (key) => (key === "tools" ? "tool" : undefined),
};

/** A picture that the vendor drew, as an item of the history: its bytes are no text. */
const DRAWN: TextRules = { ...TEXTS, encoded: new Set([...TEXTS.encoded, "result"]) };

/** Fields whose words are the dialect's own, as long as they look like it. */
const WORDS = new Set(["model", "service_tier", "truncation", "tool_choice", "previous_response_id", "conversation"]);

const NONE: Said = { slots: [], needs: [] };
const TOOLS: readonly Need[] = ["tools"];
const SCHEMA: readonly Need[] = ["json-schema"];

export function read(piece: Piece): Said {
  const { field, index, text } = piece;
  const value = parseRequest(text);
  if (index < 0) return readField(field, value, text);
  if (field === "tools") {
    if (!isObject(value)) throw new Malformed("A tool is not an object", `tools[${index}]`);
    return { slots: [{ text, place: "tool", path: [], form: "json" }], needs: TOOLS };
  }
  const message = readItem(value, ["input", index]);
  const item = value as Json;
  const needs: Need[] = [];
  if (holdsImage(message.parts)) needs.push("images");
  if (item.type === "additional_tools") needs.push("tools");
  const rules = item.type === "image_generation_call" ? DRAWN : TEXTS;
  return { slots: textsIn(item, placeOf(item, message), rules), needs, ...opacityOf(message.parts) };
}

function placeOf({ type }: Json, { role, parts: [part] }: Message): Place {
  if (part?.type === "tool-call") return "tool-call";
  if (part?.type !== "other" || typeof type !== "string" || type === "message") return PLACE_OF[role];
  if (type.endsWith("_output")) return "tool-result";
  return type.endsWith("_call") ? "tool-call" : PLACE_OF[role];
}

/** What is not in a list: kept as it is, and every text in it is classified. */
function readField(field: string, value: unknown, text: string): Said {
  if (field === "stream") optional({ stream: value }, field, "boolean", field);
  if (field === "instructions") optional({ instructions: value }, field, "string", field);
  if (field === "tools" && value !== null && !Array.isArray(value))
    throw new Malformed("The field tools is not a list", field);
  const place = field === "instructions" ? "system" : field === "input" ? "user" : "field";
  if (typeof value === "string") {
    if (value === "" || (WORDS.has(field) && isWord(value))) return NONE;
    return { slots: [{ text: value, place, path: [], form: "text" }], needs: [] };
  }
  if (field === "input") throw new Malformed("The input is neither text nor a list of items", field);
  if (typeof value !== "object" || value === null) return NONE;
  const schema = field === "text" && isObject(value) && isObject(value.format) && value.format.type === "json_schema";
  return { slots: [{ text, place, path: [], form: "json" }], needs: schema ? SCHEMA : [] };
}

export function readChat(body: string): Chat {
  const root = parseRequest(body);
  if (!isObject(root)) throw new Malformed("The request's body is not a JSON object");
  const { input } = root;
  if (typeof input !== "string" && !Array.isArray(input))
    throw new Malformed("The input is neither text nor a list of items", "input");
  const instructions = optional(root, "instructions", "string", "instructions") ?? "";
  const items = typeof input === "string" ? [{ role: "user", content: input }] : input;
  const messages: Turn[] = instructions === "" ? [] : [spoken("system", instructions)];
  items.forEach((item, i) => add(readItem(item, ["input", i]), messages));
  return {
    stream: optional(root, "stream", "boolean", "stream") ?? false,
    messages,
    tools: readTools(root),
    options: readOptions(root),
    rest: readRest(root),
  };
}

type Turn = { readonly role: Role; readonly parts: Part[] };

function spoken(role: Role, text: string): Turn {
  return { role, parts: [{ type: "text", text }] };
}

/** What the model thought, said and called in one turn is one message, in as many items as it may be. */
function add({ role, parts }: Message, messages: Turn[]): void {
  const last = messages.at(-1);
  if (role === "assistant" && last?.role === "assistant") for (const part of parts) last.parts.push(part);
  else if (role !== "assistant" || parts.length > 0) messages.push({ role, parts: [...parts] });
}
