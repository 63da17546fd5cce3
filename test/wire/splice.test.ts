import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hasDuplicateKeys } from "../../src/wire/duplicate-keys.ts";
import type { Path } from "../../src/wire/json.ts";
import { split } from "../../src/wire/split.ts";
import { replaceAt, splice } from "../../src/wire/splice.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const key = fc
  .oneof(fc.constantFrom("a", "model", "content", 'q"uote', "b\\s", "é", "\n"), fc.string({ maxLength: 5 }))
  .filter((one) => one !== "__proto__");
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom('"', "\\", '{"model":"x"}', "]},"),
);
const { value: anyJson } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const spaces = fc.array(fc.constantFrom("", " ", "\n", "\t ", "\r\n"), { minLength: 1, maxLength: 5 });

/** JSON with spaces of our own in every place where they may stand, and where each value stands. */
function write(value: Json, gaps: readonly string[], spans: Map<string, [number, number]>): string {
  let text = "";
  let turn = 0;
  const gap = () => (text += gaps[turn++ % gaps.length]);
  const put = (one: Json, path: Path): void => {
    gap();
    const start = text.length;
    if (Array.isArray(one)) {
      text += "[";
      one.forEach((item, i) => {
        if (i > 0) text += ",";
        put(item, [...path, i]);
      });
      gap();
      text += "]";
    } else if (typeof one === "object" && one !== null) {
      text += "{";
      Object.entries(one).forEach(([name, item], i) => {
        if (i > 0) text += ",";
        gap();
        text += JSON.stringify(name);
        gap();
        text += ":";
        put(item, [...path, name]);
      });
      gap();
      text += "}";
    } else text += JSON.stringify(one);
    spans.set(JSON.stringify(path), [start, text.length]);
    gap();
  };
  put(value, []);
  return text;
}

test("a value is replaced where its path leads, and every other byte stays", () => {
  fc.assert(
    fc.property(anyJson, spaces, fc.nat(), leaf, (value, gaps, choice, fresh) => {
      const spans = new Map<string, [number, number]>();
      const body = write(value, gaps, spans);
      const [path, [start, end]] = [...spans][choice % spans.size]!;
      const raw = JSON.stringify(fresh);
      expect(splice(body, [{ path: JSON.parse(path) as Path, value: raw }])).toBe(
        body.slice(0, start) + raw + body.slice(end),
      );
    }),
    { numRuns: 3_000 },
  );
});

function withModel(body: string, model: string): string {
  const named = split(body, []).pieces.filter((piece) => piece.field === "model");
  const spans = named.map(({ start, text }) => ({ start, end: start + text.length }));
  return new TextDecoder().decode(replaceAt(Buffer.from(body), body, spans, JSON.stringify(model)));
}

/** Whether a parser that goes piece by piece takes the text for an object. */
function isObjectInPieces(text: string): boolean {
  try {
    for (const piece of split(text, ["a", "content"]).pieces) JSON.parse(piece.text);
    return true;
  } catch {
    return false;
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

describe("a body in pieces", () => {
  test("is its fields and the elements of its lists, each where it stands", () => {
    fc.assert(
      fc.property(fc.dictionary(key, anyJson, { maxKeys: 5, noNullPrototype: true }), spaces, (value, gaps) => {
        const spans = new Map<string, [number, number]>();
        const body = write(value, gaps, spans);
        const expected = Object.entries(value).flatMap(([field, held]) => {
          if (field !== "a" || !Array.isArray(held)) return [{ field, index: -1, path: [field] as Path }];
          return held.map((_, index) => ({ field, index, path: [field, index] as Path }));
        });
        const found = split(body, ["a"]);
        expect(found.ambiguous).toBe(false);
        expect(found.pieces.map(({ field, index, start, text }) => [field, index, start, start + text.length])).toEqual(
          expected.map(({ field, index, path }) => [field, index, ...spans.get(JSON.stringify(path))!]),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test("is taken for JSON if, and only if, it is: one character changed, left out or put in", () => {
    const marks = fc.constantFrom(...'{}[]":, \\tn01-e.\n\u0000\u0001é');
    fc.assert(
      fc.property(
        fc.dictionary(key, anyJson, { maxKeys: 4, noNullPrototype: true }),
        spaces,
        fc.nat(),
        fc.nat(1),
        fc.oneof(marks, fc.constant("")),
        (value, gaps, at, cut, put) => {
          const body = write(value, gaps, new Map());
          const place = at % (body.length + 1);
          const changed = body.slice(0, place) + put + body.slice(place + cut);
          expect(isObjectInPieces(changed)).toBe(isObject(changed));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test.each([`{"a":1,"a":2}`, `{"a":1,"\\u0061":2}`])("says when a field stands twice: %s", (body) => {
    expect(split(body, []).ambiguous).toBe(true);
  });
});

describe("the model's name", () => {
  const cases: readonly [string, string, string][] = [
    ["alone", `{"model":"a"}`, `{"model":"b"}`],
    ["with spaces", `{ "model"\t:\n "a" }`, `{ "model"\t:\n "b" }`],
    [
      "behind a message that speaks of it",
      `{"m":"\\"model\\":\\"a\\"","model":"a"}`,
      `{"m":"\\"model\\":\\"a\\"","model":"b"}`,
    ],
    ["deeper down it is another", `{"x":{"model":"a"},"model":"a"}`, `{"x":{"model":"a"},"model":"b"}`],
    ["with its key escaped", `{"mod\\u0065l":"a"}`, `{"mod\\u0065l":"b"}`],
    ["given twice, both are replaced", `{"model":"a","x":1,"model":"c"}`, `{"model":"b","x":1,"model":"b"}`],
    ["missing, nothing is", `{"x":"model"}`, `{"x":"model"}`],
    [
      "behind numbers and literals",
      `{"t":-1.5e+3,"u":true,"v":null,"w":[],"model":"a"}`,
      `{"t":-1.5e+3,"u":true,"v":null,"w":[],"model":"b"}`,
    ],
  ];
  test.each(cases)("%s", (_where, body, expected) => {
    expect(withModel(body, "b")).toBe(expected);
  });

  test("among characters of several bytes, only its own are replaced", () => {
    expect(withModel(`{"a":"é😀","model":"ü","b":"ß"}`, "x")).toBe(`{"a":"é😀","model":"x","b":"ß"}`);
  });

  test("several places are replaced at once, and what leads nowhere is left out", () => {
    const body = `{"a":[1,2,{"b":"x"}],"c":"y"}`;
    const edits = [
      { path: ["c"], value: `"Y"` },
      { path: ["a", 2, "b"], value: `"X"` },
      { path: ["a", 9], value: "0" },
      { path: ["c", "d"], value: "0" },
    ];
    expect(splice(body, edits)).toBe(`{"a":[1,2,{"b":"X"}],"c":"Y"}`);
  });
});

describe("a key that stands twice", () => {
  test.each([
    [`{"a":1,"a":2}`, true],
    [`{"a":1,"\\u0061":2}`, true],
    [`{"x":[{"b":1,"b":1}]}`, true],
    [`{"a":{"a":{"a":1}}}`, false],
    [`[{"a":1},{"a":1}]`, false],
    [`{"a":"b","b":"a"}`, false],
    [`{"a":"\\"a\\":1,\\"a\\":2"}`, false],
    [`{"a":["a","a"],"b":{"a":1}}`, false],
    [`{"":1,"":2}`, true],
    [`{}`, false],
    [`"a"`, false],
  ])("in %s: %p", (body, expected) => {
    expect(hasDuplicateKeys(body)).toBe(expected);
  });

  test("is found at any place of any JSON, and nowhere else", () => {
    fc.assert(
      fc.property(anyJson, spaces, fc.boolean(), (value, gaps, twice) => {
        const inner = write(value, gaps, new Map());
        expect(hasDuplicateKeys(`[${inner},{"k":1${twice ? `,"k":${inner}` : ""}}]`)).toBe(twice);
      }),
      { numRuns: 2_000 },
    );
  });
});
