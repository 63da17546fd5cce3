/**
 * Reads a request of Ollama's chat dialect (`POST /api/chat`, as Ollama's API reference has it). Only what the gateway must
 * understand is checked; the rest is the server's to judge.
 */
import type { Chat } from "../model/chat.ts";
import type { Message, Part, Role } from "../model/part.ts";
import type { Piece } from "../model/request.ts";
import type { Place } from "../model/slot.ts";
import { Malformed, type Said } from "./codec.ts";
import { holdsImage, opacityOf } from "./holds.ts";
import { dotted, isObject, type Json, optional, parseRequest } from "./json.ts";
import { elementsOf, readCalls } from "./ollama-calls.ts";
import { readField } from "./ollama-fields.ts";
import { readImages } from "./ollama-images.ts";
import { readOptions, restOf } from "./ollama-options.ts";
import { answered } from "./ollama-results.ts";
import { readTool } from "./openai-chat-options.ts";
import { type TextRules, textsIn } from "./texts.ts";

const ROLES: Readonly<Record<string, Role>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool",
};

const PLACE_OF: Readonly<Record<Role, Place>> = {
  system: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool-result",
};

const TEXTS: TextRules = {
  words: new Set(["role", "type", "id", "name", "tool_name", "tool_call_id"]),
  inside: new Set(["images", "tool_calls", "function"]),
  encoded: new Set(["images"]),
  placeOf: (key) => (key === "tool_calls" ? "tool-call" : undefined),
};

const KNOWN = new Set(["messages", "tools"]);

export function read({ field, index, text }: Piece): Said {
  const value = parseRequest(text);
  if (index < 0) {
    if (field === "messages" && !Array.isArray(value))
      throw new Malformed("The request has no list of messages", field);
    if (field === "tools" && value !== null) throw new Malformed("The field tools is not a list", field);
    return readField(field, value, text);
  }
  if (field === "tools") {
    if (!isObject(value)) throw new Malformed("A tool is not an object", `${field}[${index}]`);
    return { slots: [{ text, place: "tool", path: [], form: "json" }], needs: ["tools"] };
  }
  const { role, parts } = readMessage(value, text, index);
  const slots = textsIn(value as Json, PLACE_OF[role], TEXTS);
  return { slots, needs: holdsImage(parts) ? ["images"] : [], ...opacityOf(parts) };
}

/** Throws `Malformed`. */
export function readChat(body: string): Chat {
  const root = parseRequest(body);
  if (!isObject(root)) throw new Malformed("The request's body is not a JSON object");
  if (!Array.isArray(root.messages)) throw new Malformed("The request has no list of messages", "messages");
  const sources = elementsOf(body, "messages");
  const messages = root.messages.map((value: unknown, i) => readMessage(value, sources[i]!, i));
  return {
    stream: optional(root, "stream", "boolean", "stream") ?? true,
    messages: answered(messages),
    tools: Array.isArray(root.tools) ? root.tools.filter(isObject).map(readTool) : [],
    options: readOptions(root),
    rest: restOf(root, KNOWN),
  };
}

function readMessage(value: unknown, source: string, i: number): Message {
  const path = ["messages", i];
  if (!isObject(value)) throw new Malformed("A message is not an object", dotted(path));
  const said = (field: string) => optional(value, field, "string", () => dotted([...path, field])) ?? "";
  // the server takes a role in any case
  const word = said("role").toLowerCase();
  const role = Object.hasOwn(ROLES, word) ? ROLES[word] : undefined;
  if (role === undefined)
    throw new Malformed(`A message's role must be one of ${Object.keys(ROLES).join(", ")}`, dotted([...path, "role"]));
  const thinking = said("thinking");
  const content = said("content");
  const parts: Part[] = [
    ...(thinking === "" ? [] : [{ type: "reasoning" as const, text: thinking }]),
    ...(content === "" ? [] : [{ type: "text" as const, text: content }]),
    ...readImages(value.images, [...path, "images"]),
    ...readCalls(value, source, path, (call) => `call_${i}_${call}`),
  ];
  if (role !== "tool") return { role, parts };
  const name = said("tool_name") || said("name");
  const id = said("tool_call_id");
  return { role, parts: [{ type: "tool-result", id, ...(name === "" ? {} : { name }), parts }] };
}
