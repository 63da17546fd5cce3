/** What an OpenAI chat request sets beside its messages and tools, read and written. */
import type { Format, Options, Tool, ToolChoice } from "../model/chat.ts";
import { isObject, type Json, numberIn, without, wordIn, wordsIn } from "./json.ts";

/** Fields that `readOptions`, or the reading of messages and tools, understands. */
export const KNOWN = new Set([
  "model",
  "messages",
  "stream",
  "tools",
  "functions",
  "max_completion_tokens",
  "max_tokens",
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "stop",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "repeat_penalty",
  "logit_bias",
  "n",
  "logprobs",
  "top_logprobs",
  "response_format",
  "tool_choice",
  "function_call",
  "parallel_tool_calls",
  "reasoning_effort",
  "verbosity",
  "user",
  "safety_identifier",
  "metadata",
  "service_tier",
  "store",
  "prompt_cache_key",
  "stream_options",
]);

export function readOptions(root: Json): Options {
  const stop = typeof root.stop === "string" ? [root.stop] : root.stop;
  const effort = wordIn(root.reasoning_effort);
  return without({
    maxTokens: numberIn(root.max_completion_tokens) ?? numberIn(root.max_tokens),
    temperature: numberIn(root.temperature),
    topP: numberIn(root.top_p),
    topK: numberIn(root.top_k),
    minP: numberIn(root.min_p),
    stop: wordsIn(stop),
    seed: numberIn(root.seed),
    frequencyPenalty: numberIn(root.frequency_penalty),
    presencePenalty: numberIn(root.presence_penalty),
    repeatPenalty: numberIn(root.repeat_penalty),
    logitBias: isObject(root.logit_bias) ? root.logit_bias : undefined,
    choices: numberIn(root.n),
    logprobs: root.logprobs === true ? (numberIn(root.top_logprobs) ?? 0) : undefined,
    format: readFormat(root.response_format),
    toolChoice: readChoice(root.tool_choice ?? root.function_call),
    parallelTools: typeof root.parallel_tool_calls === "boolean" ? root.parallel_tool_calls : undefined,
    reasoning: effort === undefined ? undefined : { effort },
    verbosity: wordIn(root.verbosity),
    user: wordIn(root.safety_identifier) ?? wordIn(root.user),
    metadata: isObject(root.metadata) ? root.metadata : undefined,
    serviceTier: wordIn(root.service_tier),
    store: typeof root.store === "boolean" ? root.store : undefined,
    cacheKey: wordIn(root.prompt_cache_key),
    streamUsage:
      isObject(root.stream_options) && typeof root.stream_options.include_usage === "boolean"
        ? root.stream_options.include_usage
        : undefined,
  });
}

function readFormat(value: unknown): Format | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === "text") return { kind: "text" };
  if (value.type === "json_object") return { kind: "json" };
  const own = value.json_schema;
  if (value.type !== "json_schema" || !isObject(own)) return undefined;
  return without({
    kind: "schema",
    name: wordIn(own.name),
    description: wordIn(own.description),
    schema: own.schema,
    strict: typeof own.strict === "boolean" ? own.strict : undefined,
  });
}

function readChoice(value: unknown): ToolChoice | undefined {
  if (value === "auto" || value === "none" || value === "required") return { kind: value };
  if (!isObject(value)) return undefined;
  if (value.type === "allowed_tools")
    return isObject(value.allowed_tools) ? readChoice(value.allowed_tools.mode) : undefined;
  const own = isObject(value.function) ? value.function : isObject(value.custom) ? value.custom : value;
  const name = wordIn(own.name);
  return name === undefined ? undefined : { kind: "tool", name };
}

/** Who may call only some of the tools is offered only those. */
export function allowed(tools: Tool[], choice: unknown): Tool[] {
  const { allowed_tools: own } = isObject(choice) && choice.type === "allowed_tools" ? choice : {};
  if (!isObject(own) || !Array.isArray(own.tools)) return tools;
  const wanted = own.tools.filter(isObject).map(readTool);
  return tools.filter((tool) => wanted.some((one) => one.kind === tool.kind && nameOf(one) === nameOf(tool)));
}

function nameOf(tool: Tool): string {
  return tool.kind === "hosted" ? tool.type : tool.name;
}

export function readTool(tool: Json): Tool {
  if (isObject(tool.custom)) {
    const { name, description, format } = tool.custom;
    return without({ kind: "custom", name: wordIn(name) ?? "", description: wordIn(description), format });
  }
  // a function of old stands without its wrapping
  const own = isObject(tool.function) ? tool.function : tool;
  if (typeof own.name !== "string") return { kind: "hosted", type: wordIn(tool.type) ?? "", value: tool };
  return without({
    kind: "function",
    name: own.name,
    description: wordIn(own.description),
    parameters: own.parameters,
    strict: typeof own.strict === "boolean" ? own.strict : undefined,
  });
}

export function writeOptions(options: Options, stream: boolean): Json {
  const { logprobs, format, toolChoice, reasoning } = options;
  return without({
    max_tokens: options.maxTokens,
    temperature: options.temperature,
    top_p: options.topP,
    stop: options.stop,
    seed: options.seed,
    frequency_penalty: options.frequencyPenalty,
    presence_penalty: options.presencePenalty,
    logit_bias: options.logitBias,
    n: options.choices,
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs === undefined || logprobs === 0 ? undefined : logprobs,
    response_format: format === undefined ? undefined : writeFormat(format),
    tool_choice: toolChoice === undefined ? undefined : writeChoice(toolChoice),
    parallel_tool_calls: options.parallelTools,
    reasoning_effort: reasoning?.effort ?? effortOf(reasoning?.budget),
    verbosity: options.verbosity,
    user: options.user,
    metadata: options.metadata,
    service_tier: options.serviceTier,
    store: options.store,
    prompt_cache_key: options.cacheKey,
    stream_options: stream ? { include_usage: options.streamUsage ?? true } : undefined,
  });
}

/** The effort that comes nearest to a budget of tokens. */
export function effortOf(budget: number | undefined): string | undefined {
  if (budget === undefined) return undefined;
  if (budget <= 0) return "none";
  if (budget <= 2_048) return "low";
  return budget <= 16_384 ? "medium" : "high";
}

function writeFormat(format: Format): Json {
  if (format.kind !== "schema") return { type: format.kind === "json" ? "json_object" : "text" };
  const { name = "answer", description, schema, strict } = format;
  return { type: "json_schema", json_schema: without({ name, description, schema, strict }) };
}

function writeChoice(choice: ToolChoice): unknown {
  return choice.kind === "tool" ? { type: "function", function: { name: choice.name } } : choice.kind;
}

export function writeTool(tool: Tool): Json[] {
  if (tool.kind === "hosted") return [];
  if (tool.kind === "custom") {
    const { name, description, format } = tool;
    return [{ type: "custom", custom: without({ name, description, format }) }];
  }
  const { description, parameters, strict } = tool;
  return [{ type: "function", function: without({ name: tool.name, description, parameters, strict }) }];
}
