/** Whole answers of OpenAI's chat dialect, read and written. */
import type { Part, ToolCallPart } from "../model/part.ts";
import type { Choice, GatewayResponse, StopReason, Usage } from "../model/response.ts";
import { type Asked, Malformed } from "./codec.ts";
import { count, isObject, type Json, parseObject, text, without } from "./json.ts";

const STOPS: Readonly<Record<string, StopReason>> = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter",
};

const FINISHES: Readonly<Record<StopReason, string>> = {
  stop: "stop",
  length: "length",
  "tool-calls": "tool_calls",
  "content-filter": "content_filter",
  sequence: "stop",
  pause: "stop",
  other: "stop",
};

export function stopOf(finish: unknown): StopReason {
  return typeof finish === "string" && Object.hasOwn(STOPS, finish) ? STOPS[finish]! : "other";
}

export function finishOf(stop: StopReason): string {
  return FINISHES[stop];
}

export function readResponse(body: string): GatewayResponse {
  const root = parseObject(body);
  const { choices } = root;
  if (!Array.isArray(choices)) throw new Malformed("The answer has no choices", "choices");
  const usage = usageOf(root.usage);
  return {
    id: text(root.id),
    model: text(root.model),
    created: typeof root.created === "number" ? root.created : 0,
    choices: choices.map(readChoice),
    ...(usage === undefined ? {} : { usage }),
  };
}

function readChoice(choice: unknown, i: number): Choice {
  if (!isObject(choice) || !isObject(choice.message))
    throw new Malformed("A choice has no message", `choices[${i}].message`);
  const { message } = choice;
  const parts: Part[] = [];
  const reasoning = message.reasoning_content ?? message.reasoning;
  if (typeof reasoning === "string" && reasoning !== "") parts.push({ type: "reasoning", text: reasoning });
  if (typeof message.content === "string" && message.content !== "")
    parts.push({ type: "text", text: message.content });
  if (typeof message.refusal === "string" && message.refusal !== "")
    parts.push({ type: "refusal", text: message.refusal });
  if (Array.isArray(message.tool_calls)) parts.push(...message.tool_calls.filter(isObject).map(readCall));
  if (isObject(message.function_call)) parts.push(callOf("", message.function_call, "arguments"));
  return {
    index: typeof choice.index === "number" ? choice.index : i,
    parts,
    stop: stopOf(choice.finish_reason),
    ...(choice.logprobs === undefined || choice.logprobs === null ? {} : { logprobs: choice.logprobs }),
  };
}

function readCall(call: Json): ToolCallPart {
  if (isObject(call.custom)) return { ...callOf(text(call.id), call.custom, "input"), custom: true };
  return callOf(text(call.id), isObject(call.function) ? call.function : {}, "arguments");
}

function callOf(id: string, value: Json, field: "arguments" | "input"): ToolCallPart {
  const given = value[field] ?? "";
  return {
    type: "tool-call",
    id,
    name: text(value.name),
    arguments: typeof given === "string" ? given : JSON.stringify(given),
  };
}

export function writeResponse(response: GatewayResponse, asked: Asked): string {
  return JSON.stringify({
    id: response.id || asked.id,
    object: "chat.completion",
    created: response.created || asked.at,
    model: response.model || asked.model,
    choices: response.choices.map((choice) => ({
      index: choice.index,
      message: writeMessage(choice.parts, (place) => callId(asked, choice.index, place)),
      logprobs: choice.logprobs ?? null,
      finish_reason: finishOf(choice.stop),
    })),
    ...(response.usage === undefined ? {} : { usage: writeUsage(response.usage) }),
  });
}

function writeMessage(parts: readonly Part[], unnamed: (place: number) => string): Json {
  const joined = (type: "text" | "reasoning" | "refusal") =>
    parts.map((part) => (part.type === type ? (part as { text: string }).text : "")).join("");
  const calls = parts
    .filter((part) => part.type === "tool-call")
    .map((call, place) => writeCall({ ...call, id: call.id || unnamed(place) }));
  const reasoning = joined("reasoning");
  return {
    role: "assistant",
    content: joined("text") || null,
    refusal: joined("refusal") || null,
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

/** For a call that came without an id: its result must find it. */
export function callId({ id }: Asked, choice: number, place: number): string {
  return `call_${id}_${choice}_${place}`;
}

export function writeCall(call: ToolCallPart): Json {
  if (call.custom) return { id: call.id, type: "custom", custom: { name: call.name, input: call.arguments } };
  return { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } };
}

/** Throws `Malformed` when the body is no JSON object. */
export function readUsage(body: string): Usage | undefined {
  return usageOf(parseObject(body).usage);
}

export function usageOf(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const input = count(value.prompt_tokens);
  const output = count(value.completion_tokens);
  if (input === undefined && output === undefined) return undefined;
  const { prompt_tokens_details: read, completion_tokens_details: made } = value;
  const cached = isObject(read) ? count(read.cached_tokens) : undefined;
  const cacheWrite = isObject(read) ? count(read.cache_write_tokens) : undefined;
  const reasoning = isObject(made) ? count(made.reasoning_tokens) : undefined;
  return {
    input: input ?? 0,
    output: output ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

export function writeUsage({ input = 0, output = 0, ...usage }: Partial<Usage>): Json {
  const read = without({ cached_tokens: usage.cached, cache_write_tokens: usage.cacheWrite });
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...(Object.keys(read).length === 0 ? {} : { prompt_tokens_details: read }),
    ...(usage.reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
  };
}
