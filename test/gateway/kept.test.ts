import { expect, test } from "bun:test";
import { openKept } from "../../src/gateway/kept.ts";

test("what is kept has room, and the oldest goes first", () => {
  const kept = openKept<string>(10);
  for (const [id, size] of [
    ["a", 4],
    ["b", 4],
    ["c", 4],
    ["huge", 11],
  ] as const)
    kept.keep("me", id, id, size);
  expect(["a", "b", "c", "huge"].map((id) => kept.find("me", id))).toEqual([undefined, "b", "c", undefined]);
  kept.keep("me", "b", "again", 8);
  expect(["b", "c"].map((id) => kept.find("me", id))).toEqual(["again", undefined]);
});

test("only who was answered finds an answer, or makes it forgotten", () => {
  const kept = openKept<string>();
  kept.keep("me", "a", "x", 1);
  expect([kept.find("you", "a"), kept.forget("you", "a"), kept.forget("me", "a"), kept.find("me", "a")]).toEqual([
    undefined,
    false,
    true,
    undefined,
  ]);
});
