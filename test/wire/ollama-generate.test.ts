import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Chat } from "../../src/model/chat.ts";
import { Malformed } from "../../src/wire/codec.ts";
import { ollamaGenerate } from "../../src/wire/ollama-generate.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const ollama = ollamaGenerate.chat!;
const asking = (more: object = {}) => ({ model: "m", prompt: "hi", ...more });
const read = (body: unknown) => reading(ollamaGenerate, JSON.stringify(body));
const chatOf = (body: unknown) => ollama.readChat(JSON.stringify(body));
const textsOf = (body: unknown) => slotsOf(ollamaGenerate, JSON.stringify(body)).map((slot) => slot.text);
const text = (words: string) => ({ type: "text", text: words });
const image = { type: "image", source: { kind: "base64", mediaType: "image/jpeg", data: "/9j/4AAQ" } };

describe("a prompt becomes a chat", () => {
  const cases: readonly [string, object, object[]][] = [
    ["of one message", {}, [{ role: "user", parts: [text("hi")] }]],
    [
      "with the system's before it",
      { system: "s" },
      [
        { role: "system", parts: [text("s")] },
        { role: "user", parts: [text("hi")] },
      ],
    ],
    ["without an empty one", { system: "", images: null }, [{ role: "user", parts: [text("hi")] }]],
    ["with its images", { images: ["/9j/4AAQ"] }, [{ role: "user", parts: [text("hi"), image] }]],
    ["with nothing, where it only loads the model", { prompt: "" }, [{ role: "user", parts: [] }]],
  ];
  test.each(cases)("%s", (_how, more, messages) => {
    expect(chatOf(asking(more)).messages).toEqual(messages as never);
  });

  test("with the options of any request, streamed unless it says no", () => {
    const body = asking({ options: { num_predict: 3, mirostat: 1 }, think: "low", format: "json", keep_alive: -1 });
    expect(chatOf(body)).toMatchObject({
      stream: true,
      tools: [],
      options: { maxTokens: 3, reasoning: { effort: "low" }, format: { kind: "json" }, keepAlive: -1 },
      rest: { "options.mirostat": 1 },
    });
    expect(chatOf(asking({ stream: false })).stream).toBe(false);
  });

  test("and what only the server can read is kept by its name", () => {
    const own = { raw: true, suffix: "x", template: "{{ .Prompt }}", context: [1, 2] };
    expect(chatOf(asking(own)).rest).toEqual(own);
  });

  test("that other dialects can be asked", () => {
    const body = JSON.parse(openaiChat.chat!.writeChat(chatOf(asking({ system: "s", stream: false })), "x"));
    expect(body).toEqual({
      model: "x",
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "hi" },
      ],
    });
  });
});

test("a chat of one prompt, written and read again, is the same", () => {
  const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  const number = fc.constantFrom(0, 0.5, 2);
  fc.assert(
    fc.property(
      fc.option(words),
      words,
      fc.nat(2),
      fc.boolean(),
      fc.record({
        temperature: number,
        maxTokens: fc.integer({ min: 1, max: 99 }),
        stop: fc.array(words, { minLength: 1 }),
      }),
      (system, prompt, images, stream, options) => {
        const chat = {
          stream,
          messages: [
            ...(system === null ? [] : [{ role: "system", parts: [text(system)] }]),
            { role: "user", parts: [text(prompt), ...Array.from({ length: images }, () => image)] },
          ],
          tools: [],
          options,
          rest: {},
        } as unknown as Chat;
        const body = ollama.writeChat(chat, "other");
        expect(reading(ollamaGenerate, body)).toMatchObject({ model: "other", messages: 1 });
        expect(ollama.readChat(body)).toEqual(chat);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("a system message after the prompt stands before it", () => {
  const messages = [
    { role: "user", parts: [text("hi")] },
    { role: "system", parts: [text("s")] },
  ] as unknown as Chat["messages"];
  const body = ollama.writeChat({ stream: true, messages, tools: [], options: {}, rest: {} }, "m");
  expect(JSON.parse(body)).toEqual({ model: "m", system: "s", prompt: "hi", stream: true });
});

describe("what is wrong is named", () => {
  const bad: readonly [string, unknown, string | undefined][] = [
    ["no model", { prompt: "x" }, "model"],
    ["a prompt that is a number", asking({ prompt: 5 }), "prompt"],
    ["a prompt that is a list", asking({ prompt: ["a"] }), "prompt"],
    ["a system that is no text", asking({ system: {} }), "system"],
    ["a suffix that is no text", asking({ suffix: 1 }), "suffix"],
    ["images that are no list", asking({ images: "AAAA" }), "images"],
    ["an image that is none", asking({ images: [1] }), "images[0]"],
    ["a stream flag that is text", asking({ stream: "true" }), "stream"],
    ["a body that is a list", [], undefined],
  ];
  test.each(bad)("%s", (_name, body, param) => {
    const error = caught(() => read(body));
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
  });

  test("or read without a crash, however strange", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const body = fc.record(
      {
        prompt: json,
        system: json,
        images: json,
        suffix: json,
        context: json,
        options: json,
        format: json,
        stream: json,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (fields) => {
        const whole = JSON.stringify({ model: "m", ...fields });
        for (const run of [() => reading(ollamaGenerate, whole), () => ollama.readChat(whole)]) {
          const error = caught(run);
          if (error !== undefined) expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 2_000 },
    );
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
  test.each([
    ["the prompt", { prompt: mark }],
    ["the system's text", { system: mark }],
    ["the suffix", { suffix: mark }],
    ["the template", { template: mark }],
    ["what should be an image", { images: [mark] }],
    ["what should be tokens", { context: [1, mark] }],
    ["a stop word", { options: { stop: [mark] } }],
    ["a schema", { format: { description: mark } }],
    ["a field of tomorrow", { tomorrow: [{ x: mark }] }],
  ])("in %s", (_place, more) => {
    expect(textsOf(asking(more)).filter((one) => one.includes(mark))).toHaveLength(1);
  });

  test("but tokens and the bytes of images are no text", () => {
    expect(textsOf(asking({ context: [4711, 815], images: ["QUFB".repeat(99)], keep_alive: "5m" }))).toEqual(["hi"]);
  });

  test("and each stands where it does", () => {
    const body = asking({ system: "s", suffix: "x", images: ["not bytes at all"], template: "t" }) as Record<
      string,
      unknown
    >;
    const slots = slotsOf(ollamaGenerate, JSON.stringify(body));
    expect(slots.map(({ text: words, place, path }) => [words, place, path])).toEqual([
      ["hi", "user", ["prompt"]],
      ["s", "system", ["system"]],
      ["x", "user", ["suffix"]],
      ["not bytes at all", "user", ["images", 0]],
      ["t", "field", ["template"]],
    ]);
  });

  test("an image asks for a model that sees", () => {
    expect([read(asking({ images: ["AAAA"] })).needs, read(asking({ images: [] })).needs]).toEqual([
      ["chat", "images"],
      ["chat"],
    ]);
    expect(read(asking({ format: {} })).needs).toEqual(["chat", "json-schema"]);
  });
});
