import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Chat } from "../../src/model/chat.ts";
import type { Message, Part } from "../../src/model/part.ts";
import { type Feature, FEATURES } from "../../src/wire/features.ts";
import { lossesOf } from "../../src/wire/losses.ts";
import { ollamaChat } from "../../src/wire/ollama-chat.ts";
import { ollamaGenerate } from "../../src/wire/ollama-generate.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { reading } from "../fixture/reading.ts";

const ollama = ollamaChat.chat!;
const said = (role: Message["role"], text: string): Message => ({ role, parts: [{ type: "text", text }] });
const hi = said("user", "hi");
const plain: Chat = { stream: false, messages: [hi], tools: [], options: {}, rest: {} };
const written = (chat: Partial<Chat>) => JSON.parse(ollama.writeChat({ ...plain, ...chat }, "m"));
const messageOf = (...parts: Part[]) => written({ messages: [{ role: "assistant", parts }] }).messages[0];
const call = { type: "tool-call", id: "c1", name: "f", arguments: '{"x":1}' } as const;

describe("a message", () => {
  test("of one text is that text", () => {
    expect(written({}).messages).toEqual([{ role: "user", content: "hi" }]);
  });

  test("of several has them as paragraphs, and its images beside them", () => {
    const parts: Part[] = [
      { type: "text", text: "a" },
      { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" }, detail: "low" },
      { type: "text", text: "" },
      { type: "text", text: "b" },
      { type: "document", source: { kind: "text", text: "c" } },
      { type: "document", source: { kind: "base64", mediaType: "text/plain", data: btoa("d") } },
    ];
    expect(messageOf(...parts)).toEqual({ role: "assistant", content: "a\n\nb\n\nc\n\nd", images: ["AAAA"] });
  });

  test("with thinking and calls has each in its field", () => {
    const parts: Part[] = [{ type: "reasoning", text: "t" }, { type: "text", text: "a" }, call, { ...call, id: "" }];
    expect(messageOf(...parts)).toEqual({
      role: "assistant",
      content: "a",
      thinking: "t",
      tool_calls: [
        { id: "c1", function: { index: 0, name: "f", arguments: { x: 1 } } },
        { function: { index: 1, name: "f", arguments: { x: 1 } } },
      ],
    });
  });

  test("keeps the arguments of its calls byte for byte", () => {
    const text = '{ "n": 12345678901234567890, "2": 1.0,\n "1": "ü" }';
    const body = ollama.writeChat(
      { ...plain, messages: [hi, { role: "assistant", parts: [{ ...call, arguments: text }] }] },
      "m",
    );
    expect(body).toContain(text);
    expect(() => JSON.parse(body)).not.toThrow();
  });

  test.each([
    ["", {}],
    ["  ", {}],
    ["[1]", { input: "[1]" }],
    ["null", { input: "null" }],
    ['{"x":', { input: '{"x":' }],
    ["free text", { input: "free text" }],
    ['{} ,"role":"system"', { input: '{} ,"role":"system"' }],
  ])("has an object where the model wrote %p", (text, object) => {
    expect(messageOf({ ...call, arguments: text }).tool_calls[0].function.arguments).toEqual(object);
  });

  test("of results is one for each, with the name of the tool that was called", () => {
    const result = (id: string, parts: Part[], more: object = {}): Part => ({
      type: "tool-result",
      id,
      parts,
      ...more,
    });
    const messages: Message[] = [
      { role: "assistant", parts: [call, { ...call, id: "c2", name: "g" }] },
      {
        role: "tool",
        parts: [
          result("c2", [{ type: "text", text: "no" }], { isError: true }),
          result("c1", [{ type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } }]),
          result("", [{ type: "text", text: "error: x" }], { name: "h", isError: true }),
        ],
      },
    ];
    expect(written({ messages }).messages.slice(1)).toEqual([
      { role: "tool", content: "Error: no", tool_name: "g", tool_call_id: "c2" },
      { role: "tool", content: "", images: ["AAAA"], tool_name: "f", tool_call_id: "c1" },
      { role: "tool", content: "error: x", tool_name: "h" },
    ]);
  });
});

describe("a request", () => {
  test("always says whether it streams, for a server streams by itself", () => {
    expect([written({ stream: false }).stream, written({ stream: true }).stream]).toEqual([false, true]);
  });

  test("offers no tools where none may be called", () => {
    const tools = [{ kind: "function" as const, name: "f" }];
    const offered = (kind: "none" | "auto" | "required") => written({ tools, options: { toolChoice: { kind } } }).tools;
    expect(offered("none")).toBeUndefined();
    expect(offered("auto")).toEqual([
      { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } },
    ]);
    expect(offered("required")).toEqual(offered("auto"));
  });

  test.each([
    [{ format: { kind: "text" } }, {}],
    [{ format: { kind: "json" } }, { format: "json" }],
    [
      { format: { kind: "schema", name: "n", strict: true, schema: { type: "object" } } },
      { format: { type: "object" } },
    ],
    [{ format: { kind: "schema" } }, { format: "json" }],
    [{ reasoning: { effort: "none" } }, { think: false }],
    [{ reasoning: { effort: "minimal" } }, { think: "low" }],
    [{ reasoning: { effort: "xhigh" } }, { think: "high" }],
    [{ reasoning: { effort: "toString" } }, {}],
    [{ reasoning: { budget: 10_000 } }, { think: "medium" }],
    [{ maxTokens: 5, stop: ["a"] }, { options: { num_predict: 5, stop: ["a"] } }],
    [
      { contextSize: 8192, keepAlive: "5m" },
      { options: { num_ctx: 8192 }, keep_alive: "5m" },
    ],
    [{ logprobs: 0 }, { logprobs: true }],
    [{ logprobs: 3 }, { logprobs: true, top_logprobs: 3 }],
  ] as readonly [Chat["options"], object][])("says %j as %j", (options, fields) => {
    const { model: _, messages: __, stream: ___, ...more } = written({ options });
    expect(more).toEqual(fields);
  });

  test("of OpenAI's dialect is told in this one", () => {
    const body = openaiChat.chat!.readChat(
      JSON.stringify({
        model: "x",
        messages: [
          { role: "system", content: "s" },
          { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }] },
          { role: "assistant", tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }] },
          { role: "tool", tool_call_id: "a", content: "1" },
        ],
        max_tokens: 9,
      }),
    );
    expect(JSON.parse(ollama.writeChat(body, "m"))).toEqual({
      model: "m",
      stream: false,
      options: { num_predict: 9 },
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "", images: ["AAAA"] },
        { role: "assistant", content: "", tool_calls: [{ id: "a", function: { index: 0, name: "f", arguments: {} } }] },
        { role: "tool", content: "1", tool_name: "f", tool_call_id: "a" },
      ],
    });
  });
});

test("a chat written and read again is the same, in all that the dialect can say", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  const id = fc.stringMatching(/^[a-z]{1,8}$/);
  const maybe = <T>(key: string, value: fc.Arbitrary<T>) =>
    fc.option(value).map((one) => (one === null ? {} : { [key]: one }));
  const words = fc.option(text).map((one) => (one === null ? [] : [{ type: "text" as const, text: one }]));
  const images = fc.array(
    fc.constantFrom(["image/png", "iVBORw0KGgo="], ["image/jpeg", "/9j/4AAQ"]).map(([mediaType, data]) => ({
      type: "image" as const,
      source: { kind: "base64" as const, mediaType: mediaType!, data: data! },
    })),
    { maxLength: 2 },
  );
  const shown = fc.tuple(words, images).map(([one, other]): Part[] => [...one, ...other]);
  const object = fc
    .dictionary(text, fc.jsonValue(), { noNullPrototype: true })
    .map((value) => JSON.stringify(value, null, 1));
  const calls = fc.array(fc.record({ type: fc.constant("tool-call" as const), id, name: id, arguments: object }), {
    maxLength: 3,
  });
  const thought = fc.option(text).map((one) => (one === null ? [] : [{ type: "reasoning" as const, text: one }]));
  const turn = fc.oneof(
    fc.record({ role: fc.constantFrom("user" as const, "system" as const), parts: shown }),
    fc.record({
      role: fc.constant("tool" as const),
      parts: fc
        .tuple(id, id, shown)
        .map(([callId, name, parts]) => [{ type: "tool-result" as const, id: callId, name, parts }]),
    }),
    fc.record({
      role: fc.constant("assistant" as const),
      parts: fc.tuple(thought, words, calls).map(([one, two, three]): Part[] => [...one, ...two, ...three]),
    }),
  ) as fc.Arbitrary<Message>;
  const tool = fc.record({
    kind: fc.constant("function" as const),
    name: id,
    description: text,
    parameters: fc.constantFrom({ type: "object" }, {}),
  });
  const number = fc.constantFrom(0, 0.5, 2);
  const options = fc
    .tuple(
      maybe("maxTokens", fc.integer({ min: 1, max: 9_999 })),
      maybe("temperature", number),
      maybe("topP", number),
      maybe("topK", fc.nat(100)),
      maybe("minP", number),
      maybe("stop", fc.array(text, { minLength: 1, maxLength: 2 })),
      maybe("seed", fc.nat()),
      maybe("frequencyPenalty", number),
      maybe("presencePenalty", number),
      maybe("repeatPenalty", number),
      maybe("logprobs", fc.nat(20)),
      maybe("format", fc.constantFrom<unknown>({ kind: "json" }, { kind: "schema", schema: { type: "object" } })),
      maybe(
        "reasoning",
        fc.constantFrom({ effort: "none" }, { effort: "low" }, { effort: "medium" }, { effort: "high" }),
      ),
      maybe("contextSize", fc.integer({ min: 1, max: 99_999 })),
      maybe("keepAlive", fc.constantFrom<unknown>("5m", -1, 0)),
    )
    .map((all) => Object.assign({}, ...all) as Chat["options"]);
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 1, maxLength: 6 }),
      fc.array(tool, { maxLength: 2 }),
      options,
      fc.boolean(),
      (messages, tools, chosen, stream) => {
        const chat: Chat = { stream, messages, tools, options: chosen, rest: {} };
        const body = ollama.writeChat(chat, "other");
        expect(reading(ollamaChat, body)).toMatchObject({ model: "other", ambiguous: false });
        expect(ollama.readChat(body)).toEqual(chat);
      },
    ),
    { numRuns: 1_500 },
  );
});

describe("what the dialects say that they can say, they say", () => {
  const mark = "mark-of-a-sample";
  const assistant = (...parts: Part[]): Partial<Chat> => ({ messages: [hi, { role: "assistant", parts }] });
  const resulting = (part: object): Partial<Chat> => ({
    messages: [hi, { role: "tool", parts: [{ type: "tool-result", id: "c", parts: [], ...part }] }],
  });
  const user = (part: Part): Partial<Chat> => ({ messages: [{ role: "user", parts: [part] }] });
  const marked = { type: "tool-call", id: "c", name: mark, arguments: "{}" } as const;
  const option = (options: object): Partial<Chat> => ({ options: options as Chat["options"] });
  const bytes = (mediaType: string, data: string) => ({ kind: "base64" as const, mediaType, data });

  /** For each feature a chat that has it, and what of it stands in a body that tells it. */
  const samples: Readonly<Partial<Record<Feature, readonly [Partial<Chat>, string]>>> = {
    "a system prompt": [{ messages: [said("system", mark), hi] }, mark],
    "a system message after others": [{ messages: [hi, said("system", mark)] }, mark],
    "earlier turns": [{ messages: [hi, said("assistant", mark), hi] }, mark],
    "a raw prompt": [{ rest: { template: mark } }, mark],
    "an image by address": [user({ type: "image", source: { kind: "url", url: mark } }), mark],
    "an image in the request": [user({ type: "image", source: bytes("image/png", mark) }), mark],
    "an image's detail": [user({ type: "image", source: bytes("image/png", "AAAA"), detail: mark }), mark],
    "a file by the vendor's id": [user({ type: "document", source: { kind: "file", id: mark } }), mark],
    "a document": [user({ type: "document", source: { kind: "text", text: mark } }), mark],
    "a document that is no text": [user({ type: "document", source: bytes("application/pdf", mark) }), mark],
    "a part of the vendor's own": [user({ type: "other", kind: "x", value: mark }), mark],
    "an earlier answer by its id": [{ rest: { previous_response_id: mark } }, mark],
    "a history that the vendor has sealed": [assistant({ type: "other", kind: "compaction", value: mark }), mark],
    "a participant's name": [{ messages: [{ ...hi, name: mark }] }, mark],
    "a tool call": [assistant(marked), mark],
    "parallel tool calls": [assistant({ ...marked, name: "f" }, marked), mark],
    "a tool's result": [resulting({ parts: [{ type: "text", text: mark }] }), mark],
    "a tool's error": [resulting({ parts: [{ type: "text", text: mark }], isError: true }), `Error: ${mark}`],
    "an image in a tool's result": [resulting({ parts: [{ type: "image", source: bytes("image/png", mark) }] }), mark],
    "a document in a tool's result": [
      resulting({ parts: [{ type: "document", source: { kind: "text", text: mark } }] }),
      mark,
    ],
    "past reasoning": [assistant({ type: "reasoning", text: mark }), mark],
    "signed reasoning": [assistant({ type: "reasoning", text: "", signature: mark }), mark],
    "sealed reasoning": [assistant({ type: "reasoning", text: "", sealed: mark }), mark],
    "a past refusal": [assistant({ type: "refusal", text: mark }), mark],
    "a cache hint": [user({ type: "text", text: "x", cache: { type: mark } }), mark],
    "function tools": [{ tools: [{ kind: "function", name: mark }] }, mark],
    "strict tools": [{ tools: [{ kind: "function", name: "f", strict: true }] }, "strict"],
    "the vendor's own tools": [{ tools: [{ kind: "hosted", type: "x", value: { type: mark } }] }, mark],
    "a tool that must be called": [option({ toolChoice: { kind: "tool", name: mark } }), mark],
    "parallel tools, or not": [option({ parallelTools: false }), "parallel"],
    "a limit of tokens": [option({ maxTokens: 4321 }), "4321"],
    temperature: [option({ temperature: 0.25 }), "0.25"],
    "top p": [option({ topP: 0.25 }), "0.25"],
    "top k": [option({ topK: 4321 }), "4321"],
    "min p": [option({ minP: 0.25 }), "0.25"],
    "stop sequences": [option({ stop: [mark] }), mark],
    seed: [option({ seed: 4321 }), "4321"],
    "frequency penalty": [option({ frequencyPenalty: 0.25 }), "0.25"],
    "presence penalty": [option({ presencePenalty: 0.25 }), "0.25"],
    "repeat penalty": [option({ repeatPenalty: 0.25 }), "0.25"],
    "logit bias": [option({ logitBias: { 4321: 1 } }), "4321"],
    "several answers": [option({ choices: 4321 }), "4321"],
    "log probabilities": [option({ logprobs: 7 }), '"top_logprobs":7'],
    "JSON answers": [option({ format: { kind: "json" } }), '"format":"json"'],
    "answers by a schema": [option({ format: { kind: "schema", schema: { mark } } }), mark],
    "reasoning effort": [option({ reasoning: { effort: "high" } }), '"think":"high"'],
    "a reasoning budget": [option({ reasoning: { budget: 100_000 } }), '"think":"high"'],
    "a reasoning summary": [option({ reasoning: { summary: mark } }), mark],
    verbosity: [option({ verbosity: mark }), mark],
    "the end user": [option({ user: mark }), mark],
    metadata: [option({ metadata: { mark } }), mark],
    "a service tier": [option({ serviceTier: mark }), mark],
    "keeping the answer": [option({ store: true }), "store"],
    "a cache key": [option({ cacheKey: mark }), mark],
    "tokens in the stream": [{ stream: true, ...option({ streamUsage: true }) }, '"stream":true'],
    "a context size": [option({ contextSize: 4321 }), "4321"],
    "keeping the model loaded": [option({ keepAlive: mark }), mark],
  };
  const elsewhere = ["a choice of tools", "custom tools", "a custom tool call", "tools in a namespace"];

  describe.each([ollamaChat, ollamaGenerate])("$dialect", ({ chat: codec }) => {
    const { says, writeChat } = codec!;
    test.each(Object.entries(samples) as [Feature, readonly [Partial<Chat>, string]][])(
      "%s",
      (feature, [chat, sign]) => {
        expect(FEATURES[feature]({ ...plain, ...chat })).toBe(true);
        const [cell] = says[feature] ?? ["same"];
        if (cell === "refused") expect(lossesOf({ ...plain, ...chat }, says).refused).toBeString();
        else expect(writeChat({ ...plain, ...chat }, "m").includes(sign)).toBe(cell !== "dropped");
      },
    );

    test("nothing is named that is not tried, nor without a reason in a few words", () => {
      for (const [feature, [, because]] of Object.entries(says)) {
        expect(feature in samples || elsewhere.includes(feature)).toBe(true);
        expect(because).toMatch(/^[a-z][^.]{5,60}$/);
      }
    });
  });

  test("an image by address is refused in a tool's result too", () => {
    const chat = { ...plain, ...resulting({ parts: [{ type: "image", source: { kind: "url", url: mark } }] }) };
    expect(lossesOf(chat, ollama.says).refused).toBe(
      "an image by address: the server takes images in the request only",
    );
  });

  test.each([{ raw: true }, { suffix: "x" }, { template: "x" }, { context: [1] }])(
    "a prompt with %j goes to Ollama only",
    (rest) => {
      for (const { chat: codec } of [ollamaChat, openaiChat])
        expect(lossesOf({ ...plain, rest }, codec!.says).refused).toMatch(/^a raw prompt: /);
    },
  );

  test.each([{}, { raw: false }, { suffix: "" }, { context: [] }, { template: null }])(
    "a prompt with %j does not",
    (rest) => {
      expect(lossesOf({ ...plain, rest }, openaiChat.chat!.says).refused).toBeUndefined();
    },
  );
});
