import { expect, test } from "bun:test";
import type { Hit } from "../../src/model/finding.ts";
import { levelOf } from "../../src/trust/classify.ts";

const hit = (kind: string, level: Hit["level"]): Hit => ({
  detector: kind,
  kind,
  level,
  start: 0,
  end: 1,
  fingerprint: "hmac:0",
});
const byDefault = { level: "internal", source: "default" } as const;

test("the level is the highest of what was found and what was claimed", () => {
  const secret = [hit("pii.email", "internal"), hit("secret.jwt", "secret")];
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
