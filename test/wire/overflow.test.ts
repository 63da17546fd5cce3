import { describe, expect, test } from "bun:test";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { isOverflow, OVERFLOW } from "../../src/wire/overflow.ts";

describe("a conversation that does not fit is recognised", () => {
  test.each([
    ["OpenAI", `{"error":{"message":"Too long","code":"context_length_exceeded"}}`],
    ["Anthropic", `{"type":"error","error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}`],
    ["llama.cpp", `{"error":{"message":"request (9 tokens) exceeds the available context size (4 tokens)"}}`],
    ["llama.cpp, by its type", `{"error":{"code":400,"message":"no","type":"exceed_context_size_error"}}`],
    ["vLLM", `{"message":"This model's maximum context length is 4096 tokens. However, you requested 5000"}`],
    ["LM Studio", `{"error":"the number of tokens is greater than the context length"}`],
    ["Ollama", `{"error":"the input length exceeds the context length"}`],
  ])("as %s says it", (_server, body) => {
    expect(isOverflow(400, body)).toBe(true);
    expect(isOverflow(500, body)).toBe(false);
  });

  test.each([
    `{"error":{"message":"temperature exceeds the maximum of 2","code":"invalid_value"}}`,
    `{"error":{"message":"the context of this tool is unknown"}}`,
    `{"error":{"message":"max_tokens is too large: 9. This model supports at most 4 tokens"}}`,
    "",
  ])("and nothing else: %s", (body) => {
    expect(isOverflow(400, body)).toBe(false);
  });

  test("and told in the words that Anthropic's clients look for", () => {
    const told = anthropicMessages.writeError({ status: 400, code: OVERFLOW, message: "far answered 400: no room" });
    expect(JSON.parse(told)).toMatchObject({
      type: "error",
      error: { type: "invalid_request_error", message: "prompt is too long: far answered 400: no room" },
    });
  });
});
