import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Chat } from "../../src/model/chat.ts";
import type { Message, Part } from "../../src/model/part.ts";
import { lossesOf } from "../../src/wire/losses.ts";
import { ollamaChat } from "../../src/wire/ollama-chat.ts";
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
}, 60_000);

describe("a raw prompt", () => {
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
