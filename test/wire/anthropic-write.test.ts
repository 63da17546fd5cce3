import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Chat, Options, Tool } from "../../src/model/chat.ts";
import type { Message, Part } from "../../src/model/part.ts";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { abilitiesOf } from "../../src/wire/anthropic-models.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { reading } from "../fixture/reading.ts";

const anthropic = anthropicMessages.chat!;
const hi: Message = { role: "user", parts: [{ type: "text", text: "hi" }] };
const plain: Chat = { stream: false, messages: [hi], tools: [], options: {}, rest: {} };
const written = (chat: Partial<Chat>, model = "m") => JSON.parse(anthropic.writeChat({ ...plain, ...chat }, model));
const withOptions = (options: Options, model?: string) => written({ options }, model);
const said = (role: Message["role"], text: string): Message => ({ role, parts: [{ type: "text", text }] });
const result = (id: string, text: string): Part => ({ type: "tool-result", id, parts: [{ type: "text", text }] });
const call = (id: string, text = "{}"): Part => ({ type: "tool-call", id, name: "f", arguments: text });
const f: Tool = { kind: "function", name: "f" };

describe("a chat becomes a body", () => {
  test("of the plainest kind, with the limit that the API wants", () => {
    expect(written({})).toEqual({ model: "m", messages: [{ role: "user", content: "hi" }], max_tokens: 32_000 });
    expect(withOptions({}, "claude-3-haiku-20240307").max_tokens).toBe(4_096);
    expect(withOptions({ maxTokens: 5 }).max_tokens).toBe(5);
    expect(written({ stream: true }).stream).toBe(true);
  });

  test("with a prompt of the system as text, and of several or cached ones as blocks", () => {
    expect(written({ messages: [said("system", "a"), hi] }).system).toBe("a");
    expect(written({ messages: [said("system", "a"), said("system", "b"), hi] }).system).toEqual([
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ]);
    const cached: Message = { role: "system", parts: [{ type: "text", text: "a", cache: { type: "ephemeral" } }] };
    expect(written({ messages: [cached, hi] }).system).toEqual([
      { type: "text", text: "a", cache_control: { type: "ephemeral" } },
    ]);
    expect(written({ messages: [said("system", "alone")] })).toMatchObject({
      messages: [{ role: "user", content: "alone" }],
    });
    expect(written({ messages: [said("system", "alone")] })).not.toHaveProperty("system");
  });

  describe("with a later word of the system", () => {
    const messages = [hi, said("system", "be brief"), said("assistant", "ok"), hi, said("system", "be long")];
    test("in its place, where the model takes it there", () => {
      const body = written({ messages }, "claude-opus-5-5");
      expect(body.messages.map(({ role }: Message) => role)).toEqual(["user", "system", "assistant", "user", "system"]);
      expect(body).not.toHaveProperty("system");
    });
    test("before all, where it does not", () => {
      for (const model of ["m", "claude-sonnet-5", "claude-opus-4-7", "claude-3-5-haiku-latest"]) {
        const body = written({ messages }, model);
        expect(body.messages.map(({ role }: Message) => role)).toEqual(["user", "assistant", "user"]);
        expect(body.system).toHaveLength(2);
      }
    });
    test("before all, where the API takes it in no model: after one of the assistant, or before one of the user", () => {
      const after = written({ messages: [hi, said("assistant", "ok"), said("system", "x")] }, "claude-opus-5-5");
      const before = written({ messages: [hi, said("system", "x"), hi] }, "claude-opus-5-5");
      for (const body of [after, before]) expect(body.system).toBe("x");
    });
  });

  test("with turns that alternate, and a round of tools in which results come first", () => {
    const messages: Message[] = [
      said("user", "a"),
      said("user", "b"),
      { role: "assistant", parts: [{ type: "text", text: "c" }, call("t1", '{"x": 1}'), call("t2")] },
      { role: "tool", parts: [result("t1", "1")] },
      { role: "tool", parts: [result("t2", "2")] },
      said("user", "d"),
    ];
    expect(written({ messages }).messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "text", text: "c" },
          { type: "tool_use", id: "t1", name: "f", input: { x: 1 } },
          { type: "tool_use", id: "t2", name: "f", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "t1", content: "1" },
          { type: "tool_result", tool_use_id: "t2", content: "2" },
          { type: "text", text: "d" },
        ],
      },
    ]);
    const late: Message[] = [hi, { role: "assistant", parts: [call("t1")] }, said("user", "wait"), messages[3]!];
    expect(written({ messages: late }).messages[2].content.map(({ type }: Part) => type)).toEqual([
      "tool_result",
      "text",
    ]);
  });

  test("without what the API refuses: texts of nothing, and messages of nothing", () => {
    const blank: Message[] = [
      said("system", " "),
      hi,
      said("assistant", ""),
      {
        role: "user",
        parts: [
          { type: "text", text: "\n" },
          { type: "text", text: "there" },
        ],
      },
      { role: "assistant", parts: [{ type: "other", kind: "x", value: {} }] },
    ];
    expect(written({ messages: blank })).toMatchObject({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "hi" },
            { type: "text", text: "there" },
          ],
        },
      ],
    });
    expect(written({ messages: [hi, said("assistant", "The answer is: \n")] }).messages[1].content).toBe(
      "The answer is:",
    );
  });

  test.each([
    ["", {}],
    [" ", {}],
    ["{}", {}],
    ['{"x":[1]}', { x: [1] }],
    ["[1]", { input: [1] }],
    ["5", { input: 5 }],
    ["null", { input: null }],
    ['"a"', { input: "a" }],
    ["*** Begin", { input: "*** Begin" }],
    ['{"x":', { input: '{"x":' }],
    ['{"__proto__":{"x":1}}', JSON.parse('{"__proto__":{"x":1}}')],
  ])("with the arguments %j as an object", (text, input) => {
    const messages: Message[] = [hi, { role: "assistant", parts: [call("t", text)] }];
    expect(written({ messages }).messages[1].content[0].input).toEqual(input);
  });

  test("with every digit of a long number", () => {
    const text = '{"id":1234567890123456789,"x":[1.50,-12345678901234567890]}';
    const messages: Message[] = [hi, { role: "assistant", parts: [call("t", text)] }, hi];
    expect(anthropic.writeChat({ ...plain, messages }, "m")).toContain(`"input":${text}`);
    const alone: Message[] = [hi, { role: "assistant", parts: [call("t", "12345678901234567890")] }, hi];
    expect(anthropic.writeChat({ ...plain, messages: alone }, "m")).toContain('"input":{"input":12345678901234567890}');
  });

  test("with ids that the API takes, the same in a call and its result", () => {
    const messages: Message[] = [
      hi,
      { role: "assistant", parts: [call("functions.f:0"), call("functions.f:1"), call("")] },
      { role: "tool", parts: [result("functions.f:0", "0"), result("functions.f:1", "1"), result("f", "2")] },
    ];
    const [, { content: calls }, { content: results }] = written({ messages }).messages;
    const ids = calls.map(({ id }: { id: string }) => id);
    expect(results.map((one: { tool_use_id: string }) => one.tool_use_id)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[\w-]+$/);
  });

  const png = { kind: "base64", mediaType: "image/png", data: "AAAA" } as const;
  const blocks: readonly [string, Part, unknown][] = [
    [
      "an image",
      { type: "image", source: png, detail: "low" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    ],
    [
      "an image of another name",
      { type: "image", source: { ...png, mediaType: "image/jpg" } },
      { type: "image", source: { type: "base64", media_type: "image/jpeg", data: "AAAA" } },
    ],
    [
      "an image by its address",
      { type: "image", source: { kind: "url", url: "https://x" }, cache: { type: "ephemeral" } },
      { type: "image", source: { type: "url", url: "https://x" }, cache_control: { type: "ephemeral" } },
    ],
    [
      "an image by its id",
      { type: "image", source: { kind: "file", id: "i" } },
      { type: "image", source: { type: "file", file_id: "i" } },
    ],
    ["a picture in words", { type: "image", source: { kind: "text", text: "a cat" } }, { type: "text", text: "a cat" }],
    [
      "a PDF",
      { type: "document", name: "n", source: { ...png, mediaType: "application/pdf" } },
      { type: "document", title: "n", source: { type: "base64", media_type: "application/pdf", data: "AAAA" } },
    ],
    [
      "a text file",
      { type: "document", source: { kind: "base64", mediaType: "text/markdown", data: "w6TDtg==" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "äö" } },
    ],
    [
      "a document of text",
      { type: "document", source: { kind: "text", text: "t" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "t" } },
    ],
    [
      "a document by its address",
      { type: "document", source: { kind: "url", url: "https://x" } },
      { type: "document", source: { type: "url", url: "https://x" } },
    ],
    [
      "a document by its id",
      { type: "document", source: { kind: "file", id: "i" } },
      { type: "document", source: { type: "file", file_id: "i" } },
    ],
    ["a refusal", { type: "refusal", text: "no" }, { type: "text", text: "no" }],
    ["an empty document", { type: "document", source: { kind: "text", text: "" } }, undefined],
    ["an empty refusal", { type: "refusal", text: "" }, undefined],
    ["a thought of the user's", { type: "reasoning", text: "hm", signature: "s" }, undefined],
    ["a call of the user's", call("t"), undefined],
  ];
  test.each(blocks)("with %s", (_name, part, block) => {
    const parts: Part[] = [{ type: "text", text: "a" }, part, { type: "text", text: "b" }];
    const content = written({ messages: [{ role: "user", parts }] }).messages[0].content;
    expect(content.slice(1, -1)).toEqual(block === undefined ? [] : [block]);
  });

  const results: readonly [string, Partial<Extract<Part, { type: "tool-result" }>>, object][] = [
    ["nothing", { parts: [] }, {}],
    ["an error of nothing", { parts: [], isError: true }, { content: "Error", is_error: true }],
    ["an error", { parts: [{ type: "text", text: "x" }], isError: true }, { content: "x", is_error: true }],
    [
      "no error",
      { parts: [{ type: "text", text: "x" }], isError: false, cache: { type: "ephemeral" } },
      { content: "x", is_error: false, cache_control: { type: "ephemeral" } },
    ],
    [
      "text and picture",
      {
        parts: [
          { type: "text", text: "x" },
          { type: "image", source: png },
          { type: "other", kind: "y", value: 1 },
        ],
      },
      {
        content: [
          { type: "text", text: "x" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
        ],
      },
    ],
  ];
  test.each(results)("with a result of %s", (_name, more, block) => {
    const parts: Part[] = [{ type: "tool-result", id: "t", parts: [], ...more }];
    const body = written({ messages: [hi, { role: "assistant", parts: [call("t")] }, { role: "tool", parts }] });
    expect(body.messages[2].content).toEqual([{ type: "tool_result", tool_use_id: "t", ...block }]);
  });

  test("with thoughts that the vendor has signed or sealed, to the byte, and no others", () => {
    const parts: Part[] = [
      { type: "reasoning", text: "hm ", signature: "c2ln" },
      { type: "reasoning", text: "", signature: "b25seQ==" },
      { type: "reasoning", text: "unsigned" },
      { type: "reasoning", text: "", sealed: "QUFB" },
      { type: "reasoning", text: "", sealed: "openai_QUFB" },
      { type: "text", text: "so" },
    ];
    expect(written({ messages: [hi, { role: "assistant", parts }, hi] }).messages[1].content).toEqual([
      { type: "thinking", thinking: "hm ", signature: "c2ln" },
      { type: "thinking", thinking: "", signature: "b25seQ==" },
      { type: "redacted_thinking", data: "QUFB" },
      { type: "text", text: "so" },
    ]);
  });

  test("with functions, whose parameters are an object whatever was said", () => {
    const tools: Tool[] = [
      f,
      {
        kind: "function",
        name: "g",
        description: "d",
        strict: true,
        parameters: { type: "object", x: 1 },
        cache: { type: "ephemeral" },
      },
      { kind: "function", name: "h", parameters: { properties: {} } },
      { kind: "hosted", type: "web_search", value: { type: "web_search" } },
    ];
    expect(written({ tools }).tools).toEqual([
      { name: "f", input_schema: { type: "object" } },
      {
        name: "g",
        description: "d",
        input_schema: { type: "object", x: 1 },
        strict: true,
        cache_control: { type: "ephemeral" },
      },
      { name: "h", input_schema: { properties: {}, type: "object" } },
    ]);
  });

  test.each([
    [{ toolChoice: { kind: "auto" } }, { type: "auto" }],
    [
      { toolChoice: { kind: "required" }, parallelTools: false },
      { type: "any", disable_parallel_tool_use: true },
    ],
    [{ toolChoice: { kind: "tool", name: "f" } }, { type: "tool", name: "f" }],
    [{ toolChoice: { kind: "none" }, parallelTools: false }, { type: "none" }],
    [{ parallelTools: false }, { type: "auto", disable_parallel_tool_use: true }],
    [{ parallelTools: true }, { type: "auto", disable_parallel_tool_use: false }],
    [{}, undefined],
  ] as [Options, unknown][])("with the choice %j", (options, choice) => {
    expect(written({ tools: [f], options }).tool_choice).toEqual(choice);
    expect(written({ options })).not.toHaveProperty("tool_choice");
  });

  test("with an answer of JSON asked of the system", () => {
    const body = written({ messages: [said("system", "a"), hi], options: { format: { kind: "json" } } });
    expect(body.system[0].text).toBe("a");
    expect(body.system[1].text).toContain("JSON");
    const schema = { type: "object", properties: { x: {} } };
    expect(withOptions({ format: { kind: "schema", name: "n", schema, strict: true } }).output_config).toEqual({
      format: { type: "json_schema", schema },
    });
  });

  test.each([
    [{ user: "u" }, { metadata: { user_id: "u" } }],
    [{ serviceTier: "priority" }, { service_tier: "auto" }],
    [{ serviceTier: "flex" }, { service_tier: "standard_only" }],
    [{ stop: ["\n", "END"] }, { stop_sequences: ["END"] }],
    [{ stop: ["\n"] }, {}],
    [{ temperature: 1.7 }, { temperature: 1 }],
    [{ temperature: -1 }, { temperature: 0 }],
    [
      { temperature: 0.3, topP: 0.5, topK: 9 },
      { temperature: 0.3, top_p: 0.5, top_k: 9 },
    ],
  ] as [Options, object][])("with the options %j", (options, fields) => {
    const { model: _, messages: __, max_tokens: ___, ...rest } = withOptions(options);
    expect(rest).toEqual(fields);
  });
});

describe("a model is asked for what it takes", () => {
  test.each([
    ["llama-3", "budget", "free", false],
    ["claude-2.1", "none", "one", false],
    ["claude-3-opus-20240229", "none", "one", false],
    ["claude-3-5-sonnet-20241022", "none", "one", false],
    ["claude-3-7-sonnet-latest", "budget", "one", false],
    ["claude-opus-4-20250514", "budget", "one", false],
    ["claude-haiku-4-5-20251001", "budget", "one", false],
    ["anthropic/claude-sonnet-4.5", "budget", "one", false],
    ["claude-opus-4-6", "effort", "one", false],
    ["claude-sonnet-4-6", "effort", "one", false],
    ["us.anthropic.claude-opus-4-7-v1:0", "effort", "none", false],
    ["claude-opus-4-8", "effort", "none", true],
    ["claude-sonnet-5", "effort", "none", false],
    ["claude-opus-5-5", "effort", "none", true],
  ] as const)("%s", (model, thinking, sampling, laterSystem) => {
    expect(abilitiesOf(model)).toMatchObject({ thinking, sampling, laterSystem });
  });

  const effort = (effort: string, more: Options = {}): Options => ({ ...more, reasoning: { effort } });
  test.each([
    ["m", effort("high"), { thinking: { type: "enabled", budget_tokens: 24_576 } }],
    ["m", effort("high", { maxTokens: 8_000 }), { thinking: { type: "enabled", budget_tokens: 4_000 } }],
    ["m", effort("high", { maxTokens: 1_000 }), {}],
    ["m", effort("none"), { thinking: { type: "disabled" } }],
    ["m", effort("unheard of"), { thinking: { type: "enabled", budget_tokens: 8_192 } }],
    ["m", { reasoning: { budget: 5_000 }, maxTokens: 9_000 }, { thinking: { type: "enabled", budget_tokens: 5_000 } }],
    ["m", { reasoning: { budget: 9_000 }, maxTokens: 9_000 }, { thinking: { type: "enabled", budget_tokens: 8_999 } }],
    ["m", { reasoning: { summary: "auto" } }, {}],
    ["claude-3-5-haiku-latest", effort("high"), {}],
    ["claude-opus-5", effort("minimal"), { thinking: { type: "adaptive" }, output_config: { effort: "low" } }],
    ["claude-opus-5", effort("xhigh"), { thinking: { type: "adaptive" }, output_config: { effort: "xhigh" } }],
    ["claude-opus-5", effort("none"), { thinking: { type: "disabled" } }],
    [
      "claude-opus-5",
      { reasoning: { budget: 1_024 } },
      { thinking: { type: "adaptive" }, output_config: { effort: "low" } },
    ],
    [
      "claude-opus-5",
      { reasoning: { effort: "low", summary: "detailed" } },
      { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "low" } },
    ],
    ["claude-opus-5", { temperature: 0.5, topP: 0.5, topK: 5 }, {}],
    ["claude-opus-4-6", { temperature: 0.5, topP: 0.5, topK: 5 }, { temperature: 0.5, top_k: 5 }],
    ["claude-opus-4-6", { topP: 0.5 }, { top_p: 0.5 }],
    ["claude-opus-4-5", effort("low", { temperature: 0.5 }), { thinking: { type: "enabled", budget_tokens: 2_048 } }],
    ["claude-opus-4-5", effort("none", { temperature: 0.5 }), { thinking: { type: "disabled" }, temperature: 0.5 }],
  ] as [string, Options, object][])("%s asked for %j", (model, options, fields) => {
    const { model: _, messages: __, max_tokens: ___, ...rest } = withOptions(options, model);
    expect(rest).toEqual(fields);
  });

  test("a model that must call a tool is not asked to think first", () => {
    const options: Options = { reasoning: { effort: "low" }, toolChoice: { kind: "required" } };
    for (const model of ["m", "claude-opus-5"])
      expect(written({ tools: [f], options }, model)).not.toHaveProperty("thinking");
    expect(written({ tools: [f], options }, "claude-opus-5").output_config).toEqual({ effort: "low" });
  });

  test("nor is one with a budget, in a round of tools whose thoughts are not known", () => {
    const round = (...before: Part[]): Message[] => [
      hi,
      { role: "assistant", parts: [...before, call("t")] },
      { role: "tool", parts: [result("t", "x")] },
    ];
    const options: Options = { reasoning: { effort: "low" } };
    const signed: Part = { type: "reasoning", text: "hm", signature: "s" };
    expect(written({ messages: round(), options })).not.toHaveProperty("thinking");
    expect(written({ messages: round(signed), options })).toHaveProperty("thinking");
    expect(written({ messages: round(), options }, "claude-opus-5")).toHaveProperty("thinking");
    expect(written({ messages: [...round(), said("assistant", "so"), hi], options })).toHaveProperty("thinking");
  });
});

const word = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((one) => one.trim() === one && one !== "");
const id = fc.stringMatching(/^[\w-]{1,20}$/);
const cache = fc.option(fc.oneof(fc.constant({ type: "ephemeral" }), fc.constant({ type: "ephemeral", ttl: "1h" })), {
  nil: undefined,
});
const clean = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const textPart = fc.record({ type: fc.constant("text"), text: word, cache });
const source = fc.constantFrom(
  { kind: "url", url: "https://x.test/a" },
  { kind: "base64", mediaType: "image/png", data: "AAAA" },
  { kind: "file", id: "file_1" },
);
const imagePart = fc.record({ type: fc.constant("image"), source, cache });
const documentPart = fc.record({
  type: fc.constant("document"),
  name: fc.option(word, { nil: undefined }),
  source: fc.oneof(source, fc.record({ kind: fc.constant("text"), text: word })),
  cache,
});
const shown = fc.oneof(textPart, imagePart, documentPart);
const callPart = fc.record({
  type: fc.constant("tool-call"),
  id,
  name: id,
  arguments: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 })).map((value) => JSON.stringify(value)),
  cache,
});
const thought = fc.oneof(
  fc.record({ type: fc.constant("reasoning"), text: word, signature: id }),
  fc.record({ type: fc.constant("reasoning"), text: fc.constant(""), sealed: id }),
);
const resultPart = fc.record({
  type: fc.constant("tool-result"),
  id,
  parts: fc.array(shown, { maxLength: 3 }),
  isError: fc.constantFrom(undefined, false),
  cache,
});
const round = fc.tuple(
  fc.record({ role: fc.constant("user"), parts: fc.array(shown, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    role: fc.constant("assistant"),
    parts: fc
      .tuple(
        fc.array(thought, { maxLength: 2 }),
        fc.array(fc.oneof(textPart, callPart), { minLength: 1, maxLength: 3 }),
      )
      .map((both) => both.flat()),
  }),
  fc.record({ role: fc.constant("tool"), parts: fc.array(resultPart, { minLength: 1, maxLength: 3 }) }),
);
const system = fc.record({ role: fc.constant("system"), parts: fc.array(textPart, { minLength: 1, maxLength: 2 }) });
const options = fc.record(
  {
    maxTokens: fc.integer({ min: 1, max: 64_000 }),
    temperature: fc.double({ min: 0, max: 1, noNaN: true }).map((one) => one + 0),
    topP: fc.double({ min: 0.001, max: 1, noNaN: true }),
    topK: fc.nat(),
    stop: fc.array(word, { minLength: 1, maxLength: 3 }),
    format: fc.record({ kind: fc.constant("schema"), schema: fc.constant({ type: "object" }) }),
    toolChoice: fc.constantFrom({ kind: "auto" }, { kind: "required" }, { kind: "tool", name: "f" }),
    parallelTools: fc.boolean(),
    user: word,
    serviceTier: fc.constantFrom("auto", "default"),
  },
  { requiredKeys: ["maxTokens"] },
);
const tool = fc.record({
  kind: fc.constant("function"),
  name: id,
  description: fc.option(word, { nil: undefined }),
  parameters: fc.constant({ type: "object", properties: {} }),
  strict: fc.option(fc.boolean(), { nil: undefined }),
  cache,
});

test("a chat that is written reads the same again", () => {
  const rounds = fc.array(round, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.option(system, { nil: undefined }),
      rounds,
      fc.array(tool, { minLength: 1, maxLength: 3 }),
      options,
      fc.boolean(),
      (first, rounds, tools, options, stream) => {
        const chat = clean({
          stream,
          tools,
          options,
          rest: {},
          messages: [...(first ? [first] : []), ...rounds.flat()],
        });
        const choice = chat.options.parallelTools === undefined ? {} : { toolChoice: { kind: "auto" } };
        const expected = { ...chat, options: { ...choice, ...chat.options } };
        // results and the next words of the user are one turn
        const body = anthropic.writeChat(chat as Chat, "m");
        expect(reading(anthropicMessages, body)).toMatchObject({ model: "m", stream });
        expect(anthropic.readChat(body)).toEqual(expected as never);
      },
    ),
    { numRuns: 1_500 },
  );
}, 60_000);

test("an effort that is written to a model that knows efforts reads the same again", () => {
  for (const effort of ["none", "low", "medium", "high", "xhigh", "max"])
    for (const summary of [undefined, "auto"]) {
      const reasoning = effort === "none" || summary === undefined ? { effort } : { effort, summary };
      const body = anthropic.writeChat({ ...plain, options: { reasoning } }, "claude-opus-5");
      expect(anthropic.readChat(body).options.reasoning).toEqual(reasoning);
    }
});

test("a session of Claude Code goes to a server of OpenAI's dialect whole", () => {
  const ephemeral = { type: "ephemeral" };
  const body = {
    model: "claude-opus-5-5",
    max_tokens: 128_000,
    stream: true,
    system: [
      { type: "text", text: "x-anthropic-billing-header: cc_version=2;" },
      { type: "text", text: "You are an agent.", cache_control: ephemeral },
    ],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "context" },
          { type: "text", text: "Run the echo" },
        ],
      },
      { role: "system", content: "a reminder", output_config: { effort: "medium" } },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "hm", signature: "c2ln" },
          { type: "text", text: "Running." },
          { type: "tool_use", id: "toolu_1", name: "Bash", input: { command: "echo hi" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "toolu_1", content: "hi", is_error: false, cache_control: ephemeral },
          { type: "text", text: "Go on" },
        ],
      },
    ],
    tools: [{ name: "Bash", description: "d", input_schema: { type: "object" }, defer_loading: true }],
    metadata: { user_id: "u" },
    thinking: { type: "adaptive", display: "omitted" },
    context_management: { edits: [] },
    output_config: { effort: "medium" },
  };
  const told = JSON.parse(openaiChat.chat!.writeChat(anthropic.readChat(JSON.stringify(body)), "local"));
  expect(told).toMatchObject({
    model: "local",
    stream: true,
    max_tokens: 128_000,
    reasoning_effort: "medium",
    user: "u",
  });
  expect(told.messages).toEqual([
    { role: "system", content: "You are an agent." },
    {
      role: "user",
      content: [
        { type: "text", text: "context" },
        { type: "text", text: "Run the echo" },
      ],
    },
    { role: "system", content: "a reminder" },
    {
      role: "assistant",
      reasoning_content: "hm",
      content: "Running.",
      tool_calls: [{ id: "toolu_1", type: "function", function: { name: "Bash", arguments: '{"command":"echo hi"}' } }],
    },
    { role: "tool", tool_call_id: "toolu_1", content: "hi" },
    { role: "user", content: "Go on" },
  ]);
  expect(told.tools).toHaveLength(1);
});
