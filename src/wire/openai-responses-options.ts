/** What a request of the Responses dialect sets beside its input and tools, read and written. */
import type { Chat, Format, Options } from "../model/chat.ts";
import { isObject, type Json, numberIn, without, wordIn } from "./json.ts";
import { effortOf } from "./openai-chat-options.ts";
import { readChoice, writeChoice } from "./openai-responses-tools.ts";

/** Fields that are read here, or with the input and the tools. */
const KNOWN = new Set([
  "model",
  "input",
  "instructions",
  "stream",
  "stream_options",
  "tools",
  "parallel_tool_calls",
  "max_output_tokens",
  "temperature",
  "top_p",
  "top_logprobs",
  "text",
  "reasoning",
  "metadata",
  "user",
  "safety_identifier",
  "service_tier",
  "store",
  "prompt_cache_key",
]);

/** What asks for nothing, because it is so anyway. */
const DEFAULTS: Json = { background: false, truncation: "disabled" };

const LOGPROBS = "message.output_text.logprobs";
const SEALED = "reasoning.encrypted_content";

/** The fewest tokens a limit may allow. */
const TOKENS_MIN = 16;

/** The longest name of an end user that the vendor takes, UTF-16 units. */
const USER_MAX = 64;

export function readOptions(root: Json): Options {
  const told = isObject(root.text) ? root.text : {};
  return without({
    maxTokens: numberIn(root.max_output_tokens),
    temperature: numberIn(root.temperature),
    topP: numberIn(root.top_p),
    logprobs: numberIn(root.top_logprobs) || (includes(root).includes(LOGPROBS) ? 0 : undefined),
    format: readFormat(told.format),
    toolChoice: readChoice(root.tool_choice),
    parallelTools: typeof root.parallel_tool_calls === "boolean" ? root.parallel_tool_calls : undefined,
    reasoning: readReasoning(root.reasoning),
    verbosity: wordIn(told.verbosity),
    user: wordIn(root.safety_identifier) ?? wordIn(root.user),
    metadata: isObject(root.metadata) ? root.metadata : undefined,
    serviceTier: wordIn(root.service_tier),
    store: typeof root.store === "boolean" ? root.store : undefined,
    cacheKey: wordIn(root.prompt_cache_key),
  });
}

/** What is left, and says something. */
export function readRest(root: Json): Json {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(root)) {
    if (KNOWN.has(key) || value === null || value === DEFAULTS[key]) continue;
    if (key === "include") {
      const others = includes(root).filter((one) => one !== LOGPROBS);
      if (others.length > 0) rest[key] = others;
    } else if (key !== "tool_choice" || readChoice(value) === undefined) rest[key] = value;
  }
  return rest;
}

function includes({ include }: Json): readonly unknown[] {
  return Array.isArray(include) ? include : [];
}

function readReasoning(value: unknown): Options["reasoning"] {
  if (!isObject(value)) return undefined;
  const effort = wordIn(value.effort);
  const summary = wordIn(value.summary) ?? wordIn(value.generate_summary);
  return effort === undefined && summary === undefined ? undefined : without({ effort, summary });
}

function readFormat(value: unknown): Format | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === "text") return { kind: "text" };
  if (value.type === "json_object") return { kind: "json" };
  if (value.type !== "json_schema") return undefined;
  return without({
    kind: "schema",
    name: wordIn(value.name),
    description: wordIn(value.description),
    schema: value.schema,
    strict: typeof value.strict === "boolean" ? value.strict : undefined,
  });
}

/** Nothing is kept at the vendor that the client did not ask to keep: reasoning then comes sealed. */
export function writeOptions({ options, tools }: Chat): Json {
  const { toolChoice, logprobs, user } = options;
  const reasoning = writeReasoning(options);
  const thinks = reasoning !== undefined && reasoning.effort !== "none";
  const include = [...(logprobs === undefined ? [] : [LOGPROBS]), ...(thinks ? [SEALED] : [])];
  return without({
    max_output_tokens: options.maxTokens === undefined ? undefined : Math.max(TOKENS_MIN, options.maxTokens),
    temperature: options.temperature,
    top_p: options.topP,
    top_logprobs: logprobs === undefined || logprobs === 0 ? undefined : logprobs,
    text: writeText(options),
    tool_choice: toolChoice === undefined ? undefined : writeChoice(toolChoice, tools),
    parallel_tool_calls: options.parallelTools,
    reasoning,
    safety_identifier: user === undefined || user.length > USER_MAX ? undefined : user,
    metadata: options.metadata,
    service_tier: options.serviceTier,
    store: options.store ?? false,
    prompt_cache_key: options.cacheKey,
    include: include.length === 0 ? undefined : include,
  });
}

export function writeReasoning({ reasoning }: Options): { effort?: string; summary?: string } | undefined {
  const effort = reasoning?.effort ?? effortOf(reasoning?.budget);
  const summary = reasoning?.summary;
  return effort === undefined && summary === undefined ? undefined : without({ effort, summary });
}

export function writeText({ format, verbosity }: Options): Json | undefined {
  if (format === undefined && verbosity === undefined) return undefined;
  return without({ format: format === undefined ? undefined : writeFormat(format), verbosity });
}

function writeFormat(format: Format): Json {
  if (format.kind !== "schema") return { type: format.kind === "json" ? "json_object" : "text" };
  const { name = "answer", description, schema = {}, strict } = format;
  return without({ type: "json_schema", name, description, schema, strict });
}
