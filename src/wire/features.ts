/** What a chat request can ask for that not every dialect can say, and how to see that it does. */
import type { Chat, Json } from "../model/chat.ts";
import type { DocumentPart, Message, Part, ReasoningPart } from "../model/part.ts";
import { ownSeal } from "./openai-responses-seal.ts";
import { documentText } from "./document-text.ts";

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
const ROLES = ["user", "assistant", "system"] as const;
/** Where there are none, a word about them says nothing. */
const ofTools =
  (name: keyof Chat["options"]): Test =>
  ({ options, tools }) =>
    options[name] !== undefined && tools.length > 0;
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
const anywhere = (test: (part: Part, message: Message) => boolean): Test =>
  part(
    (one, message) =>
      test(one, message) || (one.type === "tool-result" && one.parts.some((inner) => test(inner, message))),
  );
const document = (test: (one: DocumentPart) => boolean): Test =>
  anywhere((one) => one.type === "document" && test(one));
const reasoning = (test: (one: ReasoningPart) => boolean): Test => part((one) => one.type === "reasoning" && test(one));
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const filled = (value: unknown): boolean => (typeof value === "string" || Array.isArray(value)) && value.length > 0;
/** How many are told apart by their names in one role: with one of them, the name says nothing more. */
const speakers = ({ messages }: Chat): number => {
  const counts = ROLES.map(
    (role) => new Set(messages.filter((one) => one.role === role).map(({ name = "" }) => name)).size,
  );
  return Math.max(...counts);
};

/** What the vendor's own tools leave in a history; all else of a vendor's own was given to the model to read. */
const isTrace = (one: Part, { role }: Message): boolean =>
  one.type === "other" &&
  (/^tool_(reference|search)/.test(one.kind) || (role === "assistant" && !isAnswerOfClient(one.kind)));
/** What a client's machine answered to a tool that the vendor knows by its type alone. */
const isAnswerOfClient = (kind: string): boolean => /^(computer|local_shell|shell|apply_patch)_call/.test(kind);
/** Such tools: a shell, an editor, a screen, a memory. A client that offers one waits for its calls. */
const isRunByClient = ({ type, environment }: Json): boolean =>
  typeof type === "string" &&
  /^(bash|text_editor|computer|memory|browser|local_shell|shell|apply_patch)(_(toolset|use|preview|\d)|$)/.test(type) &&
  !(isObject(environment) && String(environment.type).startsWith("container"));
const mustCall: Test = ({ options: { toolChoice } }) => toolChoice?.kind === "required" || toolChoice?.kind === "tool";
/** A choice that names none of the functions. */
const mustCallHosted: Test = ({ tools, options: { toolChoice }, rest }) =>
  isObject(rest.tool_choice) ||
  (toolChoice?.kind === "tool" &&
    tools.some((one) => one.kind === "hosted" && (one.value.name ?? one.type) === toolChoice.name));

export const FEATURES = {
  "a system prompt": ({ messages }) => messages.some(({ role }) => role === "system"),
  "a system message after others": ({ messages }) =>
    messages.findLastIndex(({ role }) => role === "system") > messages.findIndex(({ role }) => role !== "system") &&
    messages.some(({ role }) => role !== "system"),
  "earlier turns": ({ messages }) => {
    const turns = messages.filter(({ role }) => role !== "system");
    return turns.length > 1 || turns.some(({ role }) => role !== "user");
  },
  "a raw prompt": ({ rest }) => rest.raw === true || [rest.suffix, rest.template, rest.context].some(filled),
  "an image by address": anywhere((one) => one.type === "image" && one.source.kind === "url"),
  "an image in the request": part((one) => one.type === "image" && one.source.kind === "base64"),
  "an image's detail": part((one) => one.type === "image" && (one.detail ?? "auto") !== "auto"),
  "a file by the vendor's id": anywhere(
    (one) => (one.type === "image" || one.type === "document") && one.source.kind === "file",
  ),
  "a document of text": document((one) => documentText(one) !== undefined),
  "a document that is no text": document((one) => one.source.kind === "base64" && documentText(one) === undefined),
  "a document by address": document(({ source }) => source.kind === "url"),
  "answers that cite": document(({ cited }) => cited === true),
  "a part of the vendor's own": anywhere((one, message) => one.type === "other" && !isTrace(one, message)),
  "a vendor's tool at work": part(isTrace),
  "an earlier answer by its id": (chat) =>
    ["previous_response_id", "conversation", "prompt", "thread"].some((field) => (chat.rest[field] ?? null) !== null) ||
    part((one) => one.type === "other" && (one.kind === "item_reference" || one.kind === "audio"))(chat),
  "a history that the vendor has sealed": part(
    (one) => one.type === "other" && /^(context_)?compaction/.test(one.kind),
  ),
  "a participant's name": ({ messages }) =>
    messages.some(({ name, role }) => name !== undefined && name !== "" && role !== "tool"),
  "several participants": (chat) => speakers(chat) > 1,
  "an answer that is begun": ({ messages }) => {
    const last = messages.at(-1);
    return last?.role === "assistant" && last.parts.at(-1)?.type === "text";
  },
  "a tool call": part((one) => one.type === "tool-call" && one.custom === undefined),
  "parallel tool calls": ({ messages }) =>
    messages.some(({ parts }) => parts.filter((one) => one.type === "tool-call").length > 1),
  "a custom tool call": part((one) => one.type === "tool-call" && one.custom === true),
  "a tool's result": part((one) => one.type === "tool-result"),
  "a tool's error": part((one) => one.type === "tool-result" && one.isError === true),
  "an image in a tool's result": inResult((one) => one.type === "image"),
  "a document in a tool's result": inResult((one) => one.type === "document"),
  "past reasoning": reasoning(
    ({ text, signature, sealed }) => text !== "" && signature === undefined && sealed === undefined,
  ),
  "reasoning signed by Anthropic": reasoning(({ signature }) => signature !== undefined),
  "reasoning sealed by Anthropic": reasoning(({ sealed }) => sealed !== undefined && ownSeal(sealed) === undefined),
  "reasoning sealed by OpenAI": reasoning(({ sealed }) => ownSeal(sealed) !== undefined),
  "a past refusal": part((one) => one.type === "refusal"),
  "a cache hint": cached,
  "function tools": tool("function"),
  "strict tools": ({ tools }) => tools.some((one) => one.kind === "function" && one.strict === true),
  "tools in a namespace": ({ tools }) => tools.some((one) => one.kind !== "hosted" && one.namespace !== undefined),
  "custom tools": tool("custom"),
  "tools that the vendor runs": ({ tools }) => tools.some((one) => one.kind === "hosted" && !isRunByClient(one.value)),
  "a vendor's tool that the client runs": (chat) =>
    chat.tools.some((one) => one.kind === "hosted" && isRunByClient(one.value)) ||
    part((one) => one.type === "other" && isAnswerOfClient(one.kind))(chat),
  "a choice of tools": ofTools("toolChoice"),
  "a tool that must be called": (chat) => mustCall(chat) && !mustCallHosted(chat),
  "a vendor's tool that must be called": mustCallHosted,
  "parallel tools, or not": ofTools("parallelTools"),
  "a limit of tokens": option("maxTokens"),
  temperature: option("temperature"),
  "top p": option("topP"),
  "top k": option("topK"),
  "min p": option("minP"),
  "stop sequences": option("stop"),
  "a stop sequence of white space": ({ options }) => options.stop?.some((one) => one.trim() === "") ?? false,
  seed: option("seed"),
  "frequency penalty": option("frequencyPenalty"),
  "presence penalty": option("presencePenalty"),
  "repeat penalty": option("repeatPenalty"),
  "logit bias": option("logitBias"),
  "several answers": ({ options }) => (options.choices ?? 1) > 1,
  "log probabilities": option("logprobs"),
  "an answer in sound": ({ rest }) =>
    isObject(rest.audio) || (Array.isArray(rest.modalities) && rest.modalities.some((one) => one !== "text")),
  "JSON answers": ({ options }) => options.format?.kind === "json",
  "answers by a schema": ({ options }) => options.format?.kind === "schema",
  "reasoning effort": ({ options }) => options.reasoning?.effort !== undefined,
  "a reasoning budget": ({ options }) => options.reasoning?.budget !== undefined,
  "a reasoning summary": ({ options }) => options.reasoning?.summary !== undefined,
  verbosity: option("verbosity"),
  "the end user": option("user"),
  metadata: option("metadata"),
  "a service tier": option("serviceTier"),
  "keeping the answer": ({ options }) => options.store === true,
  "a cache key": option("cacheKey"),
  "tokens in the stream": option("streamUsage"),
  "a context size": option("contextSize"),
  "keeping the model loaded": option("keepAlive"),
} as const satisfies Readonly<Record<string, Test>>;

export type Feature = keyof typeof FEATURES;
