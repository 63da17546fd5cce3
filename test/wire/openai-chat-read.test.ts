import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Malformed } from "../../src/wire/codec.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const openai = openaiChat.chat!;
const read = (body: unknown) => reading(openaiChat, JSON.stringify(body));
const chatOf = (body: unknown) => openai.readChat(JSON.stringify(body));
const user = { role: "user", content: "hi" };
const asking = (message: unknown, more: object = {}) => ({ model: "m", messages: [message], ...more });
const partsOf = (message: unknown) => chatOf(asking(message)).messages[0]!.parts;
const textsOf = (body: unknown) => slotsOf(openaiChat, JSON.stringify(body)).map((slot) => slot.text);

describe("messages become typed parts", () => {
  const cases: readonly [string, unknown, unknown[]][] = [
    ["text", user, [{ type: "text", text: "hi" }]],
    ["no content", { role: "assistant", content: null }, []],
    ["an empty text", { role: "user", content: "" }, []],
    [
      "parts",
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
      [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
    ],
    [
      "a cache hint",
      { role: "user", content: [{ type: "text", text: "a", cache_control: { type: "ephemeral", ttl: "1h" } }] },
      [{ type: "text", text: "a", cache: { type: "ephemeral", ttl: "1h" } }],
    ],
    [
      "an image by its address",
      { role: "user", content: [{ type: "image_url", image_url: { url: "https://x.test/a.png", detail: "low" } }] },
      [{ type: "image", source: { kind: "url", url: "https://x.test/a.png" }, detail: "low" }],
    ],
    [
      "an image in the request",
      { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }] },
      [{ type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } }],
    ],
    [
      "a sound",
      { role: "user", content: [{ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }] },
      [
        {
          type: "other",
          kind: "input_audio",
          value: { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
        },
      ],
    ],
    ["a refusal", { role: "assistant", content: null, refusal: "no" }, [{ type: "refusal", text: "no" }]],
    [
      "reasoning",
      { role: "assistant", content: "b", reasoning_content: "a" },
      [
        { type: "reasoning", text: "a" },
        { type: "text", text: "b" },
      ],
    ],
    [
      "a tool call",
      {
        role: "assistant",
        tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: '{"x":1}' } }],
      },
      [{ type: "tool-call", id: "c1", name: "f", arguments: '{"x":1}' }],
    ],
    [
      "a custom tool call",
      { role: "assistant", tool_calls: [{ id: "c1", type: "custom", custom: { name: "f", input: "free text" } }] },
      [{ type: "tool-call", id: "c1", name: "f", arguments: "free text", custom: true }],
    ],
    [
      "a call of old",
      { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
      [{ type: "tool-call", id: "", name: "f", arguments: "{}" }],
    ],
    [
      "arguments that are no text",
      { role: "assistant", tool_calls: [{ id: "c", function: { name: "f", arguments: { x: 1 } } }] },
      [{ type: "tool-call", id: "c", name: "f", arguments: '{"x":1}' }],
    ],
    [
      "a tool's result",
      { role: "tool", tool_call_id: "c1", content: "42" },
      [{ type: "tool-result", id: "c1", parts: [{ type: "text", text: "42" }] }],
    ],
    [
      "a function's result of old",
      { role: "function", name: "f", content: "42" },
      [{ type: "tool-result", id: "f", parts: [{ type: "text", text: "42" }] }],
    ],
  ];
  test.each(cases)("%s", (_name, message, parts) => {
    expect(partsOf(message)).toEqual(parts as never);
  });

  test("developer and system speak for the system", () => {
    const body = {
      model: "m",
      messages: [{ role: "developer", content: "a" }, { role: "system", content: "b" }, user],
    };
    expect(chatOf(body).messages.map((message) => message.role)).toEqual(["system", "system", "user"]);
    const places = slotsOf(openaiChat, JSON.stringify(body)).map((slot) => slot.place);
    expect(places).toEqual(["system", "system", "user"]);
  });

  test("what a model must be able to do is known", () => {
    const tools = [{ type: "function", function: { name: "f", description: "d", parameters: { type: "object" } } }];
    const body = asking(
      { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }] },
      { tools, response_format: { type: "json_schema", json_schema: {} }, stream: true, n: 2 },
    );
    expect(read(body)).toMatchObject({ needs: ["chat", "images", "tools", "json-schema"], stream: true, messages: 1 });
    expect(chatOf(body)).toMatchObject({
      tools: [{ kind: "function", name: "f", description: "d" }],
      options: { choices: 2 },
    });
  });
});

describe("what is wrong is named as OpenAI names it", () => {
  const bad: readonly [string, unknown, string | undefined][] = [
    ["no model", { messages: [user] }, "model"],
    ["a model that is no text", { model: 5, messages: [user] }, "model"],
    ["no messages", { model: "m" }, "messages"],
    ["messages that are no list", { model: "m", messages: {} }, "messages"],
    ["an empty list", { model: "m", messages: [] }, "messages"],
    ["a message that is none", { model: "m", messages: [user, 5] }, "messages[1]"],
    ["a message that is a list", { model: "m", messages: [[]] }, "messages[0]"],
    ["no role", { model: "m", messages: [{ content: "x" }] }, "messages[0].role"],
    ["a role of its own", { model: "m", messages: [{ role: "constructor" }] }, "messages[0].role"],
    ["content that is a number", { model: "m", messages: [{ role: "user", content: 5 }] }, "messages[0].content"],
    ["a part that is text", { model: "m", messages: [{ role: "user", content: ["x"] }] }, "messages[0].content[0]"],
    ["a part of no type", { model: "m", messages: [{ role: "user", content: [{}] }] }, "messages[0].content[0].type"],
    [
      "a text part without text",
      { model: "m", messages: [{ role: "user", content: [{ type: "text", text: 1 }] }] },
      "messages[0].content[0].text",
    ],
    [
      "an image without a url",
      { model: "m", messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
      "messages[0].content[0].image_url.url",
    ],
    ["a name that is no text", { model: "m", messages: [{ ...user, name: 1 }] }, "messages[0].name"],
    ["a refusal that is no text", { model: "m", messages: [{ ...user, refusal: {} }] }, "messages[0].refusal"],
    [
      "an id that is no text",
      { model: "m", messages: [{ role: "tool", content: "x", tool_call_id: 1 }] },
      "messages[0].tool_call_id",
    ],
    [
      "calls that are no list",
      { model: "m", messages: [{ role: "assistant", tool_calls: {} }] },
      "messages[0].tool_calls",
    ],
    [
      "a call that is none",
      { model: "m", messages: [{ role: "assistant", tool_calls: [1] }] },
      "messages[0].tool_calls[0]",
    ],
    [
      "a call without a name",
      { model: "m", messages: [{ role: "assistant", tool_calls: [{ id: "1", function: {} }] }] },
      "messages[0].tool_calls[0].function",
    ],
    [
      "a custom call without input",
      { model: "m", messages: [{ role: "assistant", tool_calls: [{ type: "custom", custom: { name: "f" } }] }] },
      "messages[0].tool_calls[0].custom",
    ],
    [
      "an old call without a name",
      { model: "m", messages: [{ role: "assistant", function_call: {} }] },
      "messages[0].function_call",
    ],
    ["a stream flag that is text", { model: "m", messages: [user], stream: "true" }, "stream"],
    ["tools that are no list", { model: "m", messages: [user], tools: {} }, "tools"],
    ["a tool that is none", { model: "m", messages: [user], tools: ["x"] }, "tools[0]"],
    ["a body that is a list", [], undefined],
    ["a body that is null", null, undefined],
  ];
  test.each(bad)("%s", (_name, body, param) => {
    const error = caught(() => read(body));
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
    expect((error as Malformed).message).not.toBe("");
  });

  test("a body that is no JSON, or too deep for any parser, is an error and no crash", () => {
    for (const body of [
      "",
      "{",
      "undefined",
      `{"a":${"[".repeat(500_000)}`,
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    ]) {
      expect(caught(() => reading(openaiChat, body))).toBeInstanceOf(Malformed);
    }
    const nested = `{"model":"m","messages":[{"role":"user","content":"x"}],"deep":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`;
    const error = caught(() => reading(openaiChat, nested));
    if (error !== undefined) expect(error).toBeInstanceOf(Malformed);
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("no text escapes classification", () => {
  const mark = "a mark of twenty eight letters";
  const hidden: readonly [string, object][] = [
    ["a message's text", { messages: [{ role: "user", content: mark }] }],
    ["a part", { messages: [{ role: "user", content: [{ type: "text", text: mark }] }] }],
    ["an unknown part", { messages: [{ role: "user", content: [{ type: "tomorrow", tomorrow: { x: [mark] } }] }] }],
    [
      "a file's name",
      { messages: [{ role: "user", content: [{ type: "file", file: { filename: mark, file_data: "AAAA" } }] }] },
    ],
    [
      "an image's address",
      {
        messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: `https://x.test/?q=${mark}` } }] }],
      },
    ],
    [
      "arguments",
      { messages: [{ role: "assistant", tool_calls: [{ id: "1", function: { name: "f", arguments: mark } }] }] },
    ],
    [
      "a call's name",
      { messages: [{ role: "assistant", tool_calls: [{ id: "1", function: { name: mark, arguments: "" } }] }] },
    ],
    [
      "a call's id",
      { messages: [{ role: "assistant", tool_calls: [{ id: mark, function: { name: "f", arguments: "" } }] }] },
    ],
    [
      "custom input",
      {
        messages: [
          { role: "assistant", tool_calls: [{ id: "1", type: "custom", custom: { name: "f", input: mark } }] },
        ],
      },
    ],
    ["a tool's result", { messages: [{ role: "tool", tool_call_id: "1", content: mark }] }],
    ["a result's id", { messages: [{ role: "tool", tool_call_id: mark, content: "" }] }],
    ["a participant's name", { messages: [{ ...user, name: mark }] }],
    ["reasoning", { messages: [{ role: "assistant", reasoning: mark }] }],
    ["a refusal", { messages: [{ role: "assistant", refusal: mark }] }],
    ["a message's unknown field", { messages: [{ ...user, mood: { of: mark } }] }],
    ["a tool's description", { tools: [{ type: "function", function: { name: "f", description: mark } }] }],
    [
      "a tool's schema",
      { tools: [{ type: "function", function: { name: "f", parameters: { properties: { [mark]: {} } } } }] },
    ],
    ["a function of old", { functions: [{ name: "f", description: mark }] }],
    ["metadata's keys", { metadata: { [mark]: "x" } }],
    ["metadata's values", { metadata: { x: mark } }],
    ["the user field", { user: mark }],
    ["a prediction", { prediction: { type: "content", content: mark } }],
    ["a stop word", { stop: [mark] }],
    ["a response schema", { response_format: { type: "json_schema", json_schema: { description: mark } } }],
    ["a structural field that is not structural", { reasoning_effort: mark }],
    ["a field of tomorrow", { tomorrow: [[{ x: mark }]] }],
  ];
  test.each(hidden)("in %s", (_place, body) => {
    const texts = textsOf({ model: "m", messages: [user], ...body });
    expect(texts.filter((text) => text.includes(mark))).toHaveLength(1);
  });

  test("but the bytes of images, sounds and files are no text", () => {
    const payload = "QUFB".repeat(100);
    const content = [
      { type: "image_url", image_url: { url: `data:image/png;base64,${payload}` } },
      { type: "input_audio", input_audio: { data: payload, format: "wav" } },
      { type: "file", file: { file_data: payload } },
    ];
    expect(textsOf(asking({ role: "user", content })).join("")).not.toContain(payload);
  });

  test("in any request: every text of eight letters and more stands in a slot", () => {
    const word = fc.string({ minLength: 8, maxLength: 30 }).filter((text) => !/^[\w.:/-]+$/.test(text));
    const json = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" });
    const message = fc.oneof(
      fc.record({ role: fc.constantFrom("user", "system", "assistant"), content: word, extra: json }),
      fc.record({
        role: fc.constant("user"),
        content: fc.array(fc.record({ type: fc.constant("text"), text: word }), { maxLength: 3 }),
      }),
      fc.record({ role: fc.constant("tool"), tool_call_id: fc.constant("c1"), content: word }),
    );
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.dictionary(word, json, { maxKeys: 3, noNullPrototype: true }),
        (messages, more) => {
          const body = { ...more, model: "m", messages };
          const seen = slotsOf(openaiChat, JSON.stringify(body))
            .map((slot) => (slot.form === "json" ? slot.text : JSON.stringify(slot.text)))
            .join("\n");
          for (const text of stringsIn({ ...body, model: "" })) {
            if (text.length >= 8 && text !== "assistant") expect(seen).toContain(JSON.stringify(text).slice(1, -1));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a slot's path leads to its text", () => {
    const body = {
      model: "m",
      messages: [
        { role: "user", content: [{ type: "text", text: "aa" }] },
        { role: "assistant", tool_calls: [{ id: "1", function: { name: "f", arguments: "bb" } }] },
      ],
      tools: [{ type: "function" }],
      user: "cc",
    };
    const lead = (path: readonly (string | number)[]) =>
      path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], body);
    for (const slot of slotsOf(openaiChat, JSON.stringify(body))) {
      const value = lead(slot.path);
      expect(slot.text).toBe(slot.form === "json" ? JSON.stringify(value) : (value as string));
    }
  });
});

/** Every string in a value. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(stringsIn);
  return [];
}

test("a request written from its parts reads the same again", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  const part = fc.oneof(
    fc.record({ type: fc.constant("text"), text }),
    fc.record({
      type: fc.constant("image_url"),
      image_url: fc.record({ url: fc.constantFrom("https://x.test/a", "data:image/png;base64,AAAA") }),
    }),
  );
  const message = fc.oneof(
    fc.record({
      role: fc.constantFrom("system", "user"),
      content: fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 })),
    }),
    fc.record({
      role: fc.constant("assistant"),
      content: fc.option(text),
      tool_calls: fc.array(
        fc.record({
          id: fc.constantFrom("c1", "c2"),
          type: fc.constant("function"),
          function: fc.record({ name: fc.constant("f"), arguments: text }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    fc.record({ role: fc.constant("tool"), tool_call_id: fc.constant("c1"), content: text }),
  );
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
      (messages, stream, temperature) => {
        const tools = [{ type: "function", function: { name: "f", parameters: { type: "object" } } }];
        const first = chatOf({ model: "m", messages, stream, temperature, tools });
        const written = openai.writeChat(first, "other");
        expect(reading(openaiChat, written)).toMatchObject({ model: "other", stream, messages: messages.length });
        const { streamUsage: _, ...options } = openai.readChat(written).options;
        expect({ ...openai.readChat(written), options }).toEqual(first);
      },
    ),
    { numRuns: 1_500 },
  );
});
