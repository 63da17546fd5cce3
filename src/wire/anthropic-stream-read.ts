/** Streamed answers of Anthropic's dialect, read event by event (the vendor's "Streaming messages"). */
import type { StreamEvent } from "../model/response.ts";
import { stopOf, usageOf } from "./anthropic-answer.ts";
import { UNSIGNED } from "./anthropic-foreign.ts";
import { argumentsOf } from "./anthropic-input.ts";
import { goDown, isObject, type Json, parseObject, text } from "./json.ts";
import type { SseEvent } from "./sse.ts";

/** A call whose block is open. `input`: what stood in its first event; some servers say all of it there. */
type Call = { readonly call: number; readonly input: unknown; told: boolean };

/**
 * Blocks are told apart by their indexes alone: llama.cpp closes its first one after the second has begun. The vendor's own
 * tools at work have no event here.
 */
export function eventReader(): (event: SseEvent) => readonly StreamEvent[] {
  const open = new Map<unknown, Call>();
  let calls = 0;
  let counts: Json = {};

  /** A call that nothing was said to has its first input, which for a tool without parameters is `{}`. */
  const close = (block: unknown): StreamEvent[] => {
    const held = open.get(block);
    open.delete(block);
    if (held === undefined || held.told) return [];
    return [{ type: "tool-call", choice: 0, call: held.call, arguments: goDown(() => argumentsOf(held.input)) }];
  };
  const closeAll = (): StreamEvent[] => [...open.keys()].flatMap(close);

  const tellUsage = (value: unknown): StreamEvent[] => {
    if (!isObject(value)) return [];
    const told = Object.entries(value).filter(([, one]) => one !== null);
    counts = { ...counts, ...Object.fromEntries(told) };
    const usage = usageOf(counts);
    return usage === undefined ? [] : [{ type: "usage", usage }];
  };

  const begin = (index: unknown, block: Json): StreamEvent[] => {
    if (block.type !== "tool_use") return said(block);
    const call = calls++;
    const before = close(index);
    open.set(index, { call, input: block.input, told: false });
    const named = { id: text(block.id), name: text(block.name) };
    return [...before, { type: "tool-call", choice: 0, call, ...named, arguments: "" }];
  };

  const go = (index: unknown, delta: Json): StreamEvent[] => {
    if (delta.type !== "input_json_delta") return said(delta);
    const held = open.get(index);
    const piece = text(delta.partial_json);
    if (held === undefined || piece === "") return [];
    held.told = true;
    return [{ type: "tool-call", choice: 0, call: held.call, arguments: piece }];
  };

  return ({ event, data }) => {
    // some servers end as OpenAI's do, after the end
    if (data === "[DONE]") return [];
    const value = parseObject(data);
    switch (value.type ?? event) {
      case "message_start": {
        const message = isObject(value.message) ? value.message : {};
        const start = { type: "start", id: text(message.id), model: text(message.model), created: 0 } as const;
        return [start, ...tellUsage(message.usage)];
      }
      case "content_block_start":
        return isObject(value.content_block) ? begin(value.index, value.content_block) : [];
      case "content_block_delta":
        return isObject(value.delta) ? go(value.index, value.delta) : [];
      case "content_block_stop":
        return close(value.index);
      case "message_delta":
        return [...closeAll(), ...stopIn(value.delta), ...tellUsage(value.usage)];
      case "message_stop":
        return [...closeAll(), { type: "end" }];
      default:
        return value.error === undefined || value.error === null ? [] : [errorEvent(value.error)];
    }
  };
}

/** Blocks and pieces of them alike. */
function said(value: Json): StreamEvent[] {
  const events: StreamEvent[] = [];
  const { type } = value;
  const words = text(value.text);
  if ((type === "text" || type === "text_delta") && words !== "") events.push({ type: "text", choice: 0, text: words });
  if (type === "thinking" || type === "thinking_delta" || type === "signature_delta") {
    const thought = text(value.thinking);
    const signature = text(value.signature);
    if (thought !== "") events.push({ type: "reasoning", choice: 0, text: thought });
    if (signature !== "" && signature !== UNSIGNED) events.push({ type: "seal", choice: 0, signature });
  }
  if (type === "redacted_thinking") events.push({ type: "seal", choice: 0, sealed: text(value.data) });
  return events;
}

function stopIn(delta: unknown): StreamEvent[] {
  if (!isObject(delta) || typeof delta.stop_reason !== "string") return [];
  const sequence = text(delta.stop_sequence);
  return [{ type: "stop", choice: 0, reason: stopOf(delta.stop_reason), ...(sequence === "" ? {} : { sequence }) }];
}

function errorEvent(error: unknown): StreamEvent {
  const told = isObject(error) ? error : { message: error };
  return { type: "error", message: text(told.message), code: String(told.type ?? told.code ?? "error") };
}
