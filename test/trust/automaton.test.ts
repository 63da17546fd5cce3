import { expect, test } from "bun:test";
import fc from "fast-check";
import { build, fold, scan } from "../../src/trust/automaton.ts";

function occurrences(literals: readonly string[], text: string): string[] {
  const found: string[] = [];
  scan(build(literals), text, (indexes, end) => {
    for (const index of indexes) found.push(`${end - literals[index]!.length}:${literals[index]}`);
  });
  return found.sort();
}

function naive(literals: readonly string[], text: string): string[] {
  // Folded unit by unit: lower-casing a whole text can change its length.
  const folded = [...Array(text.length).keys()]
    .map((i) => (text.charCodeAt(i) < 128 ? fold(text[i]!) : "\u0080"))
    .join("");
  const found: string[] = [];
  for (let at = 0; at < text.length; at++)
    for (const literal of literals) if (folded.startsWith(literal, at)) found.push(`${at}:${literal}`);
  return found.sort();
}

test("finds literals inside one another, at every place, whatever the case and the digits", () => {
  expect(occurrences(["he", "she", "his", "hers"], "uSHErs")).toEqual(["1:she", "2:he", "2:hers"]);
  expect(occurrences(["a0", "00"], "xA17 a9")).toEqual(["1:a0", "2:00", "5:a0"]);
});

test("finds what a search of each literal at each place finds", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "-", "0"), minLength: 1, maxLength: 5 });
  const text = fc.string({
    unit: fc.constantFrom("a", "B", "A", "b", "-", "7", "0", "é", "😀", "\u2028"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.uniqueArray(letters, { minLength: 1, maxLength: 12 }), text, (literals, text) => {
      expect(occurrences(literals, text)).toEqual(naive(literals, text));
    }),
    { numRuns: 1500 },
  );
});

test("finds nothing without literals", () => {
  expect(occurrences([], "anything")).toEqual([]);
});

test("refuses literals that its table cannot hold", () => {
  expect(() => build(["é"])).toThrow(RangeError);
  expect(() => build([[...Array(70).keys()].map((i) => String.fromCharCode(32 + i)).join("")])).toThrow(RangeError);
  expect(() => build(Array.from({ length: 700 }, (_, i) => "a".repeat(99) + (i % 10)))).toThrow(RangeError);
});
