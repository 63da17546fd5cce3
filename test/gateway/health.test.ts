import { expect, test } from "bun:test";
import { openHealthBook, retryAfterMs } from "../../src/gateway/health.ts";

test("a provider that asked for a rest has one, and is called again when it is over", () => {
  const book = openHealthBook();
  book.rest("acme", 1_000, 2_500);
  expect(book.at(1_000).get("acme")).toEqual({
    state: "resting",
    because: "it asked not to be called for 3 s",
    until: 4_000,
  });
  expect(book.at(3_999).get("acme")?.state).toBe("resting");
  expect(book.at(4_000).get("acme")).toBeUndefined();
});

test("nobody is put out for a day by one header", () => {
  const book = openHealthBook();
  book.rest("acme", 0, 86_400_000);
  expect(book.at(10 * 60_000).get("acme")).toBeUndefined();
});

test("the snapshot stays the same object while nothing has changed", () => {
  const book = openHealthBook();
  book.up("acme");
  const before = book.at(1);
  book.up("acme");
  expect(book.at(2)).toBe(before);
  book.down("acme", "no answer");
  expect(book.at(3)).not.toBe(before);
  expect(before.get("acme")?.state).toBe("up");
});

test.each([
  ["120", 120_000],
  [" 3 ", 3_000],
  ["Thu, 01 Jan 1970 00:00:30 GMT", 20_000],
  ["Thu, 01 Jan 1970 00:00:01 GMT", 0],
  ["soon", undefined],
  ["-5", undefined],
  [null, undefined],
])("Retry-After %p asks for %p ms", (header, ms) => {
  expect(retryAfterMs(header, 10_000)).toBe(ms);
});
