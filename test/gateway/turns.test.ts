import { expect, test } from "bun:test";
import { openTurns } from "../../src/gateway/turns.ts";
import { anthropicMessages } from "../../src/wire/anthropic-messages.ts";
import { reading } from "../fixture/reading.ts";

const asking = (more: object, ...texts: string[]) =>
  reading(
    anthropicMessages,
    JSON.stringify({ model: "m", messages: texts.map((content) => ({ role: "user", content })), ...more }),
  );

test("a turn that is asked again without streaming, and with less room, is the same turn", () => {
  const turns = openTurns();
  const first = asking({ stream: true, max_tokens: 128_000, system: "one" }, "a", "b");
  expect(turns.take("claude-code", "s1", first, "r1", 0)).toBe(undefined);
  const second = asking({ stream: false, max_tokens: 64_000, system: "two" }, "a", "b");
  expect(turns.take("claude-code", "s1", second, "r2", 2_000)).toEqual({ first: "r1", times: 2 });
});

test("a turn of another session, another client, or with more in it is another", () => {
  const turns = openTurns();
  const turn = asking({}, "a", "b");
  turns.take("claude-code", "s1", turn, "r1", 0);
  expect(turns.take("claude-code", "s2", turn, "r2", 1)).toBe(undefined);
  expect(turns.take("codex", "s1", turn, "r3", 1)).toBe(undefined);
  expect(turns.take("claude-code", "s1", asking({}, "a", "b", "b"), "r4", 1)).toBe(undefined);
  expect(turns.take("claude-code", "s1", asking({}, "a", "c"), "r5", 1)).toBe(undefined);
});

test("a minute later it is a new one, and no more are remembered than there is room for", () => {
  const turns = openTurns();
  const turn = asking({}, "a");
  turns.take("c", "s", turn, "r1", 0);
  expect(turns.take("c", "s", turn, "r2", 60_001)).toBe(undefined);
  for (let i = 0; i < 1_000; i++) turns.take("c", `s${i}`, turn, "r", 60_002);
  expect(turns.take("c", "s", turn, "r3", 60_003)).toBe(undefined);
});
