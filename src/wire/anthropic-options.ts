/** What a request of Anthropic's dialect sets beside its messages, read. */
import type { Format, Options, Reasoning, Tool, ToolChoice } from "../model/chat.ts";
import { isObject, type Json, numberIn, without, wordIn, wordsIn } from "./json.ts";
import { cacheHint } from "./openai-chat-read.ts";

/** Fields that are read here, or with the messages and tools. */
const KNOWN = new Set([
  "model",
  "messages",
  "system",
  "stream",
  "tools",
  "tool_choice",
  "max_tokens",
  "temperature",
  "top_p",
  "top_k",
  "stop_sequences",
  "thinking",
  "output_config",
  "output_format",
  "metadata",
  "service_tier",
]);

/** Parts of the output's configuration that are read here. */
const KNOWN_OUTPUT = new Set(["effort", "format"]);

/** With how much effort a model thinks that is asked to think and not told how much, as the vendor documents it. */
const EFFORT = "high";

const CHOICES: Readonly<Record<string, "auto" | "none" | "required">> = { auto: "auto", none: "none", any: "required" };

export function readOptions(root: Json): Options {
  const { stop_sequences: stop, tool_choice: choice } = root;
  const single = isObject(choice) ? choice.disable_parallel_tool_use : undefined;
  const { user_id: user, ...metadata } = isObject(root.metadata) ? root.metadata : {};
  return without({
    maxTokens: numberIn(root.max_tokens),
    temperature: numberIn(root.temperature),
    topP: numberIn(root.top_p),
    topK: numberIn(root.top_k),
    stop: wordsIn(stop),
    format: formatIn(root),
    toolChoice: readChoice(choice),
    parallelTools: typeof single === "boolean" ? !single : undefined,
    reasoning: readReasoning(root),
    user: wordIn(user),
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
    serviceTier: root.service_tier === "standard_only" ? "default" : wordIn(root.service_tier),
  });
}

/** What is left, and says something. */
export function readRest(root: Json): Json {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(root)) if (!KNOWN.has(key) && value !== null) rest[key] = value;
  const output = isObject(root.output_config) ? root.output_config : {};
  const left = Object.entries(output).filter(([key, value]) => !KNOWN_OUTPUT.has(key) && value !== null);
  return left.length === 0 ? rest : { ...rest, output_config: Object.fromEntries(left) };
}

/** The form of the answer, in the field of now or in that of old. */
export function formatIn({ output_config: config, output_format: old }: Json): Format | undefined {
  const format = (isObject(config) ? config.format : undefined) ?? old;
  if (!isObject(format) || format.type !== "json_schema") return undefined;
  return without({ kind: "schema", schema: format.schema });
}

function readChoice(value: unknown): ToolChoice | undefined {
  if (!isObject(value) || typeof value.type !== "string") return undefined;
  if (value.type === "tool") return typeof value.name === "string" ? { kind: "tool", name: value.name } : undefined;
  return Object.hasOwn(CHOICES, value.type) ? { kind: CHOICES[value.type]! } : undefined;
}

function readReasoning({ thinking, output_config: config }: Json): Reasoning | undefined {
  const effort = isObject(config) ? wordIn(config.effort) : undefined;
  if (!isObject(thinking)) return effort === undefined ? undefined : { effort };
  if (thinking.type === "disabled") return { effort: "none" };
  const budget = thinking.type === "enabled" ? numberIn(thinking.budget_tokens) : undefined;
  const shown = thinking.display !== "omitted" && typeof thinking.display === "string";
  return without({
    effort: effort ?? (budget === undefined ? EFFORT : undefined),
    budget,
    summary: shown ? "auto" : undefined,
  });
}

/** Every type but these is one of the vendor's own tools, whoever runs it. */
export function readTool(tool: Json): Tool {
  const { type = null, name } = tool;
  if ((type !== null && type !== "custom") || typeof name !== "string")
    return { kind: "hosted", type: wordIn(type) ?? "", value: tool };
  return without({
    kind: "function",
    name,
    description: wordIn(tool.description),
    parameters: tool.input_schema,
    strict: typeof tool.strict === "boolean" ? tool.strict : undefined,
    ...cacheHint(tool.cache_control),
  });
}
