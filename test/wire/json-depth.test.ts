import { expect, test } from "bun:test";
import { Malformed } from "../../src/wire/codec.ts";
import { split } from "../../src/wire/split.ts";

test("a body nested more deeply than anything real is refused before anything parses it", () => {
  const nested = (levels: number) => `{"model":"m","x":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  expect(split(nested(1_000), []).pieces).toHaveLength(2);
  expect(() => split(nested(200_000), [])).toThrow(Malformed);
});
