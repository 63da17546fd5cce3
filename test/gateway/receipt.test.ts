import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Draft,
  draftOf,
  lostText,
  openedText,
  type Outcome,
  receiptText,
  unreadText,
} from "../../src/gateway/receipt.ts";
import { LEVELS, REACHES } from "../../src/model/level.ts";
import type { Plan } from "../../src/model/plan.ts";
import { ENDS } from "../../src/model/receipt.ts";
import { PLACES } from "../../src/model/slot.ts";
import { canonical } from "../../src/store/entry.ts";

// anything a client or a configuration may name, lone surrogates included
const name = fc.string({ unit: "binary", maxLength: 12 });
const label = fc.record({
  source: fc.constantFrom("header" as const, "default" as const),
  level: fc.constantFrom(...LEVELS),
});
const reach = fc.constantFrom(...REACHES);
const plain = fc.string({ maxLength: 20 });
const route = fc.record(
  {
    rule: plain,
    reach,
    provider: plain,
    model: name,
    consent: fc.nat(),
    because: plain,
    dialect: fc.constant("openai-chat" as const),
    dropped: fc.array(plain, { maxLength: 2 }),
  },
  { requiredKeys: ["rule", "reach", "provider", "model", "because", "dialect"] },
);
const passed = fc.record(
  {
    rule: plain,
    reach,
    reason: fc.constantFrom("policy" as const, "down" as const),
    provider: plain,
    model: name,
    because: plain,
  },
  { requiredKeys: ["reach", "reason", "provider", "model", "because"] },
);
const finding = fc.record({
  path: fc.constant(["messages", 0, "content"]),
  start: fc.nat(),
  end: fc.nat(),
  detector: plain,
  kind: fc.constantFrom("pii.email", "secret.jwt"),
  level: fc.constantFrom(...LEVELS),
  fingerprint: plain,
  place: fc.constantFrom(...PLACES),
  message: fc.integer({ min: -1, max: 3 }),
});
const plan: fc.Arbitrary<Plan> = fc.record({
  id: plain,
  at: fc.nat(),
  dialect: fc.constant("openai-chat" as const),
  client: plain,
  asked: name,
  stream: fc.boolean(),
  bytes: fc.nat(),
  messages: fc.nat(),
  level: fc.constantFrom(...LEVELS),
  levelBecause: plain,
  labels: fc.array(label, { maxLength: 2 }),
  findings: fc.array(finding, { maxLength: 6 }),
  verdict: fc.constantFrom("allow" as const, "local" as const, "block" as const),
  because: plain,
  hint: plain,
  routes: fc.array(route as fc.Arbitrary<Plan["routes"][number]>, { maxLength: 2 }),
  passed: fc.array(passed as fc.Arbitrary<Plan["passed"][number]>, { maxLength: 2 }),
  policyDigest: plain,
});
const usage = fc.record(
  { reasoning: fc.nat(), output: fc.nat(), input: fc.nat(), cached: fc.nat() },
  { requiredKeys: ["input", "output"] },
) as fc.Arbitrary<NonNullable<Outcome["usage"]>>;
const outcome = fc.record(
  {
    attempts: fc.array(
      fc.record({
        status: fc.nat(599),
        provider: plain,
        ms: fc.double({ min: 0, max: 1e6, noNaN: true }),
        model: name,
        because: plain,
      }),
      { maxLength: 2 },
    ),
    end: fc.constantFrom(...ENDS),
    error: plain,
    firstByteMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    served: name,
    reach: fc.constantFrom(...REACHES, "none" as const),
    status: fc.nat(599),
    totalMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    usage,
  },
  { requiredKeys: ["attempts", "end", "firstByteMs", "served", "reach", "status", "totalMs"] },
) as fc.Arbitrary<Outcome>;

/** Strings and integers only: what a ledger entry may hold. */
function onlyStringsAndIntegers(value: unknown): boolean {
  if (typeof value === "string") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  return typeof value === "object" && value !== null && Object.values(value).every(onlyStringsAndIntegers);
}

describe("what goes into the ledger", () => {
  test("is canonical JSON of strings and integers, for any plan and outcome", () => {
    fc.assert(
      fc.property(plan, outcome, (made, came) => {
        const texts = [
          receiptText(draftOf(made), came, came.attempts, came.totalMs),
          ...made.routes.map((one) => openedText(draftOf(made), one)),
        ];
        for (const text of texts) {
          const value: unknown = JSON.parse(text);
          expect(text).toBe(canonical(value));
          expect(onlyStringsAndIntegers(value)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("counts findings of one kind in one place, and keeps neither offsets nor fingerprints", () => {
    fc.assert(
      fc.property(plan, (made) => {
        const { findings } = draftOf(made);
        expect(findings.reduce((sum, one) => sum + one.count, 0)).toBe(made.findings.length);
        for (const one of findings) expect(Object.keys(one)).toEqual(["count", "kind", "level", "message", "place"]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is canonical for runs that were lost and requests that could not be read", () => {
    const opened = JSON.parse(
      openedText({ id: "1", asked: "m", bytes: 2, client: "c", dialect: "openai-chat", level: "internal" } as Draft, {
        provider: "p",
        model: "m",
        reach: "external",
        rule: "r",
        because: "b",
        dialect: "openai-chat",
      }),
    );
    const occasion = { id: "1", at: 2, bytes: 3, client: "c", dialect: "openai-chat", level: "internal" } as const;
    for (const text of [lostText(opened, 5), unreadText(occasion, 400, "bad-request")]) {
      expect(text).toBe(canonical(JSON.parse(text)));
    }
    expect(JSON.parse(lostText(opened, 5))).toMatchObject({ end: "lost", asked: "m", reach: "external" });
    expect(JSON.parse(unreadText(occasion, 400, "bad-request"))).toMatchObject({
      end: "refused",
      verdict: "invalid",
      status: 400,
    });
  });
});
