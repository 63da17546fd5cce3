/**
 * Reads streamed answers of the Responses dialect, event by event. Servers leave out indexes (llama.cpp), change ids on the
 * way, or tell an item only when it is done: what has not been told by then is told from the whole item.
 */
import type { StreamEvent } from "../model/response.ts";
import { Malformed } from "./codec.ts";
import { isObject, type Json, parseObject, text } from "./json.ts";
import { callIn, contentOf, createdIn, failureOf, stopOf, usageOf } from "./openai-responses-answer.ts";
import { readLogprobs } from "./openai-responses-items.ts";
import { reasoningIn } from "./openai-responses-parts.ts";
import { readSeal } from "./openai-responses-seal.ts";
import type { SseEvent } from "./sse.ts";

/** An item as far as it has been heard: its text, a refusal, the thoughts, or a call's arguments. */
type Heard = {
  said: string;
  refused: string;
  /** Of its thoughts, whether the summary is told or the thoughts themselves: they are the same twice. */
  thinks?: "summary" | "content";
  summary: number;
  /** The call's number, once it is named. */
  call?: number;
  sealed: boolean;
};

const CHOICE = { choice: 0 } as const;

export function eventReader(): (event: SseEvent) => readonly StreamEvent[] {
  const items: Heard[] = [];
  const byId = new Map<string, Heard>();
  const byIndex = new Map<number, Heard>();
  let id = "";
  let started = false;
  let calls = 0;
  let told: StreamEvent[] = [];

  const tell = (event: StreamEvent) => told.push(event);

  const start = (response: unknown) => {
    if (started) return;
    started = true;
    const root = isObject(response) ? response : {};
    id = text(root.id);
    tell({ type: "start", id, model: text(root.model), created: createdIn(root) });
  };

  const open = (itemId: unknown, index: unknown): Heard => {
    const heard: Heard = { said: "", refused: "", summary: 0, sealed: false };
    items.push(heard);
    if (typeof itemId === "string" && itemId !== "") byId.set(itemId, heard);
    if (typeof index === "number") byIndex.set(index, heard);
    return heard;
  };

  const known = (itemId: unknown, index: unknown): Heard | undefined =>
    (typeof itemId === "string" ? byId.get(itemId) : undefined) ??
    (typeof index === "number" ? byIndex.get(index) : undefined);

  const itemOf = (event: Json): Heard => {
    if (event.item_id === undefined && event.output_index === undefined && items.length > 0) return items.at(-1)!;
    return known(event.item_id, event.output_index) ?? open(event.item_id, event.output_index);
  };

  const say = (heard: Heard, next: string, logprobs: unknown) => {
    if (next === "") return;
    heard.said += next;
    const list = Array.isArray(logprobs) ? logprobs : [];
    tell({ type: "text", ...CHOICE, text: next, ...readLogprobs(list) });
  };

  const refuse = (heard: Heard, next: string) => {
    if (next === "") return;
    heard.refused += next;
    tell({ type: "refusal", ...CHOICE, text: next });
  };

  const think = (heard: Heard, kind: "summary" | "content", next: string, part: unknown = 0) => {
    heard.thinks ??= kind;
    if (next === "" || heard.thinks !== kind) return;
    const place = typeof part === "number" ? part : 0;
    const gap = kind === "summary" && place !== heard.summary && heard.said !== "" ? "\n\n" : "";
    heard.summary = place;
    heard.said += gap + next;
    tell({ type: "reasoning", ...CHOICE, text: gap + next });
  };

  /** What is heard of a call before its name waits for it. */
  const name = (heard: Heard, item: Json) => {
    if (heard.call !== undefined) return;
    heard.call = calls++;
    const { arguments: _, ...call } = callIn(item);
    const callId = call.id || `call_${id}_${heard.call}`;
    tell({ type: "tool-call", ...CHOICE, call: heard.call, ...call, id: callId, arguments: heard.said });
  };

  const argue = (heard: Heard, next: string) => {
    if (next === "") return;
    heard.said += next;
    if (heard.call !== undefined) tell({ type: "tool-call", ...CHOICE, call: heard.call, arguments: next });
  };

  const finish = (heard: Heard, item: Json) => {
    if (item.type === "message") {
      const content = contentOf(item);
      const logprobs = content.flatMap((part) => (Array.isArray(part.logprobs) ? part.logprobs : []));
      say(heard, after(heard.said, content.map((part) => text(part.text)).join("")), heard.said === "" ? logprobs : []);
      refuse(heard, after(heard.refused, content.map((part) => text(part.refusal)).join("")));
    } else if (item.type === "function_call" || item.type === "custom_tool_call") {
      name(heard, item);
      argue(heard, after(heard.said, callIn(item).arguments));
    } else if (item.type === "reasoning") {
      const rest = after(heard.said, reasoningIn(item));
      think(heard, heard.thinks ?? "content", rest, heard.summary);
      const seal = readSeal(item, item.id);
      if (heard.sealed || Object.keys(seal).length === 0) return;
      heard.sealed = true;
      tell({ type: "seal", ...CHOICE, ...seal });
    }
  };

  const end = (response: Json, event: string) => {
    start(response);
    const output: readonly unknown[] = Array.isArray(response.output) ? response.output : [];
    output.forEach((item, i) => {
      if (isObject(item)) finish(known(item.id, i) ?? items[i] ?? open(item.id, i), item);
    });
    const status = event === "response.incomplete" ? "incomplete" : response.status;
    tell({ type: "stop", ...CHOICE, reason: stopOf({ ...response, status }, calls > 0) });
    const usage = usageOf(response.usage);
    if (usage !== undefined) tell({ type: "usage", usage });
    tell({ type: "end" });
  };

  const hear = (type: string, event: Json): void => {
    const delta = text(event.delta);
    switch (type) {
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        return start(event.response);
      case "response.output_item.added": {
        const item = objectIn(event, "item");
        const heard = open(item.id, event.output_index);
        if (typeof item.name === "string" && (item.type === "function_call" || item.type === "custom_tool_call"))
          name(heard, item);
        return;
      }
      case "response.output_text.delta":
        return say(itemOf(event), delta, event.logprobs);
      case "response.refusal.delta":
        return refuse(itemOf(event), delta);
      case "response.reasoning_summary_text.delta":
        return think(itemOf(event), "summary", delta, event.summary_index);
      case "response.reasoning_text.delta":
        return think(itemOf(event), "content", delta);
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        return argue(itemOf(event), delta);
      case "response.output_item.done": {
        const item = objectIn(event, "item");
        return finish(known(item.id, event.output_index) ?? open(item.id, event.output_index), item);
      }
      case "response.completed":
      case "response.incomplete":
        return end(objectIn(event, "response"), type);
      case "response.failed":
        tell({ type: "error", ...failureOf(objectIn(event, "response")) });
        return;
      case "error":
        tell({ type: "error", ...failureOf({ error: isObject(event.error) ? event.error : event }) });
        return;
      default:
        // parts that open and close, tools that the vendor runs, what it may add tomorrow
        return;
    }
  };

  return ({ event: named, data }) => {
    if (data === "[DONE]") return [];
    const event = parseObject(data);
    const type = typeof event.type === "string" ? event.type : named;
    told = [];
    const begins = /^response\.(created|queued|in_progress|completed|incomplete|failed)$/.test(type);
    if (!begins && type.startsWith("response.")) start(undefined);
    hear(type, event);
    return told;
  };
}

function objectIn(event: Json, key: string): Json {
  const value = event[key];
  if (isObject(value)) return value;
  throw new Malformed(`An event has no ${key}`, key);
}

/** What of a whole text has not been heard; nothing, when what was heard is another text. */
function after(heard: string, whole: string): string {
  return whole.startsWith(heard) ? whole.slice(heard.length) : "";
}
