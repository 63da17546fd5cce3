/** What other vendors' models thought goes back to none that refuses it; all else of a client's body stays as it is. */
import { describe, expect, test } from "bun:test";
import { anthropicCountTokens } from "../../src/wire/anthropic-count-tokens.ts";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { openaiResponses } from "../../src/wire/openai-responses.ts";

const own = { type: "thinking", thinking: "Hm.", signature: "c2ln" };
const foreign = { type: "thinking", thinking: "Hm.", signature: "gateway_unsigned" };
const sealed = { type: "redacted_thinking", data: "openai_rs_1:gAAA" };
const call = { type: "tool_use", id: "t1", name: "f", input: { id: 1 } };
const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "ok" }] };
const ask = { role: "user", content: "hi" };
const enabled = { type: "enabled", budget_tokens: 2_000 };

function messagesOf(messages: readonly unknown[], more: object = {}) {
  const body = JSON.stringify({ model: "old", max_tokens: 9, messages, ...more }).replace(
    '{"id":1}',
    '{"id":1234567890123456789}',
  );
  return { body, told: anthropicMessages.withoutForeign!(body, "new") };
}

describe("to Anthropic", () => {
  test.each([
    ["that is the vendor's own", [ask, { role: "assistant", content: [own, call] }, result]],
    ["that only speaks of such marks", [{ role: "user", content: '"gateway_unsigned" "openai_x"' }]],
    ["that is no chat at all", [{ role: "assistant" }, 5, null]],
  ])("a history goes as it is %s", (_how, messages) => {
    expect(messagesOf(messages).told).toBeUndefined();
  });

  test("thoughts of others are left out, and every digit of the rest stays", () => {
    const turn = { role: "assistant", content: [foreign, sealed, { type: "text", text: "So." }, call] };
    const alone = { role: "assistant", content: [foreign] };
    const done = { role: "assistant", content: "Done." };
    const { told } = messagesOf([ask, alone, ask, turn, result, done, ask], { thinking: enabled });
    expect(told).toContain('"input":{"id":1234567890123456789}');
    expect(JSON.parse(told!)).toMatchObject({ model: "new", max_tokens: 9, thinking: enabled });
    const { messages } = JSON.parse(told!) as { messages: { role: string; content: { type: string }[] }[] };
    expect(messages.map(({ role }) => role)).toEqual(["user", "user", "assistant", "user", "assistant", "user"]);
    expect(messages[2]!.content.map(({ type }) => type)).toEqual(["text", "tool_use"]);
  });

  test("a round that began with a thought of another goes on without one", () => {
    const turn = { role: "assistant", content: [foreign, call] };
    const { told } = messagesOf([ask, turn, result], { thinking: enabled });
    expect(JSON.parse(told!).thinking).toEqual({ type: "disabled" });
    const adaptive = messagesOf([ask, turn, result], { thinking: { type: "adaptive" } });
    expect(JSON.parse(adaptive.told!).thinking).toEqual({ type: "adaptive" });
  });

  test("tokens are counted without them as well", () => {
    const { body, told } = messagesOf([ask, { role: "assistant", content: [foreign, call] }, result]);
    expect(anthropicCountTokens.withoutForeign!(body, "new")).toBe(told!);
  });
});

describe("to OpenAI", () => {
  const reasoning = (encrypted_content: string) => ({ type: "reasoning", id: "rs_1", summary: [], encrypted_content });
  const told = (input: unknown) => openaiResponses.withoutForeign!(JSON.stringify({ model: "old", input }), "new");

  test("a history goes as it is that is the vendor's own", () => {
    expect(told([ask, reasoning("gAAA"), { role: "assistant", content: '"gateway_unsealed"' }])).toBeUndefined();
    expect(told("gateway_sealed_")).toBeUndefined();
    expect(told('"gateway_sealed_')).toBeUndefined();
  });

  test("thoughts of others are left out", () => {
    const items = ["gateway_unsealed", "gateway_sealed_x", "gateway_signature_x", "gAAA"].map(reasoning);
    expect(JSON.parse(told([ask, ...items])!)).toEqual({ model: "new", input: [ask, reasoning("gAAA")] });
  });
});
