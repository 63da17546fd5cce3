/** From the name a client asked for to the models it may mean, in the order to try them. */
import { type Model, type Provider, reachByName } from "../model/provider.ts";

/** The name that means any model there is, in the order of the configuration. */
export const AUTO = "auto";

/** After a provider's name: what it serves beside its models. */
export const NO_MODEL = "*";

export type Catalogue = {
  readonly aliases: Readonly<Record<string, string | readonly string[]>>;
  readonly providers: ReadonlyMap<string, Provider>;
  /** Every model known, in the order of the configuration's providers. */
  readonly models: readonly Model[];
};

/** Empty when the name leads nowhere. An alias wins over a listed name, so that a user's word is the last. */
export function resolve(asked: string, catalogue: Catalogue): readonly Model[] {
  const alias = Object.hasOwn(catalogue.aliases, asked) ? catalogue.aliases[asked] : undefined;
  if (alias === undefined) return named(asked, catalogue);
  const targets = typeof alias === "string" ? [alias] : alias;
  return unique(targets.flatMap((target) => named(target, catalogue)));
}

function named(name: string, catalogue: Catalogue): readonly Model[] {
  const listed = called(name, catalogue.models);
  if (listed.length > 0) return listed;
  if (name === AUTO) return catalogue.models;
  const slash = name.indexOf("/");
  const provider = slash > 0 ? catalogue.providers.get(name.slice(0, slash)) : undefined;
  const meant =
    provider === undefined
      ? vendorsOf(name, catalogue).map((vendor) => ofProvider(vendor, name, catalogue.models))
      : [ofProvider(provider, name.slice(slash + 1), catalogue.models)];
  return meant.filter((model) => model !== undefined);
}

/** A vendor's client asks for the vendor's models by their bare names, and not every vendor is asked for a list. */
function vendorsOf(name: string, { providers }: Catalogue): readonly Provider[] {
  return [...providers.values()].filter(({ names }) => names?.some((beginning) => name.startsWith(beginning)));
}

/**
 * A provider whose list is not known is taken at the user's word; one that is known has only what it lists. Models that a
 * host of the user's passes on are known even while it is silent, and make no list.
 */
function ofProvider(provider: Provider, id: string, models: readonly Model[]): Model | undefined {
  const own = models.filter((model) => model.provider === provider.name);
  if (id === NO_MODEL) return { provider: provider.name, id, reach: provider.reach };
  const known = called(id, own)[0];
  if (known !== undefined || id === "" || own.some((model) => model.reach === provider.reach)) return known;
  return { provider: provider.name, id, reach: reachByName(id, provider.reach) };
}

/** By their own name, or where nothing has it, by another that their provider takes for it. */
function called(name: string, models: readonly Model[]): readonly Model[] {
  const own = models.filter((model) => model.id === name);
  return own.length > 0 ? own : models.filter((model) => model.also?.includes(name));
}

function unique(models: readonly Model[]): readonly Model[] {
  const seen = new Set<string>();
  return models.filter((model) => {
    const name = `${model.provider}/${model.id}`;
    return seen.has(name) ? false : seen.add(name);
  });
}
