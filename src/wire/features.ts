/** What a chat request can ask for that not every dialect can say, and how to see that it does. */
import type { Chat } from "../model/chat.ts";
import type { DocumentPart, Message, Part } from "../model/part.ts";

/**
 * How a dialect says a thing that another has said. `same`: in a field that means the same · `translated`: in another way
 * that means the same · `dropped`: not at all, and the answer is still the one asked for · `refused`: not at all, and
 * without it the answer would be another.
 */
export type Cell = "same" | "translated" | "dropped" | "refused";

/** By feature: how it is said, and why so. What is not named is `same`. */
export type Says = Readonly<Partial<Record<Feature, readonly [Exclude<Cell, "same">, string]>>>;

type Test = (chat: Chat) => boolean;

const option =
  (name: keyof Chat["options"]): Test =>
  ({ options }) =>
    options[name] !== undefined;
const part = (test: (part: Part, message: Message) => boolean): Test => {
  return ({ messages }) => messages.some((message) => message.parts.some((one) => test(one, message)));
};
const inResult = (test: (part: Part) => boolean): Test =>
  part((one) => one.type === "tool-result" && one.parts.some(test));
const tool =
  (kind: Chat["tools"][number]["kind"]): Test =>
  ({ tools }) =>
    tools.some((one) => one.kind === kind);
const cached: Test = ({ messages, tools }) =>
  tools.some((one) => "cache" in one) || messages.some(({ parts }) => parts.some((one) => "cache" in one));
/** In a message, or in a tool's result. */
const anywhere = (test: (part: Part) => boolean): Test =>
  part((one) => test(one) || (one.type === "tool-result" && one.parts.some(test)));
const isTextual = ({ source }: DocumentPart): boolean =>
  source.kind === "text" || (source.kind === "base64" && source.mediaType.startsWith("text/"));
const filled = (value: unknown): boolean => (typeof value === "string" || Array.isArray(value)) && value.length > 0;

export const FEATURES = {
  "a system prompt": ({ messages }) => messages.some(({ role }) => role === "system"),
  "a system message after others": ({ messages }) =>
    messages.some(({ role }, i) => role === "system" && messages.slice(0, i).some((one) => one.role !== "system")),
  "earlier turns": ({ messages }) => {
    const turns = messages.filter(({ role }) => role !== "system");
    return turns.length > 1 || turns.some(({ role }) => role !== "user");
  },
  "a raw prompt": ({ rest }) => rest.raw === true || [rest.suffix, rest.template, rest.context].some(filled),
  "an image by address": anywhere((one) => one.type === "image" && one.source.kind === "url"),
  "an image in the request": part((one) => one.type === "image" && one.source.kind === "base64"),
  "an image's detail": part((one) => one.type === "image" && one.detail !== undefined),
  "a file by the vendor's id": anywhere(
    (one) => (one.type === "image" || one.type === "document") && one.source.kind === "file",
  ),
  "a document": part((one) => one.type === "document" && one.source.kind !== "file"),
  "a document that is no text": anywhere(
    (one) => one.type === "document" && one.source.kind !== "file" && !isTextual(one),
  ),
  "a part of the vendor's own": part((one) => one.type === "other"),
  "an earlier answer by its id": (chat) =>
    ["previous_response_id", "conversation", "prompt", "thread"].some((field) => (chat.rest[field] ?? null) !== null) ||
    part((one) => one.type === "other" && one.kind === "item_reference")(chat),
  "a history that the vendor has sealed": part(
    (one) => one.type === "other" && /^(context_)?compaction/.test(one.kind),
  ),
  "a participant's name": ({ messages }) =>
    messages.some(({ name, role }) => name !== undefined && name !== "" && role !== "tool"),
  "a tool call": part((one) => one.type === "tool-call" && one.custom === undefined),
  "parallel tool calls": ({ messages }) =>
    messages.some(({ parts }) => parts.filter((one) => one.type === "tool-call").length > 1),
  "a custom tool call": part((one) => one.type === "tool-call" && one.custom === true),
  "a tool's result": part((one) => one.type === "tool-result"),
  "a tool's error": part((one) => one.type === "tool-result" && one.isError === true),
  "an image in a tool's result": inResult((one) => one.type === "image"),
  "a document in a tool's result": inResult((one) => one.type === "document"),
  "past reasoning": part((one) => one.type === "reasoning" && one.text !== ""),
  "signed reasoning": part((one) => one.type === "reasoning" && one.signature !== undefined),
  "sealed reasoning": part((one) => one.type === "reasoning" && one.sealed !== undefined),
  "a past refusal": part((one) => one.type === "refusal"),
  "a cache hint": cached,
  "function tools": tool("function"),
  "strict tools": ({ tools }) => tools.some((one) => one.kind === "function" && one.strict !== undefined),
  "tools in a namespace": ({ tools }) => tools.some((one) => one.kind !== "hosted" && one.namespace !== undefined),
  "custom tools": tool("custom"),
  "the vendor's own tools": tool("hosted"),
  "a choice of tools": option("toolChoice"),
  "a tool that must be called": ({ options }) =>
    options.toolChoice?.kind === "required" || options.toolChoice?.kind === "tool",
  "parallel tools, or not": option("parallelTools"),
  "a limit of tokens": option("maxTokens"),
  temperature: option("temperature"),
  "top p": option("topP"),
  "top k": option("topK"),
  "min p": option("minP"),
  "stop sequences": option("stop"),
  seed: option("seed"),
  "frequency penalty": option("frequencyPenalty"),
  "presence penalty": option("presencePenalty"),
  "repeat penalty": option("repeatPenalty"),
  "logit bias": option("logitBias"),
  "several answers": ({ options }) => (options.choices ?? 1) > 1,
  "log probabilities": option("logprobs"),
  "JSON answers": ({ options }) => options.format?.kind === "json",
  "answers by a schema": ({ options }) => options.format?.kind === "schema",
  "reasoning effort": ({ options }) => options.reasoning?.effort !== undefined,
  "a reasoning budget": ({ options }) => options.reasoning?.budget !== undefined,
  "a reasoning summary": ({ options }) => options.reasoning?.summary !== undefined,
  verbosity: option("verbosity"),
  "the end user": option("user"),
  metadata: option("metadata"),
  "a service tier": option("serviceTier"),
  "keeping the answer": option("store"),
  "a cache key": option("cacheKey"),
  "tokens in the stream": option("streamUsage"),
  "a context size": option("contextSize"),
  "keeping the model loaded": option("keepAlive"),
} as const satisfies Readonly<Record<string, Test>>;

export type Feature = keyof typeof FEATURES;
