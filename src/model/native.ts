/** What the gateway's own API takes: the bodies of `POST /v1/completion` and `POST /v1/classify`, each field with its words. */
import * as v from "valibot";
import { TASKS } from "./classification.ts";
import { LEVELS } from "./level.ts";

/** Told in the API's description. */
const about = <S extends v.GenericSchema>(schema: S, words: string) => v.pipe(schema, v.description(words));

const Name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/));
const Filled = v.pipe(v.string(), v.nonEmpty());
const Language = v.pipe(v.string(), v.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/));

const TextPartSchema = v.strictObject({ type: v.literal("text"), text: v.string() });

export const InputMessageSchema = v.strictObject({
  role: v.picklist(["system", "user", "assistant"]),
  content: v.union([v.string(), v.array(TextPartSchema)]),
});

export const ContextItemSchema = v.union([
  v.string(),
  v.strictObject({ text: v.string(), level: v.optional(v.picklist(LEVELS)) }),
]);

const InputSchema = v.union([Filled, v.pipe(v.array(InputMessageSchema), v.minLength(1))]);
const ContextSchema = v.union([v.string(), v.array(ContextItemSchema)]);

/** As its name alone, or as `POST /v1/classify` gives it. */
const TaskSchema = v.union([v.picklist(TASKS), v.object({ type: v.picklist(TASKS) })]);

export const OptionsSchema = v.strictObject({
  maxTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
  format: v.optional(v.picklist(["text", "json", "schema"])),
  schema: v.optional(about(v.record(v.string(), v.unknown()), "JSON Schema, for the format schema")),
  trust: v.optional(about(v.picklist(LEVELS), "the lowest level the request is taken to have")),
  timeout: v.optional(
    about(v.pipe(v.number(), v.minValue(0.01), v.maxValue(3_600)), "how long it may take in all, seconds"),
  ),
  confidence: v.optional(
    about(v.boolean(), "asks for log probabilities, where the provider has them, and tells the confidence they give"),
  ),
});

export const CompletionSchema = v.strictObject({
  caller: v.optional(about(Name, "who asks, as plan and receipt show it, unless a token or a header says it")),
  task: v.optional(about(TaskSchema, "what is to be done: a named task is told to the model, else the input speaks")),
  input: about(InputSchema, "a text, or messages"),
  language: v.optional(about(Language, "of the answer: BCP 47, such as de or pt-BR")),
  context: v.optional(about(ContextSchema, "material to work with; a level of its own raises that of the request")),
  model: v.optional(about(v.pipe(Filled, v.maxLength(256)), "a model, provider/model or an alias; auto without one")),
  options: v.optional(OptionsSchema),
  stream: v.optional(v.literal(false)),
});

export const ClassifySchema = v.strictObject({
  client: v.optional(about(Name, "whose floor holds, unless a token or a header says it")),
  caller: v.optional(about(Name, "the same")),
  input: about(InputSchema, "a text, or messages"),
  context: v.optional(about(ContextSchema, "what would go with it")),
  trust: v.optional(about(v.picklist(LEVELS), "the lowest level the input is taken to have")),
});

export type InputMessage = v.InferOutput<typeof InputMessageSchema>;
export type Input = v.InferOutput<typeof InputSchema>;
export type Context = v.InferOutput<typeof ContextSchema>;
export type Completion = v.InferOutput<typeof CompletionSchema>;
