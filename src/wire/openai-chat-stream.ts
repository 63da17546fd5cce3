/** Streamed answers of OpenAI's chat dialect, read and written event by event. */
import type { StreamEvent, Usage } from "../model/response.ts";
import { type Asked, Malformed, type StreamEnd } from "./codec.ts";
import { isObject, type Json, parseObject, text, without } from "./json.ts";
import { finishOf, stopOf, usageOf, writeUsage } from "./openai-chat-answer.ts";
import { type SseEvent, writeSse } from "./sse.ts";

/** The data of the event that ends a stream. */
export const DONE = "[DONE]";

export function eventReader(): (event: SseEvent) => readonly StreamEvent[] {
  let started = false;
  return ({ data }) => {
    if (data === DONE) return [{ type: "end" }];
    const chunk = parseObject(data);
    if (chunk.error !== undefined && chunk.error !== null) return [errorEvent(chunk.error)];
    const events: StreamEvent[] = [];
    if (!started) {
      started = true;
      const created = typeof chunk.created === "number" ? chunk.created : 0;
      events.push({ type: "start", id: text(chunk.id), model: text(chunk.model), created });
    }
    const { choices } = chunk;
    if (choices !== undefined && choices !== null && !Array.isArray(choices))
      throw new Malformed("The choices are not a list", "choices");
    for (const choice of choices ?? []) if (isObject(choice)) readChoice(choice, events);
    const usage = usageOf(chunk.usage);
    if (usage !== undefined) events.push({ type: "usage", usage });
    return events;
  };
}

function errorEvent(error: unknown): StreamEvent {
  const told = isObject(error) ? error : { message: error };
  const code = told.code ?? told.type ?? "error";
  return { type: "error", message: text(told.message), code: String(code) };
}

function readChoice(value: Json, events: StreamEvent[]): void {
  const choice = typeof value.index === "number" ? value.index : 0;
  const delta = isObject(value.delta) ? value.delta : {};
  const reasoning = delta.reasoning_content ?? delta.reasoning;
  if (typeof reasoning === "string" && reasoning !== "") events.push({ type: "reasoning", choice, text: reasoning });
  if (typeof delta.content === "string" && delta.content !== "") {
    const logprobs = value.logprobs === undefined || value.logprobs === null ? {} : { logprobs: value.logprobs };
    events.push({ type: "text", choice, text: delta.content, ...logprobs });
  }
  if (typeof delta.refusal === "string" && delta.refusal !== "")
    events.push({ type: "refusal", choice, text: delta.refusal });
  if (Array.isArray(delta.tool_calls))
    delta.tool_calls.filter(isObject).forEach((call, i) => events.push(readCall(call, i, choice)));
  if (typeof value.finish_reason === "string")
    events.push({ type: "stop", choice, reason: stopOf(value.finish_reason) });
}

function readCall(call: Json, place: number, choice: number): StreamEvent {
  const own = isObject(call.function) ? call.function : isObject(call.custom) ? call.custom : {};
  return {
    type: "tool-call",
    choice,
    call: typeof call.index === "number" ? call.index : place,
    ...(typeof call.id === "string" && call.id !== "" ? { id: call.id } : {}),
    ...(typeof own.name === "string" && own.name !== "" ? { name: own.name } : {}),
    arguments: text(own.arguments ?? own.input),
  };
}

export function eventWriter(asked: Asked): (event: StreamEvent) => string {
  let head: Json = { id: asked.id, object: "chat.completion.chunk", created: asked.at, model: asked.model };
  const opened = new Set<number>();
  /** Calls of custom tools, by their choice and place. */
  const custom = new Set<string>();
  let usage: Partial<Usage> = {};

  const chunk = (choice: number, delta: Json, finish: string | null, logprobs: unknown = null): string => {
    const role = opened.has(choice) ? {} : { role: "assistant" };
    opened.add(choice);
    const choices = [{ index: choice, delta: { ...role, ...delta }, logprobs, finish_reason: finish }];
    return writeSse(JSON.stringify({ ...head, choices }));
  };

  return (event) => {
    switch (event.type) {
      case "start":
        head = {
          ...head,
          id: event.id || asked.id,
          created: event.created || asked.at,
          model: event.model || asked.model,
        };
        return "";
      case "text":
        return chunk(event.choice, { content: event.text }, null, event.logprobs);
      case "reasoning":
        return chunk(event.choice, { reasoning_content: event.text }, null);
      case "refusal":
        return chunk(event.choice, { refusal: event.text }, null);
      case "tool-call": {
        const key = `${event.choice} ${event.call}`;
        if (event.custom === true) custom.add(key);
        return chunk(event.choice, { tool_calls: [writeCallPiece(event, custom.has(key))] }, null);
      }
      case "stop":
        return chunk(event.choice, {}, finishOf(event.reason));
      case "usage":
        usage = { ...usage, ...event.usage };
        return "";
      case "seal":
        return "";
      case "error":
        return writeSse(
          JSON.stringify({ error: { message: event.message, type: "server_error", param: null, code: event.code } }),
        );
      case "end": {
        const told = asked.chat.options.streamUsage === true && Object.keys(usage).length > 0;
        const chunk = told ? writeSse(JSON.stringify({ ...head, choices: [], usage: writeUsage(usage) })) : "";
        return chunk + writeSse(DONE);
      }
    }
  };
}

/** As the vendor's own SDK puts the pieces of either kind together. */
function writeCallPiece(event: Extract<StreamEvent, { type: "tool-call" }>, custom: boolean): Json {
  const { call: index, id, name, arguments: text } = event;
  const type = custom ? "custom" : "function";
  const said = custom ? { custom: without({ name, input: text }) } : { function: without({ name, arguments: text }) };
  return { index, ...(id === undefined ? {} : { id, type }), ...said };
}

/** Looks at the last lines only: usage and terminator stand in the last events, and most streams are long. */
export function readStreamEnd(tail: string): StreamEnd {
  const lines = tail.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  const data = lines.map((line) => line.slice(5).trim());
  const terminated = data.at(-1) === DONE;
  let stopped = false;
  for (let i = data.length - 1; i >= 0; i--) {
    const line = data[i]!;
    stopped ||= /"finish_reason":\s*"/.test(line);
    if (!line.includes('"usage"')) continue;
    const usage = usageIn(line);
    if (usage !== undefined) return { terminated, stopped: stopped || data.slice(0, i).some(stops), usage };
  }
  return { terminated, stopped };
}

function stops(line: string): boolean {
  return /"finish_reason":\s*"/.test(line);
}

function usageIn(line: string) {
  try {
    return usageOf(parseObject(line).usage);
  } catch {
    return undefined;
  }
}
