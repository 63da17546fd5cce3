import { describe, expect, test } from "bun:test";
import type { Completion } from "../../src/model/native.ts";
import { validationOf } from "../../src/server/native-validation.ts";
import type { Said } from "../../src/wire/native-answer.ts";

const schema = { type: "object", properties: { a: { type: "number" } }, required: ["a"], additionalProperties: false };
const said = (output: string, more: Partial<Said> = {}): Said => {
  return { output, stop: "stop", confidence: null, tokens: null, ...more };
};
const asked = (options: NonNullable<Completion["options"]>): Completion => ({ input: "x", options });

describe("an output", () => {
  test.each([
    [true, "follows the schema", '{"a":1}', { format: "schema", schema }],
    [false, "#/a:", '{"a":"1"}', { format: "schema", schema }],
    [false, "required", "{}", { format: "schema", schema }],
    [false, "not JSON", "```json\n{}\n```", { format: "schema", schema }],
    [true, "is JSON", "[1]", { format: "json" }],
    [false, "not JSON", "no", { format: "json" }],
    [true, "any text", "no", {}],
    [false, "empty", "", {}],
  ] as const)("is valid: %p, because it … %s", (valid, because, output, options) => {
    expect(validationOf(said(output), asked(options))).toEqual({ valid, because: expect.stringContaining(because) });
  });

  test("that is not whole, or none, is not valid, whatever it holds", () => {
    for (const more of [{ stop: "length" }, { stop: "content-filter" }, { refused: true }] as const)
      expect(validationOf(said("{}", more), asked({ format: "json" })).valid).toBe(false);
  });
});
