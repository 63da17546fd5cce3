import { describe, expect, test } from "bun:test";
import { detect } from "../../src/trust/detect.ts";
import { DETECTORS } from "../../src/trust/detectors.ts";
import { PII_CASES } from "../fixture/pii-cases.ts";
import { SECRET_CASES } from "../fixture/secrets-cases.ts";

const CASES = [...SECRET_CASES, ...PII_CASES];
const same = (value: string) => value;
const ids = (text: string) => detect(text, same).map((hit) => hit.detector);

describe("every detector", () => {
  test.each(CASES.map((one) => [one.id, one] as const))("%s finds its value, at its place", (id, { text, value }) => {
    const hit = detect(text, same).find((hit) => hit.detector === id);
    expect({ id, found: hit && text.slice(hit.start, hit.end) }).toEqual({ id, found: value });
  });

  test.each(CASES.map((one) => [one.id, one] as const))("%s passes over what only comes close", (id, { near }) => {
    expect(ids(near)).not.toContain(id);
  });

  test("has a case, and no case is without its detector", () => {
    expect(CASES.map((one) => one.id).sort()).toEqual(DETECTORS.map((row) => row.id).sort());
  });
});

describe("a row", () => {
  test("says where its format comes from, and its kind has a family", () => {
    for (const row of DETECTORS) {
      expect(row.source.length).toBeGreaterThan(4);
      expect(row.kind).toMatch(/^(?:secret|pii)\.[a-z0-9-]+$/);
    }
  });

  test("of a secret is secret, of money or identity confidential, of an address internal", () => {
    const levels = Object.groupBy(DETECTORS, (row) => row.level);
    expect(levels.public).toBeUndefined();
    expect(levels.internal?.map((row) => row.kind).sort()).toEqual(["pii.email", "pii.phone", "pii.phone"]);
    expect(levels.confidential?.filter((row) => row.kind.startsWith("secret.")).map((row) => row.id)).toEqual([
      "password-hash",
    ]);
    expect(levels.secret?.every((row) => row.kind.startsWith("secret."))).toBe(true);
  });

  test("has a sticky pattern in which every quantifier is bounded and nothing is referred back to", () => {
    for (const row of DETECTORS) {
      if ("scan" in row) continue;
      const bare = row.pattern.source.replace(/\\./g, "_").replace(/\[[^\]]*\]/g, "C");
      expect({ id: row.id, sticky: row.pattern.sticky, open: /[*+]|\{\d+,\}/.exec(bare)?.[0] }).toEqual({
        id: row.id,
        sticky: true,
        open: undefined,
      });
      expect({ id: row.id, back: /\\[1-9]|\\k/.exec(row.pattern.source)?.[0] }).toEqual({
        id: row.id,
        back: undefined,
      });
    }
  });

  test("has literals that the automaton can hold, or digits to start with", () => {
    for (const row of DETECTORS) {
      for (const literal of row.literals ?? []) expect(literal).toBe(literal.toLowerCase());
      expect((row.literals?.length ?? 0) > 0 || "digits" in row).toBe(true);
    }
  });
});
