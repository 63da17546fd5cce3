/** Whole answers of Ollama's two dialects, read and written (Ollama API reference, response). */
import type { Part } from "../model/part.ts";
import type { GatewayResponse, StopReason, Usage } from "../model/response.ts";
import { type Asked, Malformed } from "./codec.ts";
import { count, isObject, type Json, parseObject, text } from "./json.ts";
import { readCalls, valueOf, withCalls, writeCalls } from "./ollama-calls.ts";
import { textOf, thinkingOf } from "./ollama-text.ts";

/** What an answer, or one line of it, says. `calls`: the JSON of a list, or nothing. */
export type Saying = { readonly text: string; readonly thinking: string; readonly calls: string };

/** Where a dialect puts what is said. */
export type Shape = {
  /** The object that holds it, and that object's JSON. Throws `Malformed`. */
  readonly holder: (root: Json, body: string) => readonly [Json, string];
  /** The field of the text in it. */
  readonly field: "content" | "response";
  /** The JSON of the fields that say it, without their braces. */
  readonly write: (saying: Saying) => string;
  /** What stands in a last line beside that. */
  readonly closing: Json;
};

export const CHAT_SHAPE: Shape = {
  holder(root, body) {
    if (!isObject(root.message)) throw new Malformed("The answer has no message", "message");
    return [root.message, valueOf(body, "message")];
  },
  field: "content",
  write: ({ text, thinking, calls }) =>
    `"message":${withCalls({ role: "assistant", content: text, ...thought(thinking) }, calls)}`,
  closing: {},
};

export const GENERATE_SHAPE: Shape = {
  holder(root, body) {
    if (typeof root.response !== "string") throw new Malformed("The answer has no response", "response");
    return [root, body];
  },
  field: "response",
  write: ({ text, thinking, calls }) => withCalls({ response: text, ...thought(thinking) }, calls).slice(1, -1),
  // the tokens of the conversation are the server's own
  closing: { context: [] },
};

function thought(thinking: string): Json {
  return thinking === "" ? {} : { thinking };
}

/** The parts of a whole answer or of one line. `idOf` makes the id of a call that has none. Throws `Malformed`. */
export function partsIn(shape: Shape, root: Json, body: string, idOf: (call: number) => string): Part[] {
  const [own, source] = shape.holder(root, body);
  const thinking = text(own.thinking);
  const words = text(own[shape.field]);
  return [
    ...(thinking === "" ? [] : [{ type: "reasoning" as const, text: thinking }]),
    ...(words === "" ? [] : [{ type: "text" as const, text: words }]),
    ...readCalls(own, source, own === root ? [] : ["message"], idOf),
  ];
}

/** Ids of calls are not to come again in the next answer: they are made from the moment of this one. */
export function idsFrom(createdAt: unknown): (call: number) => string {
  const moment = text(createdAt).replaceAll(/\D/g, "").slice(0, 23);
  return (call) => `call_${moment === "" ? 0 : moment}_${call}`;
}

export function stopOf(reason: unknown, called: boolean): StopReason {
  if (reason === "length") return "length";
  if (reason !== undefined && reason !== null && reason !== "" && reason !== "stop") return "other";
  return called ? "tool-calls" : "stop";
}

/** Unix seconds; 0 for what is no time. */
export function createdOf(createdAt: unknown): number {
  const ms = typeof createdAt === "string" ? Date.parse(createdAt) : Number.NaN;
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000);
}

/** The latest moment a date can be, Unix seconds. */
const LATEST = 8_640_000_000_000;

/** RFC 3339. */
export function writeTime(created: number, asked: Asked): string {
  const seconds = created > 0 && created <= LATEST ? created : asked.at;
  return new Date(seconds * 1000).toISOString();
}

/** As other dialects have it: Ollama's list is their list of the content's tokens. */
export function logprobsOf(root: Json): { logprobs?: unknown } {
  return Array.isArray(root.logprobs) ? { logprobs: { content: root.logprobs } } : {};
}

export function writeLogprobs(logprobs: unknown): { logprobs?: unknown } {
  return isObject(logprobs) && Array.isArray(logprobs.content) ? { logprobs: logprobs.content } : {};
}

export function readResponse(shape: Shape, body: string): GatewayResponse {
  const root = parseObject(body);
  const parts = partsIn(shape, root, body, idsFrom(root.created_at));
  const stop = stopOf(
    root.done_reason,
    parts.some((part) => part.type === "tool-call"),
  );
  const usage = usageOf(root);
  return {
    id: "",
    model: text(root.model),
    created: createdOf(root.created_at),
    choices: [{ index: 0, parts, stop, ...logprobsOf(root) }],
    ...(usage === undefined ? {} : { usage }),
  };
}

export function writeResponse(shape: Shape, response: GatewayResponse, asked: Asked): string {
  const [choice] = response.choices;
  const { parts = [], stop = "stop", logprobs } = choice ?? {};
  const calls = parts.filter((part) => part.type === "tool-call");
  const head = { model: response.model || asked.model, created_at: writeTime(response.created, asked) };
  // as the pieces of a stream would stand
  const words = parts.map((part) => textOf([part])).join("");
  const said = { text: words, thinking: thinkingOf(parts), calls: calls.length === 0 ? "" : writeCalls(calls) };
  const end = { ...closing(shape, stop, response.usage), ...writeLogprobs(logprobs) };
  return lineOf(shape, head, said, end);
}

/** The JSON of an answer, or of one line of it. */
export function lineOf(shape: Shape, head: Json, saying: Saying, end: Json): string {
  return `${JSON.stringify(head).slice(0, -1)},${shape.write(saying)},${JSON.stringify(end).slice(1)}`;
}

/** What only a whole answer or a last line says. Durations are nanoseconds, and nobody measured them here. */
export function closing(shape: Shape, stop: StopReason, usage: Partial<Usage> | undefined): Json {
  return {
    done: true,
    done_reason: stop === "length" ? "length" : "stop",
    ...shape.closing,
    total_duration: 0,
    load_duration: 0,
    ...(usage === undefined ? {} : { prompt_eval_count: usage.input ?? 0 }),
    prompt_eval_duration: 0,
    ...(usage === undefined ? {} : { eval_count: usage.output ?? 0 }),
    eval_duration: 0,
  };
}

/** Throws `Malformed` when the body is no JSON object. */
export function readUsage(body: string): Usage | undefined {
  return usageOf(parseObject(body));
}

/** A server leaves out what is zero. */
export function usageOf(root: Json): Usage | undefined {
  const input = count(root.prompt_eval_count);
  const output = count(root.eval_count);
  return input === undefined && output === undefined ? undefined : { input: input ?? 0, output: output ?? 0 };
}
