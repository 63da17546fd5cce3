/** What a request of Ollama's sets beside its messages and tools, read and written (Ollama API reference, parameters). */
import type { Format, Options, Reasoning, Tool } from "../model/chat.ts";
import { isObject, type Json, numberIn, without, wordIn, wordsIn } from "./json.ts";
import { effortOf } from "./openai-chat-options.ts";

/** Fields that `readOptions` understands. */
const FIELDS = new Set(["model", "stream", "options", "format", "think", "keep_alive", "logprobs", "top_logprobs"]);

/** What it understands in `options`. */
const INNER = new Set([
  "num_predict",
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "stop",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "repeat_penalty",
  "num_ctx",
]);

/** `known`: the fields that the dialect itself reads. */
export function restOf(root: Json, known: ReadonlySet<string>): Json {
  const inner = isObject(root.options) ? Object.entries(root.options) : [];
  return Object.fromEntries([
    ...Object.entries(root).filter(([field]) => !known.has(field) && !FIELDS.has(field)),
    ...inner.filter(([name]) => !INNER.has(name)).map(([name, value]) => [`options.${name}`, value]),
  ]);
}

export function readOptions(root: Json): Options {
  const own: Json = isObject(root.options) ? root.options : {};
  const stop = typeof own.stop === "string" ? [own.stop] : own.stop;
  const { keep_alive: keepAlive } = root;
  return without({
    // what is not above zero means no limit, or any seed
    maxTokens: above(0, own.num_predict),
    temperature: numberIn(own.temperature),
    topP: numberIn(own.top_p),
    topK: numberIn(own.top_k),
    minP: numberIn(own.min_p),
    stop: wordsIn(stop),
    seed: above(-1, own.seed),
    frequencyPenalty: numberIn(own.frequency_penalty),
    presencePenalty: numberIn(own.presence_penalty),
    repeatPenalty: numberIn(own.repeat_penalty),
    contextSize: above(0, own.num_ctx),
    keepAlive: typeof keepAlive === "string" || typeof keepAlive === "number" ? keepAlive : undefined,
    format: readFormat(root.format),
    reasoning: readThink(root.think),
    logprobs: root.logprobs === true ? (numberIn(root.top_logprobs) ?? 0) : undefined,
  });
}

function above(least: number, value: unknown): number | undefined {
  const number = numberIn(value);
  return number !== undefined && number > least ? number : undefined;
}

function readFormat(value: unknown): Format | undefined {
  if (isObject(value)) return { kind: "schema", schema: value };
  return value === "json" ? { kind: "json" } : undefined;
}

function readThink(value: unknown): Reasoning | undefined {
  if (typeof value === "boolean") return { effort: value ? "medium" : "none" };
  const effort = wordIn(value);
  return effort === undefined || effort === "" ? undefined : { effort };
}

export function writeOptions(options: Options): Json {
  const own = without({
    num_predict: options.maxTokens,
    temperature: options.temperature,
    top_p: options.topP,
    top_k: options.topK,
    min_p: options.minP,
    stop: options.stop,
    seed: options.seed,
    frequency_penalty: options.frequencyPenalty,
    presence_penalty: options.presencePenalty,
    repeat_penalty: options.repeatPenalty,
    num_ctx: options.contextSize,
  });
  const { format, logprobs } = options;
  return without({
    format: format?.kind === "schema" ? (format.schema ?? "json") : format?.kind === "json" ? "json" : undefined,
    think: writeThink(options.reasoning),
    options: Object.keys(own).length === 0 ? undefined : own,
    keep_alive: options.keepAlive,
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs === undefined || logprobs === 0 ? undefined : logprobs,
  });
}

const THINK: Readonly<Record<string, boolean | string>> = {
  none: false,
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};

function writeThink(reasoning: Reasoning | undefined): boolean | string | undefined {
  const effort = reasoning?.effort ?? effortOf(reasoning?.budget);
  return effort !== undefined && Object.hasOwn(THINK, effort) ? THINK[effort] : undefined;
}

/** A server's templates look into the parameters, so there always are some. */
export function writeTool(tool: Tool): Json[] {
  if (tool.kind !== "function") return [];
  const { name, description, parameters } = tool;
  const schema = isObject(parameters) ? parameters : { type: "object", properties: {} };
  return [{ type: "function", function: without({ name, description, parameters: schema }) }];
}
