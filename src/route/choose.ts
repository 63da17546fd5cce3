/** Among the models a name may mean, those that may and can serve, in order, with a reason for each that is passed over. */
import type { Mode } from "../model/config.ts";
import type { Judgement, PassedOver, Route, Verdict, Way } from "../model/plan.ts";
import type { Consent, Health, Model } from "../model/provider.ts";
import type { Need } from "../model/need.ts";

export type Choice = {
  readonly verdict: Verdict;
  readonly because: string;
  readonly routes: readonly Route[];
  readonly passed: readonly PassedOver[];
};

export type Circumstances = {
  readonly mode: Mode;
  readonly needs: readonly Need[];
  /** The prompt has at least so many. */
  readonly tokens: number;
  readonly judge: (model: Model) => Judgement;
  readonly wayTo: (model: Model) => Way;
  readonly health: ReadonlyMap<string, Health>;
  readonly consents: ReadonlyMap<string, Consent>;
};

/** What to do when policy keeps a request from the first model asked for. `near`: also look beyond those asked for. */
export type Fallback =
  | { readonly kind: "refuse" }
  | { readonly kind: "asked" }
  | { readonly kind: "near"; readonly models: readonly Model[] };

/** `asked` holds at least one model, in the order of preference. */
export function choose(asked: readonly Model[], fallback: Fallback, at: Circumstances): Choice {
  const { routes, passed } = consider(asked, at);
  const kept = passed.find((one) => one.reason === "policy");
  const firstIsKept = kept !== undefined && isSame(kept, asked[0]!);
  if (firstIsKept && fallback.kind === "refuse") return { verdict: "block", because: kept.because, routes: [], passed };
  if (routes.length > 0) return served(routes, passed, firstIsKept ? kept : undefined);
  if (kept !== undefined && fallback.kind === "near") {
    const others = fallback.models.filter(
      (model) => model.reach !== "external" && !asked.some((one) => same(one, model)),
    );
    const near = consider(others, at);
    if (near.routes.length > 0) return served(near.routes, [...passed, ...near.passed], kept);
  }
  const down = passed.find((one) => one.reason === "down");
  if (kept !== undefined && down === undefined) return { verdict: "block", because: kept.because, routes, passed };
  return { verdict: "no-route", because: (down ?? passed[0])?.because ?? "no model is known", routes, passed };
}

function served(routes: readonly Route[], passed: readonly PassedOver[], kept: PassedOver | undefined): Choice {
  const because =
    kept === undefined ? routes[0]!.because : `${kept.provider}/${kept.model} was passed over: ${kept.because}`;
  return { verdict: kept === undefined ? "allow" : "local", because, routes, passed };
}

/** Models that did not answer last time keep their order, behind those that did. */
function consider(models: readonly Model[], at: Circumstances): { routes: Route[]; passed: PassedOver[] } {
  const up: Route[] = [];
  const down: Route[] = [];
  const passed: PassedOver[] = [];
  for (const model of models) {
    const decided = decide(model, at);
    if ("reason" in decided) passed.push(decided);
    else (at.health.get(model.provider)?.state === "down" ? down : up).push(decided);
  }
  return { routes: down.length === 0 ? up : [...up, ...down], passed };
}

function decide(model: Model, at: Circumstances): Route | PassedOver {
  const name = { provider: model.provider, model: model.id, reach: model.reach };
  const mode = modeRefuses(at.mode, model);
  if (mode !== undefined) return { ...name, reason: "policy", rule: `mode-${at.mode}`, because: mode };
  const judgement = at.judge(model);
  if (!judgement.allow) return { ...name, reason: "policy", rule: judgement.rule, because: judgement.because };
  const lacks = model.can === undefined ? undefined : at.needs.find((need) => !model.can!.includes(need));
  if (lacks !== undefined) return { ...name, reason: "unable", because: `it cannot do ${lacks}` };
  if (model.context !== undefined && model.context < at.tokens)
    return { ...name, reason: "unable", because: tooLong(at.tokens, model.context) };
  const way = at.wayTo(model);
  if ("refused" in way) return { ...name, reason: "unable", because: way.refused };
  const health = at.health.get(`${model.provider}/${model.id}`);
  if (health?.state === "resting") return { ...name, reason: "down", because: health.because };
  const consent = model.reach === "external" ? at.consents.get(model.provider) : undefined;
  const route = { ...name, rule: judgement.rule, because: judgement.because, ...way };
  return consent === undefined ? route : { ...route, consent: consent.entry };
}

function tooLong(tokens: number, context: number): string {
  return `the prompt has at least ${tokens} tokens, and its window holds ${context}`;
}

function modeRefuses(mode: Mode, model: Model): string | undefined {
  if (mode === "offline" && model.reach !== "device") return "the mode is offline: nothing goes beyond this machine";
  if (mode === "local" && model.reach === "external") return "the mode is local: nothing goes to a third party";
  return undefined;
}

function isSame(passed: PassedOver, model: Model): boolean {
  return passed.provider === model.provider && passed.model === model.id;
}

function same(a: Model, b: Model): boolean {
  return a.provider === b.provider && a.id === b.id;
}
