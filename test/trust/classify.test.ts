import { expect, test } from "bun:test";
import type { Hit } from "../../src/model/finding.ts";
import type { Slot } from "../../src/model/slot.ts";
import { findIn, levelOf } from "../../src/trust/classify.ts";

const hit = (kind: string, level: Hit["level"]): Hit => ({
  detector: kind,
  kind,
  level,
  start: 0,
  end: 1,
  fingerprint: "hmac:0",
});
const slot = (text: string): Slot => ({ text, place: "user", message: 0, path: [], form: "text" });
const byDefault = { level: "internal", source: "default" } as const;

test("a finding knows the slot it stands in", () => {
  const find = (text: string) => (text.includes("@") ? [hit("pii.email", "internal")] : []);
  const findings = findIn([slot("nothing"), slot("a@b"), slot("c@d")], find);
  expect(findings.map((finding) => finding.slot)).toEqual([1, 2]);
});

test("the level is the highest of what was found and what was claimed", () => {
  const secret = [
    { ...hit("pii.email", "internal"), slot: 0 },
    { ...hit("secret.jwt", "secret"), slot: 1 },
  ];
  expect(levelOf(secret, [byDefault])).toMatchObject({ level: "secret", because: "it holds secret.jwt" });
  expect(levelOf([], [byDefault])).toMatchObject({ level: "internal" });
});

test("a label raises and never lowers", () => {
  const claimed = (level: Hit["level"]) => levelOf([], [byDefault, { level, source: "header" }]);
  expect(claimed("confidential")).toMatchObject({
    level: "confidential",
    because: expect.stringContaining("x-gateway-trust"),
  });
  expect(claimed("public")).toMatchObject({ level: "internal", because: expect.stringContaining("default") });
});
