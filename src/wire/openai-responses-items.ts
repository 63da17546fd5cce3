/** Items of an answer in the Responses dialect, and the answer around them, as OpenAI's SDKs expect them in full. */
import type { ToolCallPart } from "../model/part.ts";
import type { StopReason, Usage } from "../model/response.ts";
import type { Asked } from "./codec.ts";
import { isObject, type Json } from "./json.ts";
import { writeReasoning, writeText } from "./openai-responses-options.ts";
import { writeChoice, writeTools } from "./openai-responses-tools.ts";
import { instructionsOf } from "./openai-responses-write.ts";

export type Status = "in_progress" | "completed" | "incomplete" | "failed";

/** `index`: the item's place in the answer; ids are made of it. */
export type Place = { readonly asked: Asked; readonly index: number };

const PREFIX = { message: "msg", function_call: "fc", custom_tool_call: "ctc", reasoning: "rs" } as const;

export function itemId(type: keyof typeof PREFIX, { asked, index }: Place): string {
  return `${PREFIX[type]}_${asked.id}_${index}`;
}

export function messageItem(place: Place, status: Status, content: readonly Json[]): Json {
  return { type: "message", id: itemId("message", place), status, role: "assistant", content };
}

export function textPart(text: string, logprobs: readonly unknown[] = []): Json {
  return { type: "output_text", text, annotations: [], logprobs };
}

export function refusalPart(refusal: string): Json {
  return { type: "refusal", refusal };
}

export function reasoningItem(place: Place, status: Status, text: string, sealed: string | undefined): Json {
  const summary = text === "" ? [] : [{ type: "summary_text", text }];
  const encrypted = sealed === undefined ? {} : { encrypted_content: sealed };
  return { type: "reasoning", id: itemId("reasoning", place), status, summary, ...encrypted };
}

export type Call = Pick<ToolCallPart, "id" | "name" | "arguments" | "namespace" | "custom">;

/** A call that came without an id gets one: its result must find it. */
export function callItem(place: Place, status: Status, call: Call): Json {
  const type = call.custom === true ? "custom_tool_call" : "function_call";
  return {
    type,
    id: itemId(type, place),
    status,
    // some vendors take 40 characters at most
    call_id: call.id || `call_${place.asked.id.replaceAll("-", "")}_${place.index}`,
    name: call.name,
    ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
    ...(call.custom === true ? { input: call.arguments } : { arguments: call.arguments }),
  };
}

/** Log probabilities stand by themselves here, and under `content` in the chat dialect. */
export function writeLogprobs(logprobs: unknown): readonly unknown[] {
  const list = isObject(logprobs) ? logprobs.content : logprobs;
  return Array.isArray(list) ? list : [];
}

export function readLogprobs(list: readonly unknown[]): { logprobs?: unknown } {
  return list.length === 0 ? {} : { logprobs: { content: list, refusal: null } };
}

export function writeUsage({ input = 0, output = 0, cached = 0, cacheWrite = 0, reasoning = 0 }: Partial<Usage>): Json {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

/** The vendor's ids tell what they are of; others are no answers of this dialect. */
export function responseId(given: string, asked: Asked): string {
  return given.startsWith("resp_") ? given : `resp_${asked.id}`;
}

const INCOMPLETE: Partial<Readonly<Record<StopReason, string>>> = {
  length: "max_output_tokens",
  "content-filter": "content_filter",
};

export function statusOf(stop: StopReason): "completed" | "incomplete" {
  return INCOMPLETE[stop] === undefined ? "completed" : "incomplete";
}

export type Head = { readonly id: string; readonly model: string; readonly created: number };

export type Body = {
  readonly status: Status;
  readonly output: readonly Json[];
  readonly stop?: StopReason;
  /** Absent while it is not known. */
  readonly usage?: Partial<Usage>;
  readonly error?: { readonly code: string; readonly message: string };
};

/** The usage stands last, where whoever looks at the end of a stream finds it. */
export function responseObject({ chat }: Asked, head: Head, { status, output, stop, usage, error }: Body): Json {
  const { options, rest } = chat;
  const reason = stop === undefined ? undefined : INCOMPLETE[stop];
  const reasoning = writeReasoning(options);
  return {
    id: head.id,
    object: "response",
    created_at: head.created,
    status,
    background: false,
    error: error ?? null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: instructionsOf(chat) ?? null,
    max_output_tokens: options.maxTokens ?? null,
    model: head.model,
    output,
    parallel_tool_calls: options.parallelTools ?? true,
    previous_response_id: null,
    prompt_cache_key: options.cacheKey ?? null,
    reasoning: { effort: reasoning?.effort ?? null, summary: reasoning?.summary ?? null },
    safety_identifier: options.user ?? null,
    service_tier: "default",
    store: options.store !== false,
    temperature: options.temperature ?? 1,
    text: { format: { type: "text" }, verbosity: "medium", ...writeText(options) },
    tool_choice:
      options.toolChoice === undefined ? (rest.tool_choice ?? "auto") : writeChoice(options.toolChoice, chat.tools),
    tools: writeTools(chat.tools, true),
    top_logprobs: options.logprobs ?? 0,
    top_p: options.topP ?? 1,
    truncation: rest.truncation ?? "disabled",
    access_programs: null,
    metadata: options.metadata ?? {},
    ...(usage === undefined ? {} : { usage: writeUsage(usage) }),
  };
}
