/** Everything our writers write is of the types that the vendors' own SDKs promise their users. */
import { expect, test } from "bun:test";
import { eventsOf } from "../../src/gateway/passage.ts";
import type { Chat } from "../../src/model/chat.ts";
import type { StreamEvent } from "../../src/model/response.ts";
import type { Asked, Codec, WireError } from "../../src/wire/codec.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { frameReader } from "../../src/wire/frames.ts";
import { ANSWERS, STREAMS } from "../fixture/answers.ts";
import { asked } from "../fixture/asked.ts";
import { complaints, type Literal } from "../fixture/type-check.ts";

type Types = {
  /** Where the types are not what the vendor's server sends, they are made so here. */
  readonly imports: string;
  readonly whole: string;
  readonly event: (value: Record<string, unknown>) => string;
  readonly error: string;
  /** Requests whose words an answer repeats. */
  readonly requests?: Readonly<Record<string, object>>;
  /** What we write that the types do not know, taken out before it is judged: in which objects, and why. */
  readonly beside?: readonly Beside[];
};

type Beside = readonly [field: string, of: (owner: Record<string, unknown>) => boolean, because: string];

const of = (type: string) => (owner: Record<string, unknown>) => owner.type === type;
const always = () => true;

const TOOLS = [
  { type: "function", name: "get_weather", parameters: { type: "object", properties: {} }, strict: true },
  {
    type: "custom",
    name: "apply_patch",
    description: "d",
    format: { type: "grammar", syntax: "lark", definition: "x" },
  },
  { type: "namespace", name: "files", description: "All files", tools: [{ type: "function", name: "search" }] },
  { type: "web_search" },
];

const JUDGES = {
  "openai-chat": {
    imports: `import type OpenAI from "openai";
type Whole = OpenAI.ChatCompletion;
// the vendor's own SDK puts such pieces together
type Call = OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall;
type Custom = { index: number; id?: string; type?: "custom"; custom: { name?: string; input: string } };
type Delta = Omit<OpenAI.ChatCompletionChunk.Choice.Delta, "tool_calls"> & { tool_calls?: (Call | Custom)[] };
type Choice = Omit<OpenAI.ChatCompletionChunk.Choice, "delta"> & { delta: Delta };
type Chunk = Omit<OpenAI.ChatCompletionChunk, "choices"> & { choices: Choice[] };
type Failure = { error: OpenAI.ErrorObject };`,
    whole: "Whole",
    event: (value) => ("error" in value ? "Failure" : "Chunk"),
    error: "Failure",
    beside: [["reasoning_content", always, "the chat dialect of every server that thinks aloud, and of their clients"]],
  },
  "openai-responses": {
    imports: `import type { Response as Full, ResponseStreamEvent } from "openai/resources/responses/responses";
import type OpenAI from "openai";
// \`output_text\` is the SDK's own addition
type Told<E> = E extends { response: Full } ? Omit<E, "response"> & { response: Whole } : E;
type Whole = Omit<Full, "output_text">;
type Event = Told<ResponseStreamEvent>;
type Failure = { error: OpenAI.ErrorObject };`,
    whole: "Whole",
    event: () => "Event",
    error: "Failure",
    beside: [
      ["store", (owner) => owner.object === "response", "the vendor's examples have it"],
      ["name", of("response.function_call_arguments.done"), "the vendor's API description requires it"],
      ["status", of("custom_tool_call"), "the vendor's API description requires it of an item that the API returns"],
    ],
    requests: {
      "of a plain text": { model: "m", input: "hi" },
      "of an agent": {
        model: "m",
        instructions: "Be brief.",
        input: [{ role: "user", content: "hi" }],
        tools: TOOLS,
        tool_choice: "required",
        parallel_tool_calls: false,
        reasoning: { effort: "high", summary: "auto" },
        text: {
          format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true },
          verbosity: "low",
        },
        max_output_tokens: 1_000,
        temperature: 0.2,
        top_p: 0.9,
        top_logprobs: 3,
        metadata: { a: "b" },
        safety_identifier: "u",
        prompt_cache_key: "k",
        truncation: "auto",
        store: false,
      },
      "of a chosen function": {
        model: "m",
        input: "hi",
        tools: TOOLS,
        tool_choice: { type: "function", name: "get_weather" },
      },
      "of a chosen custom tool": {
        model: "m",
        input: "hi",
        tools: TOOLS,
        tool_choice: { type: "custom", name: "apply_patch" },
      },
      "of allowed tools": {
        model: "m",
        input: "hi",
        tools: TOOLS,
        tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "get_weather" }] },
      },
      "of the vendor's tool": { model: "m", input: "hi", tools: TOOLS, tool_choice: { type: "web_search_preview" } },
      "of a JSON answer": { model: "m", input: "hi", text: { format: { type: "json_object" } } },
    },
  },
  "anthropic-messages": {
    imports: `import type Anthropic from "@anthropic-ai/sdk";
// the vendor's page of errors has it for 413
type Large = { type: "error"; error: { type: "request_too_large"; message: string }; request_id: string | null };
type Failure = Anthropic.ErrorResponse | Large;`,
    whole: "Anthropic.Message",
    event: (value) => ("error" in value ? "Failure" : "Anthropic.RawMessageStreamEvent"),
    error: "Failure",
  },
  "ollama-chat": {
    imports: `import type { ChatResponse, ErrorResponse } from "ollama";
// the server leaves out what is zero
type Counts = "prompt_eval_count" | "eval_count";
type Last = Omit<ChatResponse, "created_at" | Counts> & { created_at: string } & Partial<Pick<ChatResponse, Counts>>;
type Line = Pick<Last, "model" | "created_at" | "message" | "done" | "logprobs">;`,
    whole: "Last",
    event: (value) => ("error" in value ? "ErrorResponse" : value.done === true ? "Last" : "Line"),
    error: "ErrorResponse",
    beside: [
      ["id", (owner) => "function" in owner, "the server itself writes it"],
      ["index", (owner) => "arguments" in owner, "the server itself writes it"],
      ["bytes", (owner) => "logprob" in owner, "the server itself writes it"],
    ],
  },
  "ollama-generate": {
    imports: `import type { GenerateResponse, ErrorResponse } from "ollama";
// the server leaves out what is zero
type Counts = "prompt_eval_count" | "eval_count";
type Last = Omit<GenerateResponse, "created_at" | Counts> & { created_at: string } & Partial<Pick<GenerateResponse, Counts>>;
type Line = Pick<Last, "model" | "created_at" | "response" | "thinking" | "done" | "logprobs">;`,
    whole: "Last",
    event: (value) => ("error" in value ? "ErrorResponse" : value.done === true ? "Last" : "Line"),
    error: "ErrorResponse",
    beside: [
      ["tool_calls", always, "the server has the field here too, and its SDK does not know it"],
      ["bytes", (owner) => "logprob" in owner, "the server itself writes it"],
    ],
  },
} satisfies Partial<Record<Codec["dialect"], Types>>;

const ERRORS: readonly WireError[] = [400, 401, 402, 403, 404, 413, 429, 451, 500, 502, 503, 504, 529].map(
  (status) => ({
    status,
    code: `code-${status}`,
    message: "It failed.",
    ...(status === 400 ? { param: "messages[0].role" } : {}),
  }),
);

function literalsOf(codec: Codec, types: Types): Literal[] {
  const literals: Literal[] = [];
  const { readChat, writeResponse, eventWriter } = codec.chat!;
  const add = (name: string, type: string, json: string): void => {
    literals.push({ name, type, value: JSON.parse(json, without(types.beside ?? [])) });
  };
  const addStream = (name: string, wire: string): void => {
    for (const { data } of frameReader(codec.framing).push(new TextEncoder().encode(wire))) {
      if (data === "[DONE]") continue;
      const value = JSON.parse(data) as Record<string, unknown>;
      add(`${name}, ${String(value.type ?? "event")}`, types.event(value), data);
    }
  };
  const askedFor = Object.entries(types.requests ?? {}).map(([name, body]): [string, Asked] => {
    const chat: Chat = readChat(JSON.stringify(body));
    return [name, { ...asked, chat }];
  });
  for (const [about, told] of askedFor.length === 0 ? [["", asked] as const] : askedFor) {
    const events = (name: string, list: readonly StreamEvent[]) =>
      addStream(`${name} ${about}, streamed`, list.map(eventWriter(told)).join(""));
    for (const [name, answer] of Object.entries(ANSWERS)) {
      add(`${name} ${about}`, types.whole, writeResponse(answer, told));
      events(name, eventsOf(answer));
    }
    for (const [name, list] of Object.entries(STREAMS)) events(name, list);
  }
  for (const error of ERRORS) {
    add(`the error ${error.status}`, types.error, codec.writeError(error));
    addStream(`the error ${error.status} of a stream`, codec.writeStreamError(error));
  }
  return literals;
}

function without(beside: readonly Beside[]) {
  return function (this: Record<string, unknown>, key: string, value: unknown): unknown {
    return beside.some(([field, of]) => field === key && of(this)) ? undefined : value;
  };
}

test.each(Object.entries(JUDGES))(
  "%s",
  async (dialect, types) => {
    const literals = literalsOf(codecFor(dialect as keyof typeof JUDGES), types);
    expect(literals.length).toBeGreaterThan(100);
    expect(await complaints(types.imports, literals)).toEqual([]);
  },
  30_000,
);

test("what is of no such type is complained about, by its name", async () => {
  const types = `import type Anthropic from "@anthropic-ai/sdk";`;
  const literals = [
    { name: "good", type: "Anthropic.TextBlock", value: { type: "text", text: "a", citations: null } },
    { name: "bad", type: "Anthropic.TextBlock", value: { type: "text", text: 5, citations: null } },
    { name: "lacking", type: "Anthropic.TextBlock", value: { type: "text", text: "a" } },
    { name: "unknown", type: "Anthropic.TextBlock", value: { type: "text", text: "a", citations: null, more: 1 } },
  ];
  const found = (await complaints(types, literals)).map((one) => one.slice(0, one.indexOf(":")));
  expect(found).toEqual(["bad", "lacking", "unknown"]);
}, 30_000);
