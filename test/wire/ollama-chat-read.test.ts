import { describe, expect, test } from "bun:test";
import { Malformed } from "../../src/wire/codec.ts";
import { ollamaChat } from "../../src/wire/ollama-chat.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const ollama = ollamaChat.chat!;
const read = (body: unknown) => reading(ollamaChat, JSON.stringify(body));
const chatOf = (body: unknown) => ollama.readChat(JSON.stringify(body));
const user = { role: "user", content: "hi" };
const asking = (message: unknown, more: object = {}) => ({ model: "m", messages: [message], ...more });
const partsOf = (message: unknown) => chatOf(asking(message)).messages[0]!.parts;
const textsOf = (body: unknown) => slotsOf(ollamaChat, JSON.stringify(body)).map((slot) => slot.text);
const calling = (name: string, more: object = {}) => ({ function: { name, arguments: { x: 1 } }, ...more });

function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("messages become typed parts", () => {
  const image = (data: string, mediaType: string) => ({ type: "image", source: { kind: "base64", mediaType, data } });
  const cases: readonly [string, unknown, unknown[]][] = [
    ["text", user, [{ type: "text", text: "hi" }]],
    ["no content", { role: "assistant", content: null }, []],
    ["an empty text", { role: "user", content: "" }, []],
    [
      "thinking",
      { role: "assistant", content: "b", thinking: "a" },
      [
        { type: "reasoning", text: "a" },
        { type: "text", text: "b" },
      ],
    ],
    [
      "images, of the kind that their first bytes tell",
      { role: "user", images: ["iVBORw0KGgoAAA", "/9j/4AAQ", "R0lGODlh", "UklGRiQAAABXRUJQVlA4", "QkAAAA", "AAAA"] },
      [
        image("iVBORw0KGgoAAA", "image/png"),
        image("/9j/4AAQ", "image/jpeg"),
        image("R0lGODlh", "image/gif"),
        image("UklGRiQAAABXRUJQVlA4", "image/webp"),
        image("QkAAAA", "image/bmp"),
        image("AAAA", "image/png"),
      ],
    ],
    [
      "an image as a data URL",
      { role: "user", images: ["data:image/webp;base64,AAAA"] },
      [image("AAAA", "image/webp")],
    ],
    [
      "a tool call",
      { role: "assistant", tool_calls: [calling("f", { id: "c1", type: "function" })] },
      [{ type: "tool-call", id: "c1", name: "f", arguments: '{"x":1}' }],
    ],
    [
      "calls without ids",
      { role: "assistant", tool_calls: [calling("f"), calling("g")] },
      [
        { type: "tool-call", id: "call_0_0", name: "f", arguments: '{"x":1}' },
        { type: "tool-call", id: "call_0_1", name: "g", arguments: '{"x":1}' },
      ],
    ],
    [
      "arguments that are text",
      { role: "assistant", tool_calls: [{ function: { name: "f", arguments: '{"x":2}' } }] },
      [{ type: "tool-call", id: "call_0_0", name: "f", arguments: '{"x":2}' }],
    ],
    [
      "no arguments",
      { role: "assistant", tool_calls: [{ function: { name: "f" } }] },
      [{ type: "tool-call", id: "call_0_0", name: "f", arguments: "{}" }],
    ],
    [
      "a tool's result",
      { role: "tool", content: "42", tool_name: "f", tool_call_id: "c1" },
      [{ type: "tool-result", id: "c1", name: "f", parts: [{ type: "text", text: "42" }] }],
    ],
    [
      "a picture as a tool's result",
      { role: "tool", content: "", tool_name: "f", images: ["iVBORw0KGgo"] },
      [{ type: "tool-result", id: "f", name: "f", parts: [image("iVBORw0KGgo", "image/png")] }],
    ],
  ];
  test.each(cases)("%s", (_name, message, parts) => {
    expect(partsOf(message)).toEqual(parts as never);
  });

  test("a role in any case, as the server takes it", () => {
    const roles = ["System", "USER", "assistant", "developer"].map((role) => ({ role, content: "a" }));
    expect(chatOf({ model: "m", messages: roles }).messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "system",
    ]);
  });

  test("arguments keep every byte: large numbers, order of keys, spaces", () => {
    const written = '{"b": 12345678901234567890, "2": 1.0, "1": [ {"arguments": "}"} ], "ü\\u00e9": null}';
    const body = `{"model":"m","messages":[{"role":"user","content":"{\\"tool_calls\\""},{"tool_calls":[{"function":{"arguments":${written},"name":"f"}}],"role":"assistant"}]}`;
    expect(ollama.readChat(body).messages[1]!.parts).toEqual([
      { type: "tool-call", id: "call_1_0", name: "f", arguments: written },
    ]);
  });
});

describe("a tool's result without an id answers", () => {
  const result = (content: string, more: object = {}) => ({ role: "tool", content, ...more });
  const ids = (messages: unknown[]) =>
    chatOf({ model: "m", messages }).messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === "tool-result" ? [part.id] : [])),
    );
  const calls = (...list: unknown[]) => ({ role: "assistant", content: "", tool_calls: list });
  const cases: readonly [string, unknown[], string[]][] = [
    ["the call of its name", [calls(calling("f"), calling("g")), result("1", { tool_name: "g" })], ["call_0_1"]],
    [
      "the earliest call of its name, each once",
      [calls(calling("f"), calling("f")), result("1", { tool_name: "f" }), result("2", { tool_name: "f" })],
      ["call_0_0", "call_0_1"],
    ],
    [
      "the earliest call, where it has no name",
      [calls(calling("f"), calling("g")), result("1"), result("2")],
      ["call_0_0", "call_0_1"],
    ],
    [
      "calls told in several messages",
      [calls(calling("f")), calls(calling("g")), result("1", { tool_name: "g" }), result("2", { tool_name: "f" })],
      ["call_1_0", "call_0_0"],
    ],
    [
      "no call that has its answer",
      [
        calls(calling("f", { id: "a" }), calling("f", { id: "b" })),
        result("1", { tool_call_id: "a" }),
        result("2", { tool_name: "f" }),
      ],
      ["a", "b"],
    ],
    [
      "a call of this turn before one that was left unanswered",
      [
        calls(calling("f")),
        user,
        calls(calling("f")),
        result("1", { tool_name: "f" }),
        result("2", { tool_name: "f" }),
      ],
      ["call_2_0", "call_0_0"],
    ],
    ["no call at all, and keeps its name", [user, result("1", { tool_name: "f" }), result("2")], ["f", ""]],
    ["by the name of old clients", [calls(calling("f")), result("1", { name: "f" })], ["call_0_0"]],
  ];
  test.each(cases)("%s", (_name, messages, expected) => {
    expect(ids(messages)).toEqual(expected);
  });
});

describe("options", () => {
  const cases: readonly [string, object, object][] = [
    ["none", {}, {}],
    [
      "of the sampler",
      {
        options: {
          num_predict: 5,
          temperature: 0,
          top_p: 0.9,
          top_k: 40,
          min_p: 0.1,
          stop: ["a"],
          seed: 0,
          frequency_penalty: 1,
          presence_penalty: 2,
          repeat_penalty: 1.1,
          num_ctx: 8192,
        },
      },
      {
        maxTokens: 5,
        temperature: 0,
        topP: 0.9,
        topK: 40,
        minP: 0.1,
        stop: ["a"],
        seed: 0,
        frequencyPenalty: 1,
        presencePenalty: 2,
        repeatPenalty: 1.1,
        contextSize: 8192,
      },
    ],
    ["that mean none", { options: { num_predict: -1, seed: -1, stop: null, num_ctx: 0 } }, {}],
    ["with one stop word", { options: { stop: "a" } }, { stop: ["a"] }],
    ["of another kind", { options: [1], format: 5, think: 1, keep_alive: {}, logprobs: "yes" }, {}],
    ["json", { format: "json" }, { format: { kind: "json" } }],
    ["no format", { format: "" }, {}],
    ["a schema", { format: { type: "object" } }, { format: { kind: "schema", schema: { type: "object" } } }],
    ["thinking", { think: true }, { reasoning: { effort: "medium" } }],
    ["no thinking", { think: false }, { reasoning: { effort: "none" } }],
    ["much thinking", { think: "high" }, { reasoning: { effort: "high" } }],
    ["keeping the model", { keep_alive: "5m" }, { keepAlive: "5m" }],
    ["unloading it", { keep_alive: 0 }, { keepAlive: 0 }],
    ["log probabilities", { logprobs: true, top_logprobs: 3 }, { logprobs: 3 }],
    ["log probabilities alone", { logprobs: true }, { logprobs: 0 }],
    ["log probabilities not asked for", { logprobs: false, top_logprobs: 3 }, {}],
  ];
  test.each(cases)("%s", (_name, body, options) => {
    expect(chatOf(asking(user, body)).options).toEqual(options);
  });

  test("of the server alone are kept by their names", () => {
    const body = asking(user, { truncate: false, options: { mirostat: 2, temperature: 1 } });
    expect(chatOf(body).rest).toEqual({ truncate: false, "options.mirostat": 2 });
  });

  test("an answer streams unless the request says no", () => {
    expect(
      [{}, { stream: null }, { stream: true }, { stream: false }].map((more) => chatOf(asking(user, more)).stream),
    ).toEqual([true, true, true, false]);
    expect(ollamaChat.streams).toBe(true);
  });

  test("tools are functions", () => {
    const tools = [{ type: "function", function: { name: "f", description: "d", parameters: { type: "object" } } }];
    expect(chatOf(asking(user, { tools })).tools).toEqual([
      { kind: "function", name: "f", description: "d", parameters: { type: "object" } },
    ]);
  });

  test("what a model must be able to do is known", () => {
    const body = asking({ ...user, images: ["AAAA"] }, { tools: [{ type: "function" }], format: { type: "object" } });
    expect(read(body)).toMatchObject({ needs: ["chat", "images", "tools", "json-schema"], messages: 1 });
    expect(read(asking(user, { format: "json", tools: [] })).needs).toEqual(["chat"]);
    expect(read(asking({ role: "tool", content: "", images: ["AAAA"] })).needs).toEqual(["chat", "images"]);
  });
});

describe("what is wrong is named as Ollama names it", () => {
  const bad: readonly [string, unknown, string | undefined][] = [
    ["no model", { messages: [user] }, "model"],
    ["messages that are no list", { model: "m", messages: {} }, "messages"],
    ["a message that is none", { model: "m", messages: [user, 5] }, "messages[1]"],
    ["no role", { model: "m", messages: [{ content: "x" }] }, "messages[0].role"],
    ["a role of its own", { model: "m", messages: [{ role: "constructor" }] }, "messages[0].role"],
    ["a role that is no text", { model: "m", messages: [{ role: 5 }] }, "messages[0].role"],
    ["content that is a list", { model: "m", messages: [{ role: "user", content: [] }] }, "messages[0].content"],
    ["thinking that is no text", { model: "m", messages: [{ ...user, thinking: true }] }, "messages[0].thinking"],
    ["images that are no list", { model: "m", messages: [{ ...user, images: "AAAA" }] }, "messages[0].images"],
    ["an image that is none", { model: "m", messages: [{ ...user, images: ["A", 1] }] }, "messages[0].images[1]"],
    ["calls that are no list", { model: "m", messages: [{ ...user, tool_calls: {} }] }, "messages[0].tool_calls"],
    ["a call that is none", { model: "m", messages: [{ ...user, tool_calls: [1] }] }, "messages[0].tool_calls[0]"],
    [
      "a call without a name",
      { model: "m", messages: [{ ...user, tool_calls: [{ function: {} }] }] },
      "messages[0].tool_calls[0].function",
    ],
    [
      "a result's id that is no text",
      { model: "m", messages: [{ role: "tool", tool_call_id: 1 }] },
      "messages[0].tool_call_id",
    ],
    [
      "a result's name that is no text",
      { model: "m", messages: [{ role: "tool", tool_name: 1 }] },
      "messages[0].tool_name",
    ],
    ["a stream flag that is text", { model: "m", messages: [user], stream: "true" }, "stream"],
    ["tools that are no list", { model: "m", messages: [user], tools: {} }, "tools"],
    ["a tool that is none", { model: "m", messages: [user], tools: ["x"] }, "tools[0]"],
    ["a body that is a list", [], undefined],
  ];
  test.each(bad)("%s", (_name, body, param) => {
    const error = caught(() => {
      read(body);
      chatOf(body);
    });
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
  });
});

describe("no text escapes classification", () => {
  const mark = "a mark of twenty eight letters";
  const assistant = (call: object) => ({ messages: [{ role: "assistant", tool_calls: [call] }] });
  const hidden: readonly [string, object][] = [
    ["a message's text", { messages: [{ role: "user", content: mark }] }],
    ["thinking", { messages: [{ role: "assistant", thinking: mark }] }],
    ["what should be an image", { messages: [{ role: "user", images: [mark] }] }],
    ["arguments", assistant({ function: { name: "f", arguments: { x: [mark] } } })],
    ["an argument's name", assistant({ function: { name: "f", arguments: { [mark]: 1 } } })],
    ["arguments that are text", assistant({ function: { name: "f", arguments: mark } })],
    ["a call's name", assistant({ function: { name: mark, arguments: {} } })],
    ["a call's id", assistant({ id: mark, function: { name: "f", arguments: {} } })],
    ["a tool's result", { messages: [{ role: "tool", tool_name: "f", content: mark }] }],
    ["a result's tool", { messages: [{ role: "tool", tool_name: mark, content: "" }] }],
    ["a result's id", { messages: [{ role: "tool", tool_call_id: mark, content: "" }] }],
    ["a message's unknown field", { messages: [{ ...user, mood: { of: mark } }] }],
    ["a tool", { tools: [{ type: "function", function: { name: "f", description: mark } }] }],
    ["a stop word", { options: { stop: [mark] } }],
    ["a schema", { format: { description: mark } }],
    ["a format that is none", { format: mark }],
    ["a structural field that is not structural", { keep_alive: mark }],
    ["a field of tomorrow", { tomorrow: [[{ x: mark }]] }],
  ];
  test.each(hidden)("in %s", (_place, body) => {
    const texts = textsOf({ model: "m", messages: [user], ...body });
    expect(texts.filter((text) => text.includes(mark))).toHaveLength(1);
  });

  test("but the bytes of images are no text, nor are the dialect's own words", () => {
    const body = asking(
      { role: "user", content: "", images: ["QUFB".repeat(100)] },
      { think: "high", keep_alive: "5m", format: "json" },
    );
    expect(textsOf(body)).toEqual([]);
  });

  test("the places of texts are known, and a slot's path leads to its text", () => {
    const body: Record<string, unknown> = {
      model: "m",
      messages: [
        { role: "system", content: "a" },
        { role: "user", content: "b" },
        { role: "assistant", content: "c", tool_calls: [calling("f")] },
        { role: "tool", content: "d", tool_name: "f" },
      ],
      tools: [{ type: "function" }],
      options: { stop: ["e"] },
    };
    const slots = slotsOf(ollamaChat, JSON.stringify(body));
    expect(slots.map(({ place }) => place)).toEqual([
      "system",
      "user",
      "assistant",
      "tool-call",
      "tool-result",
      "tool",
      "field",
    ]);
    for (const slot of slots) {
      const value = slot.path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], body);
      expect(slot.text).toBe(slot.form === "json" ? JSON.stringify(value) : (value as string));
    }
  });
});
