import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  base62,
  crc32,
  crcClosed,
  iban97,
  luhn,
  mod11x10,
  remainder,
  verhoeff,
  weighted,
} from "../../src/trust/checksum.ts";

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });

test.each([
  ["79927398713", true],
  ["79927398710", false],
  ["0", false],
] as const)("Luhn of %s is %p", (value, valid) => expect(luhn(value)).toBe(valid));

test.each([
  ["GB82WEST12345698765432", true],
  ["DE89370400440532013000", true],
  ["DE89370400440532013001", false],
] as const)("the IBAN %s is %p", (value, valid) => expect(iban97(value)).toBe(valid));

test.each([
  ["2363", true],
  ["2364", false],
  ["3", false],
] as const)("Verhoeff of %s is %p", (value, valid) => expect(verhoeff(value)).toBe(valid));

test.each([
  ["86095742719", true],
  ["86095742718", false],
] as const)("MOD 11,10 of %s is %p", (value, valid) => expect(mod11x10(value)).toBe(valid));

test("CRC-32 has its published check value", () => {
  expect(crc32("123456789")).toBe(0xcbf43926);
  expect(crc32("")).toBe(0);
});

test("base 62 counts digits, capitals, small letters", () => {
  expect([0, 9, 10, 35, 36, 61, 62].map((value) => base62(value, 1))).toEqual(["0", "9", "A", "Z", "a", "z", "10"]);
  expect(base62(1, 6)).toBe("000001");
});

test("a token closed by its checksum is told from one that is not", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abcXYZ019"), minLength: 30, maxLength: 30 }), (body) => {
      const closed = `ghp_${body}${base62(crc32(body), 6)}`;
      expect(crcClosed(closed, 4)).toBe(true);
      expect(crcClosed(`${closed.slice(0, -1)}${closed.endsWith("0") ? "1" : "0"}`, 4)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test("exactly one check digit closes a number, by Luhn, by Verhoeff and by MOD 11,10", () => {
  fc.assert(
    fc.property(digits(11), (body) => {
      for (const check of [luhn, verhoeff, mod11x10]) {
        expect([..."0123456789"].filter((digit) => check(body + digit)).length).toBe(1);
      }
    }),
    { numRuns: 1000 },
  );
});

test("Verhoeff sees every digit changed and every two neighbours swapped", () => {
  fc.assert(
    fc.property(digits(11), fc.nat(9), (body, at) => {
      const whole = body + [..."0123456789"].find((digit) => verhoeff(body + digit))!;
      const swapped = whole.slice(0, at) + whole[at + 1] + whole[at] + whole.slice(at + 2);
      expect(verhoeff(swapped)).toBe(whole[at] === whole[at + 1]);
    }),
    { numRuns: 1000 },
  );
});

test("the remainder of a long number is that of the number", () => {
  fc.assert(
    fc.property(digits(30), fc.integer({ min: 2, max: 97 }), (value, modulus) =>
      expect(BigInt(remainder(value, modulus))).toBe(BigInt(value) % BigInt(modulus)),
    ),
    { numRuns: 1000 },
  );
  expect(remainder("A1", 97)).toBe(101 % 97);
  expect(weighted("123", [1, 10])).toBe(21);
});
