/** classify → judge → choose: the whole decision for one request, as a value. Pure: law 1 rests on it. */
import type { Level } from "../model/level.ts";
import type { Label, Plan } from "../model/plan.ts";
import type { GatewayRequest } from "../model/request.ts";
import { choose, type Choice, type Fallback } from "../route/choose.ts";
import { resolve } from "../route/resolve.ts";
import { levelOf } from "../trust/classify.ts";
import { judge, type Subject } from "../trust/judge.ts";
import { answersItself, wayTo } from "../wire/translate.ts";
import { hintFor } from "./hint.ts";
import type { World } from "./world.ts";

/** What is known of a request beside its body. `at`: Unix milliseconds. `claimed`: its x-gateway-trust header. */
export type Occasion = {
  readonly id: string;
  readonly at: number;
  readonly client: string;
  /** Size of the body as received. */
  readonly bytes: number;
  readonly claimed?: Level;
  /** The session its client says it belongs to. */
  readonly session?: string;
  /** The same turn of that session was asked before. */
  readonly again?: Again;
  /** The level that the request itself gives its content, where its dialect can. */
  readonly said?: Level;
};

/** `first`: the receipt of the first time; `times`: how often within the last minute, this time included. */
export type Again = { readonly first: string; readonly times: number };

/** A session that asks the same more often than this within a minute has lost its way. */
export const TIMES_MAX = 20;

/** More characters to a token there are in no text that somebody wrote: beyond this a window is surely too small. */
const CHARS_PER_TOKEN_MAX = 6;

export function plan(request: GatewayRequest, world: World, occasion: Occasion): Plan {
  const findings = request.seen;
  const leveled = levelOf(findings, labelsOf(world, occasion));
  const subject: Subject = {
    level: leveled.level,
    kinds: findings.length === 0 ? [] : [...new Set(findings.map((finding) => finding.kind))],
    client: occasion.client,
    dialect: request.dialect,
    opaque: request.opaque,
  };
  const choice = isLoop(occasion) ? LOOP : chooseFor(request, world, subject);
  return {
    id: occasion.id,
    at: occasion.at,
    dialect: request.dialect,
    client: occasion.client,
    ...(occasion.session === undefined ? {} : { session: occasion.session }),
    ...(occasion.again === undefined ? {} : { again: occasion.again.first }),
    asked: request.model,
    stream: request.stream,
    bytes: occasion.bytes,
    messages: request.messages,
    level: leveled.level,
    levelBecause: leveled.because,
    labels: leveled.labels,
    findings,
    ...choice,
    hint: hintFor(choice, request.model, world),
    policyDigest: world.policyDigest,
  };
}

const LOOP: Choice = {
  verdict: "block",
  because: `its session has asked the same more than ${TIMES_MAX} times within a minute`,
  routes: [],
  passed: [],
};

function isLoop({ again }: Occasion): boolean {
  return again !== undefined && again.times > TIMES_MAX;
}

function chooseFor(request: GatewayRequest, world: World, subject: Subject): Choice {
  const asked = resolve(request.model, world);
  if (asked.length === 0) {
    return { verdict: "unknown-model", because: `no provider here has a model of that name`, routes: [], passed: [] };
  }
  const choice = choose(asked, fallbackFor(subject.level, world), {
    mode: world.mode,
    needs: request.needs,
    tokens: Math.floor(request.chars / CHARS_PER_TOKEN_MAX),
    judge: (model) => judge(subject, model, world.consents.get(model.provider), world.policy),
    wayTo: (model) => wayTo(world.providers.get(model.provider)?.speaks ?? [], request),
    health: world.health,
    consents: world.consents,
  });
  if (choice.routes.length > 0 || !answersItself(request)) return choice;
  return { ...choice, verdict: "own", because: "the gateway can answer this itself, and sends nothing" };
}

/** Only a secret's way out has an action of its own; anything less stays among the models asked for. */
function fallbackFor(level: Level, world: World): Fallback {
  if (level !== "secret") return { kind: "asked" };
  return world.trust.on_secret === "local" ? { kind: "near", models: world.models } : { kind: "refuse" };
}

function labelsOf(world: World, occasion: Occasion): readonly Label[] {
  const labels: Label[] = [{ level: world.trust.default, source: "default" }];
  const floor = Object.hasOwn(world.floors, occasion.client) ? world.floors[occasion.client] : undefined;
  if (floor !== undefined) labels.push({ level: floor, source: "client" });
  if (occasion.claimed !== undefined) labels.push({ level: occasion.claimed, source: "header" });
  if (occasion.said !== undefined) labels.push({ level: occasion.said, source: "request" });
  return labels;
}
