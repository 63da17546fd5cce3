import { expect, test } from "bun:test";
import fc from "fast-check";
import { newRun, readRun, startsWithDate } from "../../src/trust/number-run.ts";

function blocks(text: string, inside: number, from = 0): string[] {
  const run = newRun();
  readRun(run, text, inside, from);
  return [...Array(run.count).keys()].map((i) => text.slice(run.starts[i]!, run.starts[i]! + run.lengths[i]!));
}

test.each([
  ["card 4539 5787 6362 1486.", 10, ["4539", "5787", "6362", "1486"]],
  ["536-22-8912", 9, ["536", "22", "8912"]],
  ["+49 (0)30 1234-56", 12, ["49", "0", "30", "1234", "56"]],
  ["a1234b", 3, ["1234"]],
] as const)("the blocks of %s", (text, inside, expected) => expect(blocks(text, inside)).toEqual([...expected]));

test("a run starts where the last one ended", () => {
  expect(blocks("111 2222", 6, 4)).toEqual(["2222"]);
});

test("each block knows how many digits are left", () => {
  const run = newRun();
  readRun(run, "536-22-8912", 9, 0);
  expect(Array.from(run.digits.subarray(0, run.count))).toEqual([9, 6, 4]);
  expect(run.end).toBe(11);
});

test("a date is told from other runs of the same digits", () => {
  const dated = (text: string) => {
    const run = newRun();
    readRun(run, text, 2, 0);
    return startsWithDate(run, text);
  };
  expect([dated("2026-11-24"), dated("1999/01/02"), dated("7026-11-24"), dated("20261124")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a run is of bounded length, and holds the place it was asked for", () => {
  const text = fc.string({ unit: fc.constantFrom(..."0123 -.()x"), minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(text, fc.nat(), (text, pick) => {
      const inside = pick % text.length;
      fc.pre(/\d/.test(text[inside]!));
      const run = newRun();
      readRun(run, text, inside, 0);
      expect(run.starts[0]).toBeLessThanOrEqual(inside);
      expect(run.end).toBeGreaterThan(inside);
      expect(run.end - run.starts[0]!).toBeLessThanOrEqual(64);
    }),
    { numRuns: 1500 },
  );
});
