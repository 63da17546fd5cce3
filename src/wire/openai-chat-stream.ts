/** Streamed answers of OpenAI's chat dialect, read and written event by event. */
import type { StreamEvent, Usage } from "../model/response.ts";
import { type Asked, Malformed, type StreamEnd } from "./codec.ts";
import { isObject, type Json, parseObject, text } from "./json.ts";
import { callId, finishOf, stopOf, usageOf, writeUsage } from "./openai-chat-answer.ts";
import { callReader, callWriter } from "./openai-chat-stream-calls.ts";
import { type SseEvent, writeSse } from "./sse.ts";

/** The data of the event that ends a stream. */
export const DONE = "[DONE]";

export function eventReader(): (event: SseEvent) => readonly StreamEvent[] {
  let started = false;
  const calls = new Map<number, ReturnType<typeof callReader>>();
  const readCall = (call: Json, choice: number): StreamEvent => {
    let read = calls.get(choice);
    if (read === undefined) calls.set(choice, (read = callReader(choice)));
    return read(call);
  };
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
    for (const choice of choices ?? []) if (isObject(choice)) readChoice(choice, events, readCall);
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

function readChoice(value: Json, events: StreamEvent[], readCall: (call: Json, choice: number) => StreamEvent): void {
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
    for (const call of delta.tool_calls.filter(isObject)) events.push(readCall(call, choice));
  if (typeof value.finish_reason === "string")
    events.push({ type: "stop", choice, reason: stopOf(value.finish_reason) });
}

export function eventWriter(asked: Asked): (event: StreamEvent) => string {
  let head: Json = { id: asked.id, object: "chat.completion.chunk", created: asked.at, model: asked.model };
  const opened = new Set<number>();
  let usage: Partial<Usage> = {};
  const writeCall = callWriter(({ choice, call }) => callId(asked, choice, call));

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
      case "tool-call":
        return chunk(event.choice, { tool_calls: [writeCall(event)] }, null);
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

/** Looks at the last lines only: usage and terminator stand in the last events, and most streams are long. */
export function readStreamEnd(tail: string): StreamEnd {
  const lines = tail.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  const data = lines.map((line) => line.slice(5).trim());
  const terminated = data.at(-1) === DONE;
  if (isFailure(data.at(terminated ? -2 : -1) ?? "")) return { terminated, stopped: false, failed: true };
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

function isFailure(line: string): boolean {
  if (!line.startsWith("{") || !line.includes('"error"')) return false;
  try {
    const { error } = parseObject(line);
    return error !== undefined && error !== null;
  } catch {
    return false;
  }
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
