import { expect, test } from "bun:test";
import fc from "fast-check";
import { entropy, looksRandom, shapeOf } from "../../src/trust/entropy.ts";
import { isDigest, isExample, isMonotone, isPlaceholder, isUuid } from "../../src/trust/placeholder.ts";
import { hex, uuid, word } from "../fixture/secrets-made-up.ts";

test("entropy is 0 for one letter and the logarithm of an even choice", () => {
  expect(entropy("")).toBe(0);
  expect(entropy("aaaa")).toBe(0);
  expect(entropy("0123456789abcdef")).toBe(4);
});

test("entropy lies between 0 and what the length allows", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 80 }), (value) => {
      expect(entropy(value)).toBeGreaterThanOrEqual(0);
      expect(entropy(value)).toBeLessThanOrEqual(Math.log2(value.length) + 1e-9);
    }),
    { numRuns: 1000 },
  );
});

test("a shape counts every unit once", () => {
  expect(shapeOf("abC12-d")).toEqual({ digits: 2, lower: 3, upper: 1, other: 1, turns: 1, longestWord: 2 });
  fc.assert(
    fc.property(fc.string(), (value) => {
      const { digits, lower, upper, other } = shapeOf(value);
      expect(digits + lower + upper + other).toBe(value.length);
    }),
    { numRuns: 1000 },
  );
});

test.each([word(20), word(40), hex(32), hex(64)])("%s looks random", (value) => expect(looksRandom(value)).toBe(true));

test.each([
  "getUserCredentialsById2",
  "sha256WithRSAEncryption",
  "a1b2c3",
  "1234567890123456",
  "internationalization18",
  "x509-certificate-name",
])("%s does not", (value) => expect(looksRandom(value)).toBe(false));

test.each(["AKIATHISISONEEXAMPLE", "xxxxxxxxxxxx", "your-key-1", "change_me_9", "--------", "abababababab"])(
  "%s is an example",
  (value) => expect(isExample(value)).toBe(true),
);

test.each([
  "${A}",
  "$(pass show x)",
  "process.env.A",
  "{{ a }}",
  "<key>",
  "os.environ['A1']",
  "getKey()",
  "%(key)s",
  "#{key}",
  "op://vault/item/1",
  "https://corp.net/a1",
])("%s stands for a value", (value) => expect(isPlaceholder(value)).toBe(true));

test("a generated value is no placeholder", () => {
  for (const value of [word(32), hex(40), uuid()]) expect(isPlaceholder(value)).toBe(false);
  expect(isMonotone(hex(32))).toBe(false);
});

test("a UUID and a digest say what they are", () => {
  expect([isUuid(uuid()), isUuid(hex(32)), isDigest(`sha512-${word(86)}`), isDigest(word(40))]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
