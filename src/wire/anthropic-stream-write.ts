/**
 * Writes streamed answers of Anthropic's dialect: one block at a time, each opened and closed once. Where the calls of a
 * stream run beside each other, the later ones wait.
 */
import type { StopReason, StreamEvent, Usage } from "../model/response.ts";
import {
  callId,
  messageHead,
  reasonOf,
  textBlock,
  toolUse,
  writeCounts,
  writeStop,
  writeUsage,
} from "./anthropic-answer.ts";
import { errorFrame } from "./anthropic-error.ts";
import { UNSIGNED } from "./anthropic-foreign.ts";
import { inputOf } from "./anthropic-input.ts";
import type { Asked } from "./codec.ts";
import type { Json } from "./json.ts";
import { writeSse } from "./sse.ts";

type CallEvent = Extract<StreamEvent, { type: "tool-call" }>;
type Open =
  | { readonly kind: "text" | "refusal" }
  | { readonly kind: "thinking"; signed: boolean }
  | { readonly kind: "call"; readonly call: number; arguments: string };

export function eventWriter(asked: Asked): (event: StreamEvent) => string {
  let state: "new" | "open" | "ended" = "new";
  let wire = "";
  let index = 0;
  let open: Open | undefined;
  /** Calls whose block has been opened. */
  const begun = new Set<number>();
  /** What came while a call's arguments were not whole. */
  let waiting: StreamEvent[] = [];
  let refused = false;
  let stop: StopReason = "other";
  let sequence: string | undefined;
  let usage: Partial<Usage> = {};

  const emit = (type: string, fields: Json): void => {
    wire += writeSse(JSON.stringify({ type, ...fields }), type);
  };
  const start = (id: string, model: string): void => {
    if (state !== "new") return;
    state = "open";
    const head = messageHead({ id, model }, asked);
    emit("message_start", { message: { ...head, content: [], ...writeStop(null), usage: writeUsage(usage) } });
  };
  const close = (): void => {
    if (open?.kind === "call") tellInput(open);
    if (open?.kind === "thinking" && !open.signed) go("signature_delta", { signature: UNSIGNED });
    if (open !== undefined) emit("content_block_stop", { index: index++ });
    open = undefined;
  };
  const begin = (next: Open, content_block: Json): void => {
    close();
    open = next;
    emit("content_block_start", { index, content_block });
  };
  const go = (type: string, fields: Json): void => emit("content_block_delta", { index, delta: { type, ...fields } });

  const speak = (kind: "text" | "refusal", text: string): void => {
    if (text === "") return;
    if (open?.kind !== kind) begin({ kind }, textBlock(""));
    go("text_delta", { text });
  };
  const think = (): void => {
    if (open?.kind !== "thinking")
      begin({ kind: "thinking", signed: false }, { type: "thinking", thinking: "", signature: "" });
  };
  const seal = ({ signature, sealed }: Extract<StreamEvent, { type: "seal" }>): void => {
    if (signature !== undefined) {
      think();
      if (open?.kind === "thinking") open.signed = true;
      go("signature_delta", { signature });
    }
    close();
    if (sealed === undefined) return;
    begin({ kind: "text" }, { type: "redacted_thinking", data: sealed });
    close();
  };

  const call = ({ call, id, name = "", arguments: piece }: CallEvent): void => {
    if (open?.kind !== "call" || open.call !== call) {
      // its block is closed: it was whole, and no block can be opened again
      if (begun.has(call)) return;
      begun.add(call);
      const named = { type: "tool-call", id: id || callId(asked, call), name, arguments: "" } as const;
      begin({ kind: "call", call, arguments: "" }, toolUse(named));
    }
    if (piece === "" || open?.kind !== "call") return;
    const before = isObject(open.arguments);
    open.arguments += piece;
    if (isObject(open.arguments)) go("input_json_delta", { partial_json: before ? piece : open.arguments });
  };

  /** Clients break at what is no object, so that is told at its end, in one. */
  const tellInput = ({ arguments: text }: Extract<Open, { kind: "call" }>): void => {
    if (text.trim() !== "" && !isObject(text)) go("input_json_delta", { partial_json: JSON.stringify(inputOf(text)) });
  };

  /** Whether it must wait for the call before it. What is whole can be told from the arguments, at their end only. */
  const mustWait = (event: StreamEvent): boolean => {
    if (open?.kind !== "call" || (event.type === "tool-call" && event.call === open.call)) return false;
    if (event.type === "tool-call" && begun.has(event.call)) return false;
    return waiting.length > 0 || !isWhole(open.arguments);
  };

  /** Everything that waited, the pieces of each call together. */
  const release = (): void => {
    const held = waiting;
    waiting = [];
    const pieces = new Map<number, CallEvent[]>();
    for (const event of held)
      if (event.type === "tool-call") {
        const known = pieces.get(event.call);
        if (known === undefined) pieces.set(event.call, [event]);
        else known.push(event);
      }
    for (const event of held) {
      if (event.type !== "tool-call") say(event);
      else for (const piece of pieces.get(event.call) ?? []) call(piece);
      if (event.type === "tool-call") pieces.delete(event.call);
    }
    close();
  };

  const say = (event: StreamEvent): void => {
    switch (event.type) {
      case "refusal":
        refused = true;
        return speak("refusal", event.text);
      case "text":
        return speak("text", event.text);
      case "reasoning":
        if (event.text === "") return;
        think();
        return go("thinking_delta", { thinking: event.text });
      case "seal":
        return seal(event);
      case "tool-call":
        return call(event);
      default:
    }
  };

  const end = (): void => {
    release();
    const delta = { ...writeStop(reasonOf(stop, begun.size > 0, refused), sequence), container: null };
    emit("message_delta", { delta, usage: writeCounts(usage) });
    emit("message_stop", {});
    state = "ended";
  };

  const tell = (event: StreamEvent): void => {
    if (event.type === "usage") {
      usage = { ...usage, ...event.usage };
      return;
    }
    if (event.type === "start") return start(event.id, event.model);
    start("", "");
    switch (event.type) {
      case "stop":
        stop = event.reason;
        sequence = event.sequence;
        return release();
      case "error":
        state = "ended";
        wire += errorFrame(event.code, event.message, asked.id);
        return;
      case "end":
        return end();
      default:
        if (mustWait(event)) waiting.push(event);
        else say(event);
    }
  };

  return (event) => {
    // the dialect has one answer to a request
    if (state === "ended" || ("choice" in event && event.choice !== 0)) return "";
    wire = "";
    tell(event);
    return wire;
  };
}

function isObject(json: string): boolean {
  return json.trimStart().startsWith("{");
}

/** An object that is whole can only be followed by white space. */
function isWhole(json: string): boolean {
  if (!isObject(json)) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
