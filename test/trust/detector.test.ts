import { expect, test } from "bun:test";
import fc from "fast-check";
import { isEdge, isEscape, isNumberEdge, walkBack } from "../../src/trust/detector.ts";

/** The place marked by `|`, in the text without the mark. */
function marked(text: string): [text: string, at: number] {
  const at = text.indexOf("|");
  return [text.slice(0, at) + text.slice(at + 1), at];
}

test.each([
  ["|key", true, true],
  [" |key", true, true],
  ['"|key', true, true],
  ["x|key", false, false],
  ["9|key", false, false],
  ["_|key", true, false],
  ["-|key", true, false],
  ["\\n|key", true, true],
  ["\\\\n|key", true, true],
  ["an|key", false, false],
  ["é|key", true, true],
] as const)("a token at %s is free of words %p, and of other tokens %p", (text, word, token) => {
  expect(isEdge(...marked(text))).toBe(word);
  expect(isEdge(...marked(text), "token")).toBe(token);
});

test.each([
  ["|4111", true],
  [": |4111", true],
  ["(|555", true],
  ["0.|4111", false],
  ["v|4111", false],
  ["a-|4111", false],
  ["_|4111", false],
  ["/|4111", false],
  ["$|4111", false],
  ["#|4111", false],
  ["é|4111", true],
  ["+|4111", true],
  ["a+|4111", false],
  ["\\n+|4111", true],
  ["a\n-|4111", true],
  ["a\n+|4111", true],
  ["\\n|4111", true],
] as const)("a number at %s stands alone: %p", (text, expected) =>
  expect(isNumberEdge(...marked(text))).toBe(expected),
);

test("the letter of an escape is told from a letter", () => {
  expect([isEscape("\\n", 1), isEscape("\\x", 1), isEscape("an", 1), isEscape("n", 0)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test("walking back stops at another character, at the start, and after as many units as allowed", () => {
  expect(walkBack("see jane.roe+x@", 14, "mail", 64)).toBe(4);
  expect(walkBack("jane@", 4, "mail", 64)).toBe(0);
  expect(walkBack("janejane@", 8, "mail", 3)).toBe(5);
  expect(walkBack("a jdbc:mysql://", 12, "scheme", 40)).toBe(2);
});

test("walking back never leaves the text nor goes forward", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.nat(40), fc.nat(50), (text, from, most) => {
      fc.pre(from <= text.length);
      const at = walkBack(text, from, "token", most);
      expect(at).toBeLessThanOrEqual(from);
      expect(at).toBeGreaterThanOrEqual(Math.max(0, from - most));
      expect(text.slice(at, from)).toMatch(/^[\w-]*$/);
    }),
    { numRuns: 1000 },
  );
});
