/**
 * Reads a request of Anthropic's dialect (`POST /v1/messages` and `/v1/messages/count_tokens`, as the vendor's API
 * reference has them). Only what the gateway must understand is checked; the rest is the provider's to judge.
 */
import type { Chat } from "../model/chat.ts";
import type { Need } from "../model/need.ts";
import type { Message } from "../model/part.ts";
import type { Piece } from "../model/request.ts";
import type { Place } from "../model/slot.ts";
import { readBlock, readContent } from "./anthropic-blocks.ts";
import { withLongNumbers } from "./anthropic-input.ts";
import { formatIn, readOptions, readRest, readTool } from "./anthropic-options.ts";
import { Malformed, type Said } from "./codec.ts";
import { holdsImage, opacityOf } from "./holds.ts";
import { dotted, goDown, isObject, type Json, optional, parseRequest } from "./json.ts";
import { isWord, type TextRules, textsIn } from "./texts.ts";

const ROLES = ["user", "assistant", "system"] as const;

const TEXTS: TextRules = {
  words: new Set([
    "role",
    "type",
    "id",
    "tool_use_id",
    "tool_id",
    "tool_name",
    "toolset_name",
    "server_name",
    "name",
    "media_type",
    "file_id",
    "ttl",
    "effort",
    "clear_at",
    "error_code",
  ]),
  inside: new Set(["content", "source", "cache_control", "caller", "citations", "output_config"]),
  encoded: new Set(["data", "signature", "encrypted_content", "encrypted_index", "encrypted_stdout"]),
  placeOf: (key, value) => {
    if (key === "input") return "tool-call";
    return typeof value.type === "string" && value.type.endsWith("tool_result") ? "tool-result" : undefined;
  },
  // the one field holds the bytes of a picture, or a document's text as it is
  plain: (key, value) => key === "data" && value.type === "text",
};

/** Fields whose words are the dialect's own, as long as they look like it. */
const WORDS = new Set(["model", "service_tier", "speed", "inference_geo", "container"]);

/** What Claude Code tells its vendor at the head of a prompt. It changes with every request, and no model is to read it. */
const BILLING = "x-anthropic-billing-header:";

const NONE: Said = { slots: [], needs: [] };
const TOOLS: readonly Need[] = ["tools"];
const SCHEMA: readonly Need[] = ["json-schema"];

export function read(piece: Piece): Said {
  return goDown(() => readPiece(piece));
}

function readPiece(piece: Piece): Said {
  const { field, index, text } = piece;
  const value = parseRequest(text);
  if (index < 0) return readField(field, value, text);
  if (field === "tools") {
    if (!isObject(value)) throw new Malformed("A tool is not an object", `tools[${index}]`);
    return { slots: [{ text, place: "tool", path: [], form: "json" }], needs: TOOLS };
  }
  if (field === "system") {
    readBlock(value, ["system", index]);
    return { slots: textsIn(value as Json, "system", TEXTS), needs: [] };
  }
  const parts = readMessage(value, index).flatMap((message) => message.parts);
  const message = value as Json;
  const needs: readonly Need[] = holdsImage(parts) ? ["images"] : [];
  return { slots: textsIn(message, message.role as Place, TEXTS), needs, ...opacityOf(parts) };
}

/** What is not in a list: kept as it is, and every text in it is classified. */
function readField(field: string, value: unknown, text: string): Said {
  if (field === "messages" && !Array.isArray(value)) throw new Malformed("The request has no list of messages", field);
  if (field === "tools" && value !== null && !Array.isArray(value))
    throw new Malformed("The field tools is not a list", field);
  if (field === "stream") optional({ stream: value }, field, "boolean", field);
  if (field === "system" && value !== null && typeof value !== "string" && !Array.isArray(value))
    throw new Malformed("The field system is neither text nor a list of content blocks", field);
  const place = field === "system" ? "system" : "field";
  if (typeof value === "string") {
    if (value === "" || (WORDS.has(field) && isWord(value))) return NONE;
    return { slots: [{ text: value, place, path: [], form: "text" }], needs: [] };
  }
  if (typeof value !== "object" || value === null) return NONE;
  const needs = formatIn({ [field]: value }) === undefined ? [] : SCHEMA;
  return { slots: [{ text, place, path: [], form: "json" }], needs };
}

export function readChat(body: string): Chat {
  return goDown(() => readWhole(body));
}

function readWhole(body: string): Chat {
  const root = parseRequest(body);
  if (!isObject(root)) throw new Malformed("The request's body is not a JSON object");
  const { messages } = withLongNumbers(root, body);
  if (!Array.isArray(messages)) throw new Malformed("The request has no list of messages", "messages");
  const { system, tools } = root;
  const prompt = readContent(system, ["system"]).filter(
    (part) => part.type !== "text" || !part.text.startsWith(BILLING),
  );
  if (tools !== undefined && tools !== null && !Array.isArray(tools))
    throw new Malformed("The field tools is not a list", "tools");
  return {
    stream: optional(root, "stream", "boolean", "stream") ?? false,
    messages: [
      ...(prompt.length === 0 ? [] : [{ role: "system", parts: prompt } as const]),
      ...messages.flatMap(readMessage),
    ],
    tools: (tools ?? []).filter(isObject).map(readTool),
    options: readOptions(root),
    rest: readRest(root),
  };
}

/** Results stand beside what the user says, and come first; each has a message of its own here. */
function readMessage(value: unknown, i: number): Message[] {
  const path = ["messages", i];
  if (!isObject(value)) throw new Malformed("A message is not an object", dotted(path));
  const role = ROLES.find((one) => one === value.role);
  if (role === undefined)
    throw new Malformed(`A message's role must be one of ${ROLES.join(", ")}`, dotted([...path, "role"]));
  const parts = readContent(value.content, [...path, "content"]);
  // a system message may set the effort only
  if (role === "system" && parts.length === 0) return [];
  const results = parts.filter((part) => part.type === "tool-result");
  if (results.length === 0) return [{ role, parts }];
  const others = parts.filter((part) => part.type !== "tool-result");
  const tool: Message = { role: "tool", parts: results };
  if (others.length === 0) return [tool];
  return role === "user" ? [tool, { role, parts: others }] : [{ role, parts: others }, tool];
}
