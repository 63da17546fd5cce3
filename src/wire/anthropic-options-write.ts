/** What a request of Anthropic's dialect sets beside its messages, written for the model that is to answer it. */
import type { Chat, Format, Options, Tool, ToolChoice } from "../model/chat.ts";
import type { CacheHint } from "../model/part.ts";
import type { Abilities } from "./anthropic-models.ts";
import { isObject, type Json, without } from "./json.ts";
import { effortOf } from "./openai-chat-options.ts";

const CHOICES = { auto: "auto", none: "none", required: "any" } as const;

/** Tokens to think with, by effort, for models that know budgets only. */
const BUDGETS: Readonly<Record<string, number>> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 24_576,
  xhigh: 28_672,
  max: 28_672,
};

/** The least the API takes. */
const BUDGET_MIN = 1_024;

/** The system's words that stand for "a JSON object", which the dialect cannot say without a schema. */
export const JSON_ONLY = "Answer with one JSON object and nothing else.";

/** `inTools`: the chat is in the middle of a round of tools whose thoughts are not known. */
export function writeOptions({ options, tools }: Chat, abilities: Abilities, inTools: boolean): Json {
  const maxTokens = options.maxTokens ?? abilities.maxTokens;
  const choice = tools.some((tool) => tool.kind === "function") ? writeChoice(options) : undefined;
  // a model that is made to call a tool cannot think first
  const forced = choice?.type === "any" || choice?.type === "tool";
  const { thinking, effort } = writeThinking(options, abilities, forced, inTools);
  const format = options.format?.kind === "schema" ? writeFormat(options.format) : undefined;
  const output = without({ effort, format });
  const stop = options.stop?.filter((one) => one.trim() !== "");
  return without({
    max_tokens: maxTokens,
    ...writeSampling(options, abilities, thinking !== undefined && thinking.type !== "disabled"),
    stop_sequences: stop === undefined || stop.length === 0 ? undefined : stop,
    tool_choice: choice,
    thinking,
    output_config: Object.keys(output).length === 0 ? undefined : output,
    metadata: options.user === undefined ? undefined : { user_id: options.user },
    service_tier: options.serviceTier === undefined ? undefined : tierOf(options.serviceTier),
  });
}

/** `auto`: of the vendor's two tiers the better one where it has been bought. */
function tierOf(tier: string): string {
  return tier === "auto" || tier === "priority" ? "auto" : "standard_only";
}

function writeSampling({ temperature, topP, topK }: Options, { sampling }: Abilities, thinks: boolean): Json {
  const within = temperature === undefined ? undefined : Math.min(1, Math.max(0, temperature));
  if (sampling === "free") return { temperature: within, top_p: topP, top_k: topK };
  if (sampling === "none" || thinks) return {};
  return { temperature: within, top_p: within === undefined ? topP : undefined, top_k: topK };
}

type Thinking = { readonly thinking?: Json; readonly effort?: string };

function writeThinking(
  { reasoning, maxTokens }: Options,
  abilities: Abilities,
  forced: boolean,
  inTools: boolean,
): Thinking {
  if (reasoning === undefined || abilities.thinking === "none") return {};
  const { budget, summary } = reasoning;
  const effort = reasoning.effort ?? effortOf(budget);
  if (effort === undefined) return {};
  if (effort === "none") return { thinking: { type: "disabled" } };
  if (abilities.thinking === "effort") {
    const told = effort === "minimal" ? "low" : effort;
    if (forced) return { effort: told };
    const shown = summary === undefined || summary === "none" ? {} : { display: "summarized" };
    return { thinking: { type: "adaptive", ...shown }, effort: told };
  }
  const limit = maxTokens ?? abilities.maxTokens;
  // without a budget of its own, half of the answer is left to be said
  const tokens = Math.min(
    budget ?? BUDGETS[effort] ?? BUDGETS.medium!,
    budget === undefined && maxTokens !== undefined ? limit >> 1 : limit - 1,
  );
  if (tokens < BUDGET_MIN || forced || inTools) return {};
  return { thinking: { type: "enabled", budget_tokens: tokens } };
}

function writeFormat({ schema }: Extract<Format, { kind: "schema" }>): Json {
  return { type: "json_schema", schema: schema ?? { type: "object" } };
}

function writeChoice({ toolChoice, parallelTools }: Options): Json | undefined {
  if (toolChoice === undefined && parallelTools === undefined) return undefined;
  const choice: ToolChoice = toolChoice ?? { kind: "auto" };
  if (choice.kind === "none") return { type: "none" };
  const single = parallelTools === undefined ? {} : { disable_parallel_tool_use: !parallelTools };
  return choice.kind === "tool"
    ? { type: "tool", name: choice.name, ...single }
    : { type: CHOICES[choice.kind], ...single };
}

/** A function's parameters are an object, and the API wants it said. */
export function writeTool(tool: Tool): Json[] {
  if (tool.kind !== "function") return [];
  const { name, description, parameters, strict, cache } = tool;
  const schema = isObject(parameters) ? parameters : {};
  const input_schema = schema.type === "object" ? schema : { ...schema, type: "object" };
  return [without({ name, description, input_schema, strict, ...writeCache(cache) })];
}

/** The vendor keeps a prompt for five minutes or for an hour; others have other times, all of them longer than the first. */
export function writeCache(cache: CacheHint | undefined): { cache_control?: CacheHint } {
  if (cache === undefined) return {};
  const { type, ttl } = cache;
  return { cache_control: ttl === undefined ? { type } : { type, ttl: ttl === "5m" ? ttl : "1h" } };
}
