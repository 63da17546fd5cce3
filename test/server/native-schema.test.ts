import { describe, expect, test } from "bun:test";
import { schemaFault, validate } from "../../src/server/native-schema.ts";

const doubling = (n: number) => ({
  $ref: "#/$defs/s0",
  $defs: Object.fromEntries(
    Array.from({ length: n }, (_, i) => [
      `s${i}`,
      i === n - 1 ? { type: "string" } : { allOf: [{ $ref: `#/$defs/s${i + 1}` }, { $ref: `#/$defs/s${i + 1}` }] },
    ]),
  ),
});

describe("a caller's schema", () => {
  test.each([
    ["is empty", {}],
    ["has ordinary patterns", { type: "string", pattern: "^[A-Z]{2}-\\d{4,8}$" }],
    ["has a group that repeats, with nothing repeated in it", { pattern: "^(ab){1,3}(?:c|d)e?$" }],
    ["names parts of itself", { $defs: { a: { type: "number" } }, items: { $ref: "#/$defs/a" } }],
    ["is a tree", { properties: { kids: { items: { $ref: "#" } } } }],
    ["names a part by its anchor", { $defs: { a: { $anchor: "here", type: "number" } }, items: { $ref: "#here" } }],
    ["has an odd key in its path", { $defs: { "a/b": { type: "number" } }, items: { $ref: "#/$defs/a~1b" } }],
  ])("is used when it %s", (_how, schema) => expect(schemaFault(schema)).toBeUndefined());

  test.each([
    ["take for ever", { pattern: "^(a+)+$" }],
    ["take for ever", { patternProperties: { "(x|xy)*z": {} } }],
    ["take for ever", { pattern: "a".repeat(501) }],
    ["no regular expression", { pattern: "(" }],
    ["not in it", { $ref: "https://example.com/schema.json" }],
    ["not in it", { $ref: "#/$defs/none" }],
    ["many times over", doubling(30)],
  ])("is refused where it would … %s", (because, schema) => expect(schemaFault(schema)).toContain(because));

  test("is refused where it is nested without end, and not held against", () => {
    let deep: object = {};
    for (let i = 0; i < 200_000; i++) deep = { not: deep };
    expect(schemaFault(deep)).toContain("nested too deeply");
  });
});

describe("an output is held to its schema", () => {
  test("with the place of what is wrong, and why", () => {
    const schema = { type: "array", items: { type: "object", properties: { n: { enum: [1, 2] } } } };
    expect(validate('[{"n":1},{"n":2}]', schema).valid).toBe(true);
    expect(validate('[{"n":1},{"n":3}]', schema).because).toContain("#/1/n");
  });

  test("and the reasons are few, however much is wrong", () => {
    const schema = { type: "array", items: { type: "string" } };
    const { valid, because } = validate(JSON.stringify(Array.from({ length: 500 }, (_, i) => i)), schema);
    expect(valid).toBe(false);
    expect(because.length).toBeLessThan(400);
  });

  test("and a schema that goes in circles gives no verdict but a reason", () => {
    expect(validate("1", { $ref: "#" })).toMatchObject({ valid: false });
  });
});
