/** Streamed answers of Ollama's two dialects, read and written line by line. */
import type { StopReason, StreamEvent, Usage } from "../model/response.ts";
import type { Asked, StreamEnd } from "./codec.ts";
import { count, isObject, type Json, parseObject, text } from "./json.ts";
import {
  closing,
  createdOf,
  idsFrom,
  lineOf,
  logprobsOf,
  partsIn,
  type Saying,
  type Shape,
  stopOf,
  usageOf,
  writeLogprobs,
  writeTime,
} from "./ollama-answer.ts";
import { writeCalls } from "./ollama-calls.ts";
import { writeStreamError } from "./ollama-error.ts";
import type { SseEvent } from "./sse.ts";

export function eventReader(shape: Shape): (event: SseEvent) => readonly StreamEvent[] {
  let idOf: ((call: number) => string) | undefined;
  let calls = 0;
  return ({ data }) => {
    const root = parseObject(data);
    if (isError(root.error)) return [errorEvent(root.error)];
    const events: StreamEvent[] = [];
    if (idOf === undefined) {
      idOf = idsFrom(root.created_at);
      events.push({ type: "start", id: "", model: text(root.model), created: createdOf(root.created_at) });
    }
    const ids = idOf;
    const before = calls;
    for (const part of partsIn(shape, root, data, (call) => ids(before + call))) {
      if (part.type === "reasoning") events.push({ type: "reasoning", choice: 0, text: part.text });
      if (part.type === "text") events.push({ type: "text", choice: 0, text: part.text, ...logprobsOf(root) });
      if (part.type !== "tool-call") continue;
      const { id, name, arguments: given } = part;
      events.push({ type: "tool-call", choice: 0, call: calls++, id, name, arguments: given });
    }
    if (root.done === true) {
      events.push({ type: "stop", choice: 0, reason: stopOf(root.done_reason, calls > 0) });
      const usage = usageOf(root);
      if (usage !== undefined) events.push({ type: "usage", usage });
      events.push({ type: "end" });
    }
    return events;
  };
}

function errorEvent(error: unknown): StreamEvent {
  const told = isObject(error) ? error : { message: error };
  return { type: "error", message: text(told.message), code: text(told.code) || "error" };
}

type Held = { readonly id: string; readonly name: string; readonly arguments: string };

const SILENT: Saying = { text: "", thinking: "", calls: "" };

/** The dialect has calls whole: they are held until the answer stops. Of several answers it has the first. */
export function eventWriter(shape: Shape, asked: Asked): (event: StreamEvent) => string {
  let head = { model: asked.model, created_at: writeTime(0, asked) };
  let calls = new Map<number, Held>();
  let stop: StopReason = "stop";
  let usage: Partial<Usage> | undefined;
  let ended = false;

  const line = (saying: Partial<Saying>, end: Json = { done: false }): string =>
    `${onOneLine(lineOf(shape, head, { ...SILENT, ...saying }, end))}\n`;

  const hold = (event: Extract<StreamEvent, { type: "tool-call" }>): void => {
    const held = calls.get(event.call) ?? { id: "", name: "", arguments: "" };
    calls.set(event.call, {
      id: event.id ?? held.id,
      name: event.name ?? held.name,
      arguments: held.arguments + event.arguments,
    });
  };
  const release = (): string => {
    const whole = [...calls.values()];
    calls = new Map();
    return whole.length === 0 ? "" : line({ calls: writeCalls(whole) });
  };

  return (event) => {
    if (ended || ("choice" in event && event.choice !== 0)) return "";
    switch (event.type) {
      case "start":
        head = { model: event.model || asked.model, created_at: writeTime(event.created, asked) };
        return "";
      case "text":
        return line({ text: event.text }, { done: false, ...writeLogprobs(event.logprobs) });
      case "refusal":
        return line({ text: event.text });
      case "reasoning":
        return line({ thinking: event.text });
      case "seal":
        return "";
      case "tool-call":
        hold(event);
        return "";
      case "stop":
        stop = event.reason;
        return release();
      case "usage":
        usage = { ...usage, ...event.usage };
        return "";
      case "error":
        ended = true;
        return writeStreamError({ status: 502, code: event.code, message: event.message });
      case "end":
        ended = true;
        return release() + line({}, closing(shape, stop, usage));
    }
  };
}

/** Some clients end a line at every character that Unicode calls an end of line: none may stand in one. */
function onOneLine(json: string): string {
  return json
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[\u0085\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Looks at the last lines only. A last line may be longer than what is seen of it: it lists a conversation's tokens. */
export function readStreamEnd(tail: string): StreamEnd {
  const lines = tail.split("\n").filter((line) => line.trim() !== "");
  for (let i = lines.length - 1; i >= 0; i--) {
    const root = objectIn(lines[i]!) ?? (i === 0 ? restOfLast(lines[i]!) : undefined);
    if (i === lines.length - 1 && isError(root?.error)) return { terminated: false, stopped: false, failed: true };
    if (root?.done !== true) continue;
    const usage = usageOf(root);
    return { terminated: true, stopped: true, ...(usage === undefined ? {} : { usage }) };
  }
  return { terminated: false, stopped: false };
}

function isError(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function objectIn(line: string): Json | undefined {
  try {
    return parseObject(line);
  } catch {
    return undefined;
  }
}

/** Of a line that was cut off at its front: in a text these quotes would be escaped. */
function restOfLast(line: string): Json | undefined {
  const numberOf = (field: string): number | undefined => {
    const found = new RegExp(`"${field}":(\\d+)`).exec(line);
    return found === null ? undefined : count(Number(found[1]));
  };
  if (numberOf("total_duration") === undefined || !line.trimEnd().endsWith("}")) return undefined;
  return { done: true, prompt_eval_count: numberOf("prompt_eval_count"), eval_count: numberOf("eval_count") };
}
