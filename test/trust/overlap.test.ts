import { expect, test } from "bun:test";
import fc from "fast-check";
import { LEVELS } from "../../src/model/level.ts";
import { better, resolve, type Found } from "../../src/trust/overlap.ts";

const at = (start: number, end: number, more: Partial<Found> = {}): Found => ({
  start,
  end,
  level: "secret",
  generic: false,
  row: 0,
  ...more,
});

test("the higher level wins, then the row that knows the format, then the longer", () => {
  expect(resolve([at(0, 9, { level: "internal" }), at(2, 4)])).toEqual([at(2, 4)]);
  expect(resolve([at(0, 9, { generic: true }), at(2, 4)])).toEqual([at(2, 4)]);
  expect(resolve([at(0, 4), at(2, 9)])).toEqual([at(2, 9)]);
});

test("hits that only touch both stay", () => {
  expect(resolve([at(4, 8), at(0, 4)])).toEqual([at(0, 4), at(4, 8)]);
});

test("what a beaten hit had kept out comes back", () => {
  const low = at(0, 3, { level: "internal" });
  expect(resolve([low, at(2, 6, { level: "confidential" }), at(5, 9)])).toEqual([low, at(5, 9)]);
});

test("every hit is kept or overlaps a better one that is, and no two kept overlap", () => {
  const hit = fc.record({
    start: fc.nat(60),
    length: fc.integer({ min: 1, max: 12 }),
    level: fc.constantFrom(...LEVELS),
    generic: fc.boolean(),
    row: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(hit, { maxLength: 30 }), (hits) => {
      const all = hits.map(({ start, length, ...rest }): Found => ({ start, end: start + length, ...rest }));
      const kept = resolve([...all]);
      for (let i = 1; i < kept.length; i++) expect(kept[i]!.start).toBeGreaterThanOrEqual(kept[i - 1]!.end);
      for (const found of all) {
        expect(
          kept.some((other) => other.start < found.end && other.end > found.start && better(other, found) <= 0),
        ).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
