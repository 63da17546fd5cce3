/** Reads a request of the gateway's own dialect (`POST /v1/completion`), piece by piece and as a chat. */
import * as v from "valibot";
import type { Chat, Format } from "../model/chat.ts";
import {
  type Completion,
  CompletionSchema,
  ContextItemSchema,
  type InputMessage,
  InputMessageSchema,
} from "../model/native.ts";
import type { Message } from "../model/part.ts";
import type { Piece } from "../model/request.ts";
import type { Place, Slot } from "../model/slot.ts";
import type { Said } from "./codec.ts";
import { type Json, parseRequest, without } from "./json.ts";
import { malformed } from "./native-fault.ts";
import { contextBlock, instructionsFor } from "./native-prompt.ts";
import { textsIn } from "./texts.ts";

const NONE: Said = { slots: [], needs: [] };

/** Fields whose values are words and numbers of the dialect's own, held to their form by the schema. */
const WORDS = new Set(["caller", "task", "language", "stream"]);

const MESSAGE_TEXTS = { words: new Set(["role", "type"]), inside: new Set(["content"]), encoded: new Set<string>() };

const ENTRIES: Readonly<Record<string, v.GenericSchema>> = CompletionSchema.entries;

export function read({ field, index, text }: Piece): Said {
  const value = parseRequest(text);
  if (index >= 0) return field === "input" ? readMessage(value, index) : readItem(value, index);
  check(v.strictObject(Object.hasOwn(ENTRIES, field) ? { [field]: ENTRIES[field]! } : {}), { [field]: value }, []);
  if (field === "input" || field === "context") return { slots: [whole(value, text, field)], needs: [] };
  if (field === "options") return readOptions(value as Json);
  if (WORDS.has(field) || typeof value !== "string") return NONE;
  return /^[\w.:@/-]{1,256}$/.test(value) ? NONE : { slots: [whole(value, text, field)], needs: [] };
}

function readMessage(value: unknown, index: number): Said {
  const { role } = check(InputMessageSchema, value, ["input", index]);
  return { slots: textsIn(value as Json, role, MESSAGE_TEXTS), needs: [] };
}

function readItem(value: unknown, index: number): Said {
  const item = check(ContextItemSchema, value, ["context", index]);
  const text = typeof item === "string" ? item : item.text;
  return { slots: [{ text, place: "field", path: typeof item === "string" ? [] : ["text"], form: "text" }], needs: [] };
}

function readOptions({ format, schema }: Json): Said {
  const slots: Slot[] = [];
  if (schema !== undefined)
    slots.push({ text: JSON.stringify(schema), place: "field", path: ["schema"], form: "json" });
  return { slots, needs: format === "schema" ? ["json-schema"] : [] };
}

function whole(value: unknown, text: string, field: string): Slot {
  const place: Place = field === "input" ? "user" : "field";
  return typeof value === "string"
    ? { text: value, place, path: [], form: "text" }
    : { text, place, path: [], form: "json" };
}

/** Throws `Malformed`. */
export function readChat(body: string): Chat {
  const request = check(CompletionSchema, parseRequest(body), []);
  const { options = {} } = request;
  return {
    stream: false,
    messages: messagesOf(request),
    tools: [],
    options: without({
      maxTokens: options.maxTokens,
      temperature: options.temperature,
      format: formatOf(options),
      logprobs: options.confidence === true ? 0 : undefined,
    }),
    rest: {},
  };
}

/** Throws `Malformed`. */
export function check<S extends v.GenericSchema>(schema: S, value: unknown, at: readonly (string | number)[]) {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output as v.InferOutput<S>;
  throw malformed(parsed.issues[0], at);
}

/** Instructions first, then what was asked, with the context before the first word of the user's. */
function messagesOf(request: Completion): readonly Message[] {
  const asked: readonly InputMessage[] =
    typeof request.input === "string" ? [{ role: "user", content: request.input }] : request.input;
  const instructions = instructionsFor(request);
  const context = contextBlock(request.context);
  const first = asked.findIndex((message) => message.role === "user");
  const messages = asked.map((message, i): Message => {
    const text = textOfContent(message.content);
    return { role: message.role, parts: [{ type: "text", text: i === first ? context + text : text }] };
  });
  return instructions === ""
    ? messages
    : [{ role: "system", parts: [{ type: "text", text: instructions }] }, ...messages];
}

export function textOfContent(content: InputMessage["content"]): string {
  return typeof content === "string" ? content : content.map((part) => part.text).join("");
}

function formatOf({ format, schema }: NonNullable<Completion["options"]>): Format | undefined {
  if (format === undefined || format === "text") return undefined;
  return format === "json" ? { kind: "json" } : { kind: "schema", name: "answer", schema, strict: true };
}
