import { describe, expect, test } from "bun:test";
import { CATALOGUE } from "../../src/provider/catalogue.ts";
import { fitted } from "../../src/provider/fitted.ts";

const rowOf = (kind: string) => {
  const { renames = {}, refuses = [] } = CATALOGUE.find((row) => row.kind === kind)!;
  return { renames, refuses };
};
const body = JSON.stringify({
  model: "m",
  messages: [
    { role: "user", name: "ann", content: "hi" },
    { role: "assistant", reasoning_content: "Hm.", content: "Hi" },
  ],
  max_tokens: 5,
  seed: 1,
  metadata: { a: "b" },
});

describe("a translated request goes to", () => {
  test("a server that knows all of its dialect as it is", () => {
    expect(fitted(body, rowOf("llama-cpp"))).toBe(body);
  });

  test("OpenAI under its own names, and without what it refuses", () => {
    expect(JSON.parse(fitted(body, rowOf("openai")))).toEqual({
      model: "m",
      messages: [
        { role: "user", name: "ann", content: "hi" },
        { role: "assistant", content: "Hi" },
      ],
      max_completion_tokens: 5,
      seed: 1,
    });
  });

  test("Groq and Mistral without the thoughts and names that they refuse", () => {
    const messages = [
      { role: "user", content: "hi" },
      { role: "assistant", content: "Hi" },
    ];
    expect(JSON.parse(fitted(body, rowOf("groq")))).toMatchObject({ messages, metadata: { a: "b" }, seed: 1 });
    const mistral = JSON.parse(fitted(body, rowOf("mistral")));
    expect(mistral).toEqual({ model: "m", messages, max_tokens: 5, random_seed: 1 });
  });

  test("a provider that has a dialect without messages too", () => {
    expect(fitted(`{"input":"hi"}`, rowOf("openai"))).toBe(`{"input":"hi"}`);
  });
});
