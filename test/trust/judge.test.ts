import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LEVELS, rank, REACHES } from "../../src/model/level.ts";
import type { Policy } from "../../src/model/policy.ts";
import { fullPolicy, judge, type Subject } from "../../src/trust/judge.ts";

const subject = (level: Subject["level"], kinds: string[] = []): Subject => ({
  level,
  kinds,
  client: "codex",
  dialect: "openai-chat",
  opaque: false,
});
const vendor = { provider: "acme", id: "big", reach: "external" } as const;

describe("without rules of the user's", () => {
  const consented = { provider: "acme", level: "internal", entry: 7 } as const;
  const cases = [
    ["public", "external", undefined, true, "public-travels"],
    ["internal", "external", undefined, false, "internal-needs-consent"],
    ["internal", "external", consented, true, "internal-with-consent"],
    ["confidential", "external", consented, false, "confidential-stays"],
    ["secret", "external", consented, false, "no-secret-leaves"],
    ["secret", "network", undefined, true, "network-sees-all"],
    ["secret", "device", undefined, true, "device-sees-all"],
  ] as const;
  test.each(cases)("%s content for %s models", (level, reach, consent, allow, rule) => {
    const judged = judge(subject(level), { ...vendor, reach }, consent, fullPolicy([]));
    expect(judged).toMatchObject({ allow, rule });
    expect(judged.because).not.toBe("");
  });
});

describe("a rule of the user's", () => {
  const block = (when: Policy[number]["when"]): Policy => [{ name: "mine", when, then: "block", because: "I say so" }];
  const matching: [string, Policy[number]["when"]][] = [
    ["by level", { level: ["public", "internal"] }],
    ["by kind", { kind: "pii.email" }],
    ["by a kind's family", { kind: "pii" }],
    ["by reach", { reach: "external" }],
    ["by provider", { provider: ["acme", "other"] }],
    ["by model", { model: "big" }],
    ["by client", { client: "codex" }],
    ["by dialect", { dialect: "openai-chat" }],
    ["by all of them at once", { level: "public", kind: "pii", provider: "acme", client: "codex" }],
  ];
  test.each(matching)("matches %s", (_name, when) => {
    expect(judge(subject("public", ["pii.email"]), vendor, undefined, fullPolicy(block(when))).rule).toBe("mine");
  });

  const missing: [string, Policy[number]["when"]][] = [
    ["another level", { level: "secret" }],
    ["another kind", { kind: "pii.phone" }],
    ["half a family's name", { kind: "pi" }],
    ["another provider", { provider: "other" }],
    ["one key of two", { provider: "acme", client: "other" }],
  ];
  test.each(missing)("does not match %s", (_name, when) => {
    expect(judge(subject("public", ["pii.email"]), vendor, undefined, fullPolicy(block(when))).rule).not.toBe("mine");
  });

  test("cannot let a secret out", () => {
    const open: Policy = [{ name: "all", when: {}, then: "allow", because: "why not" }];
    expect(judge(subject("secret"), vendor, undefined, fullPolicy(open))).toMatchObject({ allow: false });
    expect(judge(subject("confidential"), vendor, undefined, fullPolicy(open))).toMatchObject({ allow: true });
  });
});

test("whatever rules block, more evidence never opens a way out (default policy)", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...LEVELS),
      fc.constantFrom(...LEVELS),
      fc.constantFrom(...REACHES),
      fc.option(fc.constantFrom(...LEVELS), { nil: undefined }),
      (a, b, reach, consented) => {
        const [low, high] = rank(a) <= rank(b) ? [a, b] : [b, a];
        const consent = consented === undefined ? undefined : { provider: "acme", level: consented, entry: 1 };
        const allows = (level: typeof a) => judge(subject(level), { ...vendor, reach }, consent, fullPolicy([])).allow;
        if (allows(high)) expect(allows(low)).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});
