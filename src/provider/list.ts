/** Which models a provider serves: asked of it in the way of its kind, or taken from the configuration. */
import { type Model, reachByName } from "../model/provider.ts";
import type { Caller } from "./call.ts";
import { DEMO, type Place } from "./catalogue.ts";
import { DEMO_MODEL } from "./demo.ts";
import type { Asking, Told } from "./list-ask.ts";
import type { Facts } from "./list-facts.ts";
import { listLlamaCpp } from "./list-llama-cpp.ts";
import { listLmStudio } from "./list-lmstudio.ts";
import { listOllama, passedOnBy } from "./list-ollama.ts";
import { listOpenAi } from "./list-openai.ts";

export type Listing = { readonly models: readonly Model[]; readonly trouble?: string };

/** Of the kinds that tell more than a list, or tell it better. */
type Lister = (asking: Asking) => Promise<Told<readonly Facts[]>>;

const LISTERS: Readonly<Record<string, Lister>> = {
  ollama: listOllama,
  lmstudio: listLmStudio,
  "llama-cpp": listLlamaCpp,
};

/**
 * Asks a provider nearby for its models; an external one is not asked: that it exists here is nobody's business yet.
 * Whatever takes longer than `timeoutMs` is done without.
 */
export async function listModels(place: Place, caller: Caller, timeoutMs: number): Promise<Listing> {
  if (place.kind === DEMO) return { models: [modelOf({ id: DEMO_MODEL }, place)] };
  const configured = place.models.map((id) => modelOf({ id }, place));
  const lister = LISTERS[place.kind];
  const settled = configured.length > 0 && lister === undefined;
  if (place.reach === "external" || settled) return { models: configured };
  const list = await (lister ?? listAnything)({ place, caller, signal: AbortSignal.timeout(timeoutMs) });
  if (!("told" in list)) return { models: configured, trouble: list.trouble };
  const listed = list.told.map((facts) => modelOf(facts, place));
  return { models: configured.length > 0 ? configured.map((model) => withFacts(model, listed)) : listed };
}

/** What only speaks OpenAI's dialect here may be an Ollama, whose list in that dialect does not say what it passes on. */
async function listAnything(asking: Asking): Promise<Told<readonly Facts[]>> {
  const [list, passedOn] = await Promise.all([listOpenAi(asking), passedOnBy(asking)]);
  if (!("told" in list) || passedOn.size === 0) return list;
  return { told: list.told.map((facts) => ({ ...facts, passedOn: passedOn.has(facts.id) })) };
}

/** What the configuration offers is offered, whether it is listed or not; what is told of it is worth knowing. */
function withFacts(model: Model, listed: readonly Model[]): Model {
  const { id } = model;
  const same = listed.find((one) => one.id === id) ?? listed.find((one) => one.also?.includes(id));
  return same === undefined ? model : { ...same, id };
}

function modelOf({ id, also, passedOn, context, can }: Facts, place: Place): Model {
  return {
    provider: place.name,
    id,
    reach: passedOn === true ? "external" : reachByName(id, place.reach),
    ...(also === undefined ? {} : { also }),
    ...(context === undefined ? {} : { context }),
    ...(can === undefined ? {} : { can }),
  };
}
