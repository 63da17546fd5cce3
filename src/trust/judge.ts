/** The policy, applied: may this model see this content? Pure; every answer names its rule and its reason. */
import { rank, type Level } from "../model/level.ts";
import type { Judgement } from "../model/plan.ts";
import type { Policy, When } from "../model/policy.ts";
import type { Consent, Model } from "../model/provider.ts";
import type { Dialect } from "../model/request.ts";
import { FIRST_RULES, LAST_RULES } from "./default-policy.ts";

/** What a request is, as far as rules look at it. */
export type Subject = {
  readonly level: Level;
  readonly kinds: readonly string[];
  readonly client: string;
  readonly dialect: Dialect;
  readonly opaque: boolean;
};

/** The user's rules between those that none may precede and those that decide the rest. */
export function fullPolicy(rules: Policy): Policy {
  return [...FIRST_RULES, ...rules, ...LAST_RULES];
}

/** `policy` is a full one: its last rule has no condition. */
export function judge(
  subject: Subject,
  model: Pick<Model, "provider" | "id" | "reach">,
  consent: Consent | undefined,
  policy: Policy,
): Judgement {
  const consented = consent !== undefined && rank(consent.level) >= rank(subject.level);
  for (const rule of policy) {
    if (matches(rule.when, subject, model, consented)) {
      return { allow: rule.then === "allow", rule: rule.name, because: rule.because };
    }
  }
  return { allow: false, rule: "nothing-else", because: "no rule allows it" };
}

function matches(
  when: When,
  subject: Subject,
  model: Pick<Model, "provider" | "id" | "reach">,
  consented: boolean,
): boolean {
  return (
    among(when.reach, model.reach) &&
    among(when.level, subject.level) &&
    (when.consented === undefined || when.consented === consented) &&
    among(when.provider, model.provider) &&
    among(when.model, model.id) &&
    among(when.client, subject.client) &&
    among(when.dialect, subject.dialect) &&
    (when.opaque === undefined || when.opaque === subject.opaque) &&
    (when.kind === undefined || subject.kinds.some((kind) => families(kind).some((name) => among(when.kind, name))))
  );
}

function among(wanted: string | readonly string[] | undefined, value: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? wanted === value : wanted.includes(value);
}

/** `secret.github-token` is also of the family `secret`. */
function families(kind: string): string[] {
  const dot = kind.indexOf(".");
  return dot < 0 ? [kind] : [kind, kind.slice(0, dot)];
}
