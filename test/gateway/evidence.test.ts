/** Reading with a memory: a turn pays for what is new in it, and the memory changes nothing but the price. */
import { expect, test } from "bun:test";
import { rememberEvidence } from "../../src/gateway/evidence.ts";
import type { Hit } from "../../src/model/finding.ts";
import { openaiChat } from "../../src/wire/openai-chat.ts";
import { readRequest } from "../../src/wire/read-request.ts";

const MIB = 1 << 20;

/** A reader that counts the characters its detector was given. */
function reader() {
  let read = 0;
  const detect = (text: string): readonly Hit[] => {
    read += text.length;
    const start = text.indexOf("SECRET");
    if (start < 0) return [];
    return [{ detector: "d", kind: "secret.d", level: "secret", start, end: start + 6, fingerprint: "hmac:0" }];
  };
  const evidenceOf = rememberEvidence(detect);
  return {
    request: (...contents: readonly (string | readonly [role: string, content: string])[]) => {
      const messages = contents.map((one) => (typeof one === "string" ? (["user", one] as const) : one));
      const body = { model: "m", messages: messages.map(([role, content]) => ({ role, content })) };
      return readRequest(openaiChat, JSON.stringify(body), evidenceOf);
    },
    raw: (body: unknown) => readRequest(openaiChat, JSON.stringify(body), evidenceOf),
    /** Characters since the last time it was asked. */
    cost: () => {
      const since = read;
      read = 0;
      return since;
    },
  };
}

test("a turn costs what is new in it, however long the conversation", () => {
  const { request, cost } = reader();
  const turns = Array.from({ length: 40 }, (_, i) => `${i} `.padEnd(1_000, "x"));
  request(...turns.slice(0, 39));
  expect(cost()).toBeGreaterThanOrEqual(39_000);
  request(...turns);
  expect(cost()).toBeLessThan(1_200);
  request(...turns);
  expect(cost()).toBeLessThan(200);
});

test("what was found is told again at its new place, and in its new role", () => {
  const { request } = reader();
  const text = "the SECRET ".padEnd(300, ".");
  expect(request(text).seen).toMatchObject([{ path: ["messages", 0, "content"], message: 0, place: "user" }]);
  expect(request("hi", ["assistant", "ho"], text).seen).toMatchObject([
    { path: ["messages", 2, "content"], message: 2, place: "user" },
  ]);
  expect(request(["system", text], "hi").seen).toMatchObject([{ message: 0, place: "system" }]);
  expect(request(text, text).seen.map((one) => one.message)).toEqual([0, 1]);
});

test("the same words mean another thing in another field", () => {
  const words = { role: "user", content: "SECRET ".padEnd(300, ".") };
  const { seen, needs } = reader().raw({ model: "m", messages: [words], tools: [words] });
  expect(seen.map((one) => [one.place, one.message, one.path[0]])).toEqual([
    ["user", 0, "messages"],
    ["tool", -1, "tools"],
  ]);
  expect(needs).toEqual(["chat", "tools"]);
});

test("a text that differs in its last character is another text", () => {
  const { request } = reader();
  const text = "y".repeat(5_000);
  expect(request(`${text}SECRE`).seen).toEqual([]);
  expect(request(`${text}SECRET`).seen.length).toBe(1);
  expect(request(`${text}SECRE`).seen).toEqual([]);
});

test("what cannot be read is refused every time, and what stands beside it is remembered as it is", () => {
  const { request } = reader();
  const long = "SECRET ".padEnd(400, "z");
  for (let i = 0; i < 3; i++)
    expect(() => request(long, ["wizard", long])).toThrow(
      expect.objectContaining({ param: "messages[1].role" }) as Error,
    );
  expect(request(long).seen.length).toBe(1);
});

test("the memory is bounded: what is used stays, what nobody asks for any more is let go", () => {
  const { request, cost } = reader();
  const big = (name: string) => `${name} `.padEnd(MIB, "w");
  const often = big("often");
  request(big("once"), often);
  for (let i = 0; i < 12; i++) request(big(`new ${i}`), often);
  cost();
  request(often);
  expect(cost()).toBeLessThan(MIB / 2);
  request(big("once"));
  expect(cost()).toBeGreaterThanOrEqual(MIB);
});
