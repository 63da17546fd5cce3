/** Whole answers of Anthropic's dialect, read and written. */
import type { Part, ToolCallPart } from "../model/part.ts";
import type { Choice, GatewayResponse, StopReason, Usage } from "../model/response.ts";
import { readBlock } from "./anthropic-blocks.ts";
import { writeCall } from "./anthropic-blocks-write.ts";
import { UNSIGNED } from "./anthropic-foreign.ts";
import { withLongNumbers } from "./anthropic-input.ts";
import { type Asked, Malformed } from "./codec.ts";
import { count, goDown, isObject, type Json, parseObject, text } from "./json.ts";

const STOPS: Readonly<Record<string, StopReason>> = {
  end_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  stop_sequence: "sequence",
  tool_use: "tool-calls",
  pause_turn: "pause",
  refusal: "content-filter",
};

const REASONS: Readonly<Record<StopReason, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  sequence: "stop_sequence",
  "tool-calls": "tool_use",
  pause: "pause_turn",
  "content-filter": "refusal",
  other: "end_turn",
};

export function stopOf(reason: unknown): StopReason {
  return typeof reason === "string" && Object.hasOwn(STOPS, reason) ? STOPS[reason]! : "other";
}

/** What the answer held decides where the reason to stop does not fit it: clients run tools by the reason alone. */
export function reasonOf(stop: StopReason, called: boolean, refused: boolean): string {
  if (stop === "tool-calls" || stop === "stop" || stop === "other")
    return called ? "tool_use" : refused ? "refusal" : "end_turn";
  return REASONS[stop];
}

export function readResponse(body: string): GatewayResponse {
  const root = parseObject(body);
  const { content } = withLongNumbers(root, body);
  if (!Array.isArray(content)) throw new Malformed("The answer has no content", "content");
  const usage = usageOf(root.usage);
  const sequence = text(root.stop_sequence);
  const choice: Choice = {
    index: 0,
    parts: goDown(() => content.flatMap((block, b) => readBlock(block, ["content", b]))).filter(
      (part) => !isEmpty(part),
    ),
    stop: stopOf(root.stop_reason),
    ...(sequence === "" ? {} : { sequence }),
  };
  return {
    id: text(root.id),
    model: text(root.model),
    created: 0,
    choices: [choice],
    ...(usage === undefined ? {} : { usage }),
  };
}

function isEmpty(part: Part): boolean {
  return part.type === "text" && part.text === "";
}

export function writeResponse(response: GatewayResponse, asked: Asked): string {
  // the dialect has one answer to a request
  const { parts, stop, sequence } = response.choices[0] ?? { parts: [], stop: "other" as const };
  const called = parts.some((part) => part.type === "tool-call");
  const refused = parts.some((part) => part.type === "refusal");
  return JSON.stringify({
    ...messageHead(response, asked),
    content: parts.flatMap((part, p) => writeSaid(part, callId(asked, p))),
    ...writeStop(reasonOf(stop, called, refused), sequence),
    usage: writeUsage(response.usage ?? {}),
  });
}

/** The vendor's types leave no field out: what there is nothing to say of is null. */
export function messageHead({ id, model }: Pick<GatewayResponse, "id" | "model">, asked: Asked): Json {
  const said = { id: id || asked.id, type: "message", role: "assistant", model: model || asked.model };
  return { ...said, container: null, diagnostics: null };
}

export function writeStop(stop_reason: string | null, stop_sequence: string | null = null): Json {
  return { stop_reason, stop_sequence, stop_details: null };
}

export function textBlock(text: string): Json {
  return { type: "text", text, citations: null };
}

/** The model called it, and not a tool of the vendor's on its behalf. */
export function toolUse(call: ToolCallPart): Json {
  return { ...writeCall(call), caller: { type: "direct" } };
}

/** For a call that came without an id; a client pairs it with its result. Some vendors take 40 characters at most. */
export function callId(asked: Asked, place: number): string {
  return `toolu_${asked.id.replaceAll("-", "")}_${place}`;
}

/** An answer holds thoughts that are not signed too: a client shows them. */
function writeSaid(part: Part, unnamed: string): Json[] {
  switch (part.type) {
    case "text":
    case "refusal":
      return part.text === "" ? [] : [textBlock(part.text)];
    case "tool-call":
      return [toolUse({ ...part, id: part.id || unnamed })];
    case "reasoning": {
      const { text: thinking, signature = UNSIGNED, sealed } = part;
      const sealedBlock = sealed === undefined ? [] : [{ type: "redacted_thinking", data: sealed }];
      return thinking === "" && signature === UNSIGNED
        ? sealedBlock
        : [{ type: "thinking", thinking, signature }, ...sealedBlock];
    }
    default:
      return [];
  }
}

/** Throws `Malformed` when the body is no JSON object. */
export function readUsage(body: string): Usage | undefined {
  return usageOf(parseObject(body).usage);
}

/** The vendor counts the tokens it read from its cache, and those it wrote there, beside the rest of the prompt. */
export function usageOf(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const rest = count(value.input_tokens);
  const output = count(value.output_tokens);
  if (rest === undefined && output === undefined) return undefined;
  const cached = count(value.cache_read_input_tokens);
  const cacheWrite = count(value.cache_creation_input_tokens);
  const details = value.output_tokens_details;
  const reasoning = isObject(details) ? count(details.thinking_tokens) : undefined;
  return {
    input: (rest ?? 0) + (cached ?? 0) + (cacheWrite ?? 0),
    output: output ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

/** Every count is told: clients add them up. */
export function writeCounts({ input = 0, output = 0, cached = 0, cacheWrite = 0, reasoning }: Partial<Usage>): Json {
  return {
    input_tokens: Math.max(0, input - cached - cacheWrite),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cached,
    output_tokens: output,
    output_tokens_details: reasoning === undefined ? null : { thinking_tokens: reasoning },
    server_tool_use: null,
  };
}

/** With how it was served, which only a whole answer and the beginning of a stream tell. */
export function writeUsage(usage: Partial<Usage>): Json {
  return { ...writeCounts(usage), cache_creation: null, inference_geo: null, service_tier: null, speed: null };
}
