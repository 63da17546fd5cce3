/** What a person can type or change to get another verdict, and the sentence a client shows when there is none. */
import { LEVELS, rank, type Level } from "../model/level.ts";
import type { PassedOver, Plan } from "../model/plan.ts";
import type { Seen } from "../model/finding.ts";
import type { Choice } from "../route/choose.ts";
import type { World } from "./world.ts";

/** Empty when the first model asked for will serve. */
export function hintFor(choice: Choice, asked: string, world: World): string {
  if (choice.verdict === "allow" || choice.verdict === "own") return "";
  if (choice.verdict === "unknown-model") return unknownModel(asked, world);
  const kept = choice.passed.find((one) => one.reason === "policy");
  if (kept !== undefined) return policyHint(kept, world);
  if (choice.verdict === "block") return "wait a minute, or say something else";
  if (!choice.passed.some((one) => one.reason === "down"))
    return "ask for another model (gateway models lists them, and what each can)";
  return "start the runtime, or ask for another model (gateway models lists them)";
}

function policyHint(kept: PassedOver, world: World): string {
  if (kept.rule === "internal-needs-consent") return `run: gateway consent grant ${kept.provider} --level internal`;
  if (kept.rule?.startsWith("mode-")) return "set mode: open in the configuration";
  if (kept.rule === "no-secret-leaves" || kept.rule === "confidential-stays") {
    const near = world.models.find((model) => model.reach !== "external");
    const ask =
      near === undefined ? "add a model on this machine" : `ask for ${near.provider}/${near.id}, which runs nearby`;
    return `take it out of the request, or ${ask}`;
  }
  return `change the rule '${kept.rule}' in the policy`;
}

function unknownModel(asked: string, world: World): string {
  const some = world.models.slice(0, 3).map((model) => `${model.provider}/${model.id}`);
  const examples = some.length === 0 ? "add a provider to the configuration first" : `such as ${some.join(", ")}`;
  const slash = asked.indexOf("/") > 0 ? "" : ", or name the provider too: provider/model";
  return `ask for a model that gateway models lists, ${examples}${slash}`;
}

/** One sentence each: what was found and where, never the value; what would change it; the receipt. */
export function refusal(plan: Plan): string {
  const found = worst(plan.findings, plan.level);
  const what = found === undefined ? `this request is ${plan.level}` : describe(found, plan.findings);
  const model = plan.passed.find((one) => one.reason === "policy");
  const where = model === undefined ? "" : ` (${model.provider}/${model.model}, ${model.reach})`;
  return `Blocked by policy: ${what}, and ${plan.because}${where}. To change this: ${plan.hint}. Receipt ${plan.id}`;
}

function describe(found: Seen, all: readonly Seen[]): string {
  const others = all.filter((one) => one.level === found.level).length - 1;
  const more = others > 0 ? ` and ${others} more` : "";
  return `found ${found.kind} in ${whereabouts(found)}${more}`;
}

/** Messages are counted from 1, as people do. */
export function whereabouts(seen: Pick<Seen, "message" | "place">): string {
  return seen.message < 0 ? `the request (${seen.place})` : `message ${seen.message + 1} (${seen.place})`;
}

function worst(findings: readonly Seen[], level: Level): Seen | undefined {
  return findings.find((finding) => rank(finding.level) >= rank(level) && level !== LEVELS[0]);
}
