import { describe, expect, test } from "bun:test";
import type { Codec } from "../../src/wire/codec.ts";
import { ollamaChat } from "../../src/wire/ollama-chat.ts";
import { ollamaGenerate } from "../../src/wire/ollama-generate.ts";
import { reading } from "../fixture/reading.ts";

const answer = (codec: Codec, body: object) =>
  JSON.parse(codec.ownAnswer?.(reading(codec, JSON.stringify({ model: "m", ...body })), 0) ?? "null") as unknown;
const head = { model: "m", created_at: "1970-01-01T00:00:00.000Z" };

describe("a request without a prompt loads a model, or lets it go: that much the gateway says itself", () => {
  test.each([
    [ollamaChat, { messages: [] }, { message: { role: "assistant", content: "" }, done: true, done_reason: "load" }],
    [ollamaChat, { keep_alive: 0 }, { message: { role: "assistant", content: "" }, done: true, done_reason: "unload" }],
    [ollamaGenerate, {}, { response: "", done: true, done_reason: "load" }],
    [ollamaGenerate, { prompt: "", keep_alive: 0 }, { response: "", done: true, done_reason: "unload" }],
  ] as const)("%#", (codec, body, said) => {
    expect(answer(codec, body)).toEqual({ ...head, ...said });
  });

  test("with a prompt a model has to answer", () => {
    expect(answer(ollamaChat, { messages: [{ role: "user", content: "hi" }] })).toBe(null);
    expect(answer(ollamaGenerate, { prompt: "hi" })).toBe(null);
  });
});
