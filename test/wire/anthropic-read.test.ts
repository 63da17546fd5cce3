import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { anthropicCountTokens } from "../../src/wire/anthropic-count-tokens.ts";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { Malformed } from "../../src/wire/codec.ts";
import { lossesOf } from "../../src/wire/losses.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const anthropic = anthropicMessages.chat!;
const read = (body: unknown) => reading(anthropicMessages, JSON.stringify(body));
const chatOf = (body: unknown) => anthropic.readChat(JSON.stringify(body));
const user = { role: "user", content: "hi" };
const asking = (message: unknown, more: object = {}) => ({ model: "m", max_tokens: 9, messages: [message], ...more });
const messagesOf = (message: unknown) => chatOf(asking(message)).messages;
const blockOf = (block: unknown) => messagesOf({ role: "user", content: [block] })[0]!.parts;
const optionsOf = (more: object) => chatOf(asking(user, more)).options;
const textsOf = (body: unknown) => slotsOf(anthropicMessages, JSON.stringify(body)).map((slot) => slot.text);
const text = (words: string) => ({ type: "text", text: words }) as const;

describe("blocks become typed parts", () => {
  const png = { type: "base64", media_type: "image/png", data: "AAAA" };
  const cases: readonly [string, unknown, unknown[]][] = [
    ["text", text("a"), [text("a")]],
    [
      "a cache hint",
      { ...text("a"), cache_control: { type: "ephemeral", ttl: "1h" } },
      [{ ...text("a"), cache: { type: "ephemeral", ttl: "1h" } }],
    ],
    [
      "citations, which are dropped",
      { ...text("a"), citations: [{ type: "char_location", cited_text: "b" }] },
      [text("a")],
    ],
    [
      "an image in the request",
      { type: "image", source: png },
      [{ type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } }],
    ],
    [
      "an image by its address",
      { type: "image", source: { type: "url", url: "https://x.test/a" } },
      [{ type: "image", source: { kind: "url", url: "https://x.test/a" } }],
    ],
    [
      "an image by its id",
      { type: "image", source: { type: "file", file_id: "file_1" } },
      [{ type: "image", source: { kind: "file", id: "file_1" } }],
    ],
    [
      "an image from tomorrow",
      { type: "image", source: { type: "moon" } },
      [{ type: "other", kind: "image", value: { type: "image", source: { type: "moon" } } }],
    ],
    [
      "a PDF",
      { type: "document", title: "T", source: { type: "base64", media_type: "application/pdf", data: "AAAA" } },
      [{ type: "document", name: "T", source: { kind: "base64", mediaType: "application/pdf", data: "AAAA" } }],
    ],
    [
      "a document of text, and what it is about",
      {
        type: "document",
        context: "from the archive",
        citations: { enabled: true },
        source: { type: "text", media_type: "text/plain", data: "long ago" },
        cache_control: { type: "ephemeral" },
      },
      [
        text("from the archive"),
        { type: "document", source: { kind: "text", text: "long ago" }, cited: true, cache: { type: "ephemeral" } },
      ],
    ],
    [
      "a document by its address",
      { type: "document", source: { type: "url", url: "https://x.test/a.pdf" } },
      [{ type: "document", source: { kind: "url", url: "https://x.test/a.pdf" } }],
    ],
    [
      "a document by its id",
      { type: "document", source: { type: "file", file_id: "file_1" } },
      [{ type: "document", source: { kind: "file", id: "file_1" } }],
    ],
    [
      "a document of blocks, pictures after its text",
      {
        type: "document",
        source: { type: "content", content: [text("a"), { type: "image", source: png }, text("b")] },
      },
      [
        { type: "document", source: { kind: "text", text: "a\n\nb" } },
        { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
      ],
    ],
    [
      "a document of one string",
      { type: "document", source: { type: "content", content: "a" } },
      [{ type: "document", source: { kind: "text", text: "a" } }],
    ],
    [
      "a document from tomorrow",
      { type: "document", source: { type: "moon" } },
      [{ type: "other", kind: "document", value: { type: "document", source: { type: "moon" } } }],
    ],
    [
      "signed reasoning",
      { type: "thinking", thinking: "hm", signature: "c2ln" },
      [{ type: "reasoning", text: "hm", signature: "c2ln" }],
    ],
    [
      "reasoning that nobody signed",
      { type: "thinking", thinking: "hm", signature: "" },
      [{ type: "reasoning", text: "hm" }],
    ],
    [
      "reasoning that is not shown",
      { type: "thinking", signature: "c2ln" },
      [{ type: "reasoning", text: "", signature: "c2ln" }],
    ],
    [
      "sealed reasoning",
      { type: "redacted_thinking", data: "QUFB" },
      [{ type: "reasoning", text: "", sealed: "QUFB" }],
    ],
    [
      "a tool call",
      { type: "tool_use", id: "t1", name: "f", input: { x: [1, "a"] }, cache_control: { type: "ephemeral" } },
      [{ type: "tool-call", id: "t1", name: "f", arguments: '{"x":[1,"a"]}', cache: { type: "ephemeral" } }],
    ],
    [
      "a tool call without input",
      { type: "tool_use", id: "t1", name: "f" },
      [{ type: "tool-call", id: "t1", name: "f", arguments: "{}" }],
    ],
    [
      "a tool call whose input is text",
      { type: "tool_use", id: "t1", name: "f", input: '{"x": 1}' },
      [{ type: "tool-call", id: "t1", name: "f", arguments: '{"x": 1}' }],
    ],
    [
      "the vendor's tool at work",
      { type: "server_tool_use", id: "s1", name: "web_search", input: { query: "q" } },
      [
        {
          type: "other",
          kind: "server_tool_use",
          value: { type: "server_tool_use", id: "s1", name: "web_search", input: { query: "q" } },
        },
      ],
    ],
    [
      "a search result",
      { type: "search_result", source: "s", title: "t", content: [text("a")] },
      [{ type: "document", name: "t", source: { kind: "text", text: "a" } }],
    ],
    [
      "a tool's result as a string",
      { type: "tool_result", tool_use_id: "t1", content: "42", is_error: false },
      [{ type: "tool-result", id: "t1", parts: [text("42")], isError: false }],
    ],
    ["an empty result", { type: "tool_result", tool_use_id: "t1" }, [{ type: "tool-result", id: "t1", parts: [] }]],
    [
      "a tool's error, with a picture",
      {
        type: "tool_result",
        tool_use_id: "t1",
        is_error: true,
        content: [text("broke"), { type: "image", source: png }, { type: "tool_reference", tool_name: "g" }],
        cache_control: { type: "ephemeral" },
      },
      [
        {
          type: "tool-result",
          id: "t1",
          isError: true,
          cache: { type: "ephemeral" },
          parts: [
            text("broke"),
            { type: "image", source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
            { type: "other", kind: "tool_reference", value: { type: "tool_reference", tool_name: "g" } },
          ],
        },
      ],
    ],
  ];
  test.each(cases)("%s", (_name, block, parts) => {
    expect(blockOf(block)).toEqual(parts as never);
  });

  test("a long number in a call keeps its digits", () => {
    const body =
      '{"model":"m","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"id":1234567890123456789,"x":1.50}}]}]}';
    expect(anthropic.readChat(body).messages[0]!.parts).toMatchObject([
      { arguments: '{"id":1234567890123456789,"x":1.50}' },
    ]);
  });
});

describe("messages", () => {
  test("of all three roles, with text or blocks or nothing", () => {
    const messages = [
      user,
      { role: "system", content: "be brief", output_config: { effort: "low" } },
      { role: "assistant", content: [] },
      { role: "user", content: "" },
      { role: "system", content: [text("now be long")] },
      { role: "system", output_config: { effort: "high" } },
    ];
    expect(chatOf({ model: "m", messages }).messages).toEqual([
      { role: "user", parts: [text("hi")] },
      { role: "system", parts: [text("be brief")] },
      { role: "assistant", parts: [] },
      { role: "user", parts: [] },
      { role: "system", parts: [text("now be long")] },
    ]);
  });

  test("results of tools stand in a message of their own, before what the user says with them", () => {
    const result = (id: string) => ({ type: "tool_result", tool_use_id: id, content: id });
    expect(messagesOf({ role: "user", content: [text("a"), result("t1"), text("b"), result("t2")] })).toEqual([
      {
        role: "tool",
        parts: [
          { type: "tool-result", id: "t1", parts: [text("t1")] },
          { type: "tool-result", id: "t2", parts: [text("t2")] },
        ],
      },
      { role: "user", parts: [text("a"), text("b")] },
    ]);
    expect(messagesOf({ role: "user", content: [result("t1")] }).map(({ role }) => role)).toEqual(["tool"]);
    const odd = messagesOf({ role: "assistant", content: [text("a"), result("t1")] });
    expect(odd.map(({ role }) => role)).toEqual(["assistant", "tool"]);
  });

  test("the system's prompt stands before all, without what is meant for the vendor's books", () => {
    const billing = text("x-anthropic-billing-header: cc_version=1; cc_entrypoint=cli;");
    expect(chatOf(asking(user, { system: "be brief" })).messages[0]).toEqual({
      role: "system",
      parts: [text("be brief")],
    });
    const blocks = [billing, { ...text("a"), cache_control: { type: "ephemeral" } }, text("b")];
    expect(chatOf(asking(user, { system: blocks })).messages[0]).toEqual({
      role: "system",
      parts: [{ ...text("a"), cache: { type: "ephemeral" } }, text("b")],
    });
    for (const system of [undefined, null, "", [], [billing]])
      expect(chatOf(asking(user, { system })).messages).toHaveLength(1);
  });
});

describe("options", () => {
  const cases: readonly [string, object, object][] = [
    ["none", {}, {}],
    [
      "sampling and stops",
      { temperature: 0.5, top_p: 0.9, top_k: 40, stop_sequences: ["a", 1, "b"] },
      { temperature: 0.5, topP: 0.9, topK: 40, stop: ["a", "b"] },
    ],
    ["any tool", { tool_choice: { type: "any" } }, { toolChoice: { kind: "required" } }],
    [
      "one tool, once",
      { tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: true } },
      { toolChoice: { kind: "tool", name: "f" }, parallelTools: false },
    ],
    [
      "tools as it likes, side by side",
      { tool_choice: { type: "auto", disable_parallel_tool_use: false } },
      { toolChoice: { kind: "auto" }, parallelTools: true },
    ],
    ["no tool", { tool_choice: { type: "none" } }, { toolChoice: { kind: "none" } }],
    ["a choice from tomorrow", { tool_choice: { type: "constructor" } }, {}],
    ["a budget", { thinking: { type: "enabled", budget_tokens: 4096 } }, { reasoning: { budget: 4096 } }],
    ["thinking as it likes", { thinking: { type: "adaptive" } }, { reasoning: { effort: "high" } }],
    [
      "an effort, shown",
      { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "low" } },
      { reasoning: { effort: "low", summary: "auto" } },
    ],
    ["an effort, not shown", { thinking: { type: "adaptive", display: "omitted" } }, { reasoning: { effort: "high" } }],
    [
      "no thinking",
      { thinking: { type: "disabled" }, output_config: { effort: "low" } },
      { reasoning: { effort: "none" } },
    ],
    ["an effort alone", { output_config: { effort: "max" } }, { reasoning: { effort: "max" } }],
    [
      "a schema",
      { output_config: { format: { type: "json_schema", schema: { type: "object" } } } },
      { format: { kind: "schema", schema: { type: "object" } } },
    ],
    [
      "a schema of old",
      { output_format: { type: "json_schema", schema: { type: "object" } } },
      { format: { kind: "schema", schema: { type: "object" } } },
    ],
    ["the end user", { metadata: { user_id: "u1" } }, { user: "u1" }],
    ["more about the request", { metadata: { user_id: "u1", x: "y" } }, { user: "u1", metadata: { x: "y" } }],
    ["a tier", { service_tier: "auto" }, { serviceTier: "auto" }],
    ["the plain tier", { service_tier: "standard_only" }, { serviceTier: "default" }],
  ];
  test.each(cases)("%s", (_name, more, options) => {
    expect(optionsOf(more)).toEqual({ maxTokens: 9, ...options });
    expect(chatOf(asking(user, more)).rest).toEqual({});
  });

  test("what there is no word for is left, and said to be lost", () => {
    const more = {
      container: "c1",
      context_management: { edits: [] },
      mcp_servers: [{ name: "x" }],
      output_config: { effort: "low", task_budget: { total: 5 } },
      speed: null,
    };
    const chat = chatOf(asking(user, more));
    const { container, context_management, mcp_servers } = more;
    expect(chat.rest).toEqual({
      container,
      context_management,
      mcp_servers,
      output_config: { task_budget: { total: 5 } },
    });
    expect(lossesOf(chat, {}).dropped).toHaveLength(4);
  });

  test("a thread that the vendor keeps can be told to nobody else", () => {
    const says = { "an earlier answer by its id": ["refused", "x"] } as const;
    const chat = chatOf(asking(user, { thread: { type: "continue", previous_message_id: "msg_1" } }));
    expect(lossesOf(chat, says).refused).toBe("an earlier answer by its id: x");
  });

  test("tools: functions, with a type or without, and the vendor's own", () => {
    const schema = { type: "object", properties: {} };
    const search = { type: "web_search_20250305", name: "web_search", max_uses: 3 };
    const tools = [
      { name: "f", description: "d", input_schema: schema, strict: true, cache_control: { type: "ephemeral" } },
      { type: "custom", name: "g", input_schema: schema, defer_loading: true },
      { type: null, name: "h" },
      search,
      { type: "mcp_toolset", mcp_server_name: "x" },
    ];
    expect(chatOf(asking(user, { tools })).tools).toEqual([
      { kind: "function", name: "f", description: "d", parameters: schema, strict: true, cache: { type: "ephemeral" } },
      { kind: "function", name: "g", parameters: schema },
      { kind: "function", name: "h" },
      { kind: "hosted", type: "web_search_20250305", value: search },
      { kind: "hosted", type: "mcp_toolset", value: { type: "mcp_toolset", mcp_server_name: "x" } },
    ]);
  });

  test("what a model must be able to do is known", () => {
    const image = { type: "image", source: { type: "url", url: "https://x.test/a" } };
    const shown = { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: [image] }] };
    const format = { type: "json_schema", schema: {} };
    const needs = (message: unknown, more: object = {}) => read(asking(message, more)).needs;
    expect(needs(user, { tools: [], output_config: { effort: "low" } })).toEqual(["chat"]);
    expect(needs({ role: "user", content: [image] })).toEqual(["chat", "images"]);
    expect(needs(shown, { tools: [{ name: "f" }], stream: true })).toEqual(["chat", "images", "tools"]);
    expect(needs(user, { output_config: { format } })).toEqual(["chat", "json-schema"]);
    expect(needs(user, { output_format: format })).toEqual(["chat", "json-schema"]);
    expect(read(asking(user, { stream: true, system: [text("a")] }))).toMatchObject({
      stream: true,
      messages: 1,
      model: "m",
    });
  });
});

describe("what is wrong is named", () => {
  const said = (content: unknown) => ({ model: "m", messages: [{ role: "user", content }] });
  const bad: readonly [string, unknown, string | undefined][] = [
    ["no model", { messages: [user] }, "model"],
    ["no messages", { model: "m" }, "messages"],
    ["messages that are no list", { model: "m", messages: {} }, "messages"],
    ["an empty list", { model: "m", messages: [] }, "messages"],
    ["a message that is none", { model: "m", messages: [user, 5] }, "messages[1]"],
    ["no role", { model: "m", messages: [{ content: "x" }] }, "messages[0].role"],
    ["a role of another dialect", { model: "m", messages: [{ role: "tool", content: "x" }] }, "messages[0].role"],
    ["content that is a number", said(5), "messages[0].content"],
    ["a block that is text", said(["x"]), "messages[0].content[0]"],
    ["a block of no type", said([{}]), "messages[0].content[0].type"],
    ["a text without text", said([text("a"), { type: "text" }]), "messages[0].content[1].text"],
    ["an image without a source", said([{ type: "image" }]), "messages[0].content[0].source"],
    [
      "an image without data",
      said([{ type: "image", source: { type: "base64", media_type: "x" } }]),
      "messages[0].content[0].source.data",
    ],
    [
      "an address that is none",
      said([{ type: "image", source: { type: "url" } }]),
      "messages[0].content[0].source.url",
    ],
    ["a call without a name", said([{ type: "tool_use", id: "t" }]), "messages[0].content[0].name"],
    ["a call without an id", said([{ type: "tool_use", name: "f" }]), "messages[0].content[0].id"],
    ["a result of nothing", said([{ type: "tool_result" }]), "messages[0].content[0].tool_use_id"],
    [
      "a result whose error is text",
      said([{ type: "tool_result", tool_use_id: "t", is_error: "yes" }]),
      "messages[0].content[0].is_error",
    ],
    [
      "a text in a result without text",
      said([{ type: "tool_result", tool_use_id: "t", content: [{ type: "text" }] }]),
      "messages[0].content[0].content[0].text",
    ],
    [
      "a text in a document without text",
      said([{ type: "document", source: { type: "content", content: [{ type: "text" }] } }]),
      "messages[0].content[0].source.content[0].text",
    ],
    ["thoughts that are a number", said([{ type: "thinking", thinking: 5 }]), "messages[0].content[0].thinking"],
    ["a seal that is none", said([{ type: "redacted_thinking" }]), "messages[0].content[0].data"],
    ["a system that is a number", asking(user, { system: 5 }), "system"],
    ["a system's block without text", asking(user, { system: [text("a"), { type: "text" }] }), "system[1].text"],
    ["a stream flag that is text", asking(user, { stream: "true" }), "stream"],
    ["tools that are no list", asking(user, { tools: {} }), "tools"],
    ["a tool that is none", asking(user, { tools: ["x"] }), "tools[0]"],
    ["a body that is a list", [], undefined],
  ];
  test.each(bad)("%s", (_name, body, param) => {
    for (const codec of [anthropicMessages, anthropicCountTokens]) {
      const error = caught(() => reading(codec, JSON.stringify(body)));
      expect(error).toBeInstanceOf(Malformed);
      expect((error as Malformed).param).toBe(param);
      expect((error as Malformed).message).not.toBe("");
    }
  });

  test("and so it is when the whole is read", () => {
    for (const [name, body, param] of bad) {
      if (["model", "tools[0]"].includes(String(param)) || name === "an empty list") continue;
      const error = caught(() => chatOf(body));
      expect([name, error instanceof Malformed, (error as Malformed).param]).toEqual([name, true, param]);
    }
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
  const said = (...content: object[]) => ({ messages: [{ role: "user", content }] });
  const hidden: readonly [string, object][] = [
    ["a message", { messages: [{ role: "user", content: mark }] }],
    ["a text", said(text(mark))],
    ["a system message", { messages: [user, { role: "system", content: mark }] }],
    ["the system's prompt", { system: mark }],
    ["a block of it", { system: [text(mark)] }],
    ["an input", said({ type: "tool_use", id: "t", name: "f", input: { x: [mark] } })],
    ["an input's key", said({ type: "tool_use", id: "t", name: "f", input: { [mark]: 1 } })],
    ["a call's name", said({ type: "tool_use", id: "t", name: mark, input: {} })],
    ["a call's id", said({ type: "tool_use", id: mark, name: "f", input: {} })],
    ["a result", said({ type: "tool_result", tool_use_id: "t", content: mark })],
    ["a result's block", said({ type: "tool_result", tool_use_id: "t", content: [text(mark)] })],
    ["a result's id", said({ type: "tool_result", tool_use_id: mark })],
    ["a document", said({ type: "document", source: { type: "text", media_type: "text/plain", data: mark } })],
    ["a document's title", said({ type: "document", title: mark, source: { type: "file", file_id: "x" } })],
    ["a document's context", said({ type: "document", context: mark, source: { type: "file", file_id: "x" } })],
    ["a document's blocks", said({ type: "document", source: { type: "content", content: [text(mark)] } })],
    ["a citation", said({ ...text("a"), citations: [{ type: "char_location", cited_text: mark }] })],
    ["a search result", said({ type: "search_result", source: "s", title: "t", content: [text(mark)] })],
    ["a search result's source", said({ type: "search_result", source: mark, title: "t", content: [] })],
    ["an image's address", said({ type: "image", source: { type: "url", url: `https://x.test/?q=${mark}` } })],
    ["what is no bytes", said({ type: "image", source: { type: "base64", media_type: "x", data: mark } })],
    ["a thought", said({ type: "thinking", thinking: mark, signature: "AAAA" })],
    ["what is no signature", said({ type: "thinking", thinking: "", signature: mark })],
    ["a page that was found", said({ type: "web_search_tool_result", tool_use_id: "s", content: [{ title: mark }] })],
    ["a block from tomorrow", said({ type: "tomorrow", tomorrow: { x: [mark] } })],
    ["a message's own field", { messages: [{ ...user, mood: { of: mark } }] }],
    ["a tool's description", { tools: [{ name: "f", description: mark }] }],
    ["a tool's schema", { tools: [{ name: "f", input_schema: { properties: { [mark]: {} } } }] }],
    ["a tool's example", { tools: [{ name: "f", input_examples: [{ x: mark }] }] }],
    ["the end user", { metadata: { user_id: mark } }],
    ["a stop sequence", { stop_sequences: [mark] }],
    ["a schema", { output_config: { format: { type: "json_schema", schema: { description: mark } } } }],
    ["a server of tools", { mcp_servers: [{ url: mark }] }],
    ["a word that is none", { service_tier: mark }],
    ["a field of tomorrow", { tomorrow: [[{ x: mark }]] }],
  ];
  test.each(hidden)("in %s", (_place, body) => {
    const texts = textsOf({ model: "m", messages: [user], ...body });
    expect(texts.filter((one) => one.includes(mark))).toHaveLength(1);
  });

  test("not even where one word stands for a document's text", () => {
    const source = { type: "text", media_type: "text/plain", data: "hunter2hunter2" };
    expect(textsOf(asking({ role: "user", content: [{ type: "document", source }] }))).toContain("hunter2hunter2");
  });

  test("each in its place", () => {
    const content = [
      text("a"),
      { type: "tool_result", tool_use_id: "t", content: [text("b")] },
      { type: "tool_use", id: "t", name: "f", input: { x: "c" } },
      { type: "web_search_tool_result", tool_use_id: "s", content: [{ type: "web_search_result", title: "d" }] },
    ];
    const messages = [
      { role: "user", content },
      { role: "assistant", content: "e" },
      { role: "system", content: [text("f")] },
    ];
    const body = { model: "m", system: [text("g")], messages, tools: [{ name: "h" }], stop_sequences: ["i"] };
    const places = slotsOf(anthropicMessages, JSON.stringify(body)).map((slot) => [slot.text, slot.place]);
    expect(places).toEqual([
      ["g", "system"],
      ["a", "user"],
      ["b", "tool-result"],
      ['{"x":"c"}', "tool-call"],
      ["d", "tool-result"],
      ["e", "assistant"],
      ["f", "system"],
      ['{"name":"h"}', "tool"],
      ['["i"]', "field"],
    ]);
  });

  test("but bytes, signatures, ids and words are no text", () => {
    const payload = "QUFB".repeat(100);
    const content = [
      { type: "image", source: { type: "base64", media_type: "image/png", data: payload } },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: payload } },
      { type: "thinking", thinking: "", signature: payload },
      { type: "redacted_thinking", data: payload },
      { type: "web_search_tool_result", tool_use_id: "s", content: [{ type: "x", encrypted_content: payload }] },
      { type: "tool_use", id: "toolu_1", name: "f", input: {}, cache_control: { type: "ephemeral", ttl: "1h" } },
    ];
    expect(textsOf(asking({ role: "user", content, output_config: { effort: "low" } }))).toEqual(["{}"]);
  });

  test("in any request: every text of eight letters and more stands in a slot", () => {
    const word = fc.string({ minLength: 8, maxLength: 30 }).filter((one) => !/^[\w.:/+=-]+$/.test(one));
    const json = fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" });
    const block = fc.oneof(
      fc.record({ type: fc.constant("text"), text: word }),
      fc.record({ type: fc.constant("thinking"), thinking: word, signature: word }),
      fc.record({ type: fc.constant("tool_use"), id: word, name: word, input: json }),
      fc.record({ type: fc.constant("tool_result"), tool_use_id: word, content: word }),
      fc.record({ type: fc.constant("tomorrow"), content: json, source: json, data: word }),
    );
    const message = fc.record({
      role: fc.constantFrom("user", "system", "assistant"),
      content: fc.oneof(word, fc.array(block, { maxLength: 3 })),
      extra: json,
    });
    const messages = fc.array(message, { minLength: 1, maxLength: 4 });
    const more = fc.dictionary(word, json, { maxKeys: 3, noNullPrototype: true });
    fc.assert(
      fc.property(messages, more, fc.oneof(word, fc.array(block, { maxLength: 2 })), (messages, more, system) => {
        const body = { ...more, model: "m", messages, system };
        const seen = slotsOf(anthropicMessages, JSON.stringify(body))
          .map((slot) => (slot.form === "json" ? slot.text : JSON.stringify(slot.text)))
          .join("\n");
        for (const one of stringsIn({ ...body, model: "" })) {
          const known = /^(assistant|thinking|tool_result|tomorrow|tool_use)$/.test(one);
          if (one.length >= 8 && !known && !/^[\w.:/+=-]+$/.test(one))
            expect(seen).toContain(JSON.stringify(one).slice(1, -1));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("a slot's path leads to its text", () => {
    const body = {
      model: "m",
      system: [text("aa")],
      messages: [
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: [text("bb")] }] },
        { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: { x: "cc" } }] },
      ],
      tools: [{ name: "f" }],
      metadata: { user_id: "dd" },
    };
    const lead = (path: readonly (string | number)[]) =>
      path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], body);
    const slots = slotsOf(anthropicMessages, JSON.stringify(body));
    expect(slots).toHaveLength(5);
    for (const slot of slots) {
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

test.each([100, 1_900])(
  "a body of %p levels is read or refused",
  (levels) => {
    const inside = (before: string, after: string) =>
      before.repeat(levels) + "12345678901234567890" + after.repeat(levels);
    const nested = [
      `{"type":"tool_use","id":"t","name":"f","input":${inside("[", "]")}}`,
      inside('{"type":"tool_result","tool_use_id":"t","content":[', "]}"),
      inside('{"type":"tomorrow","content":[', "]}"),
    ];
    for (const block of nested) {
      const body = `{"model":"m","messages":[{"role":"user","content":[${block}]}]}`;
      for (const run of [() => reading(anthropicMessages, body), () => anthropic.readChat(body)]) {
        const error = caught(run);
        if (error !== undefined) expect(error).toBeInstanceOf(Malformed);
      }
      const answer = `{"content":[${block}]}`;
      const error = caught(() => anthropic.readResponse(answer));
      if (error !== undefined) expect(error).toBeInstanceOf(Malformed);
    }
  },
  60_000,
);
