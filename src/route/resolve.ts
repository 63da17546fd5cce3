/** From the name a client asked for to the models it may mean, in the order to try them. */
import type { Model, Provider } from "../model/provider.ts";

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
  const listed = catalogue.models.filter((model) => model.id === name);
  if (listed.length > 0) return listed;
  if (name === AUTO) return catalogue.models;
  const slash = name.indexOf("/");
  const provider = slash > 0 ? catalogue.providers.get(name.slice(0, slash)) : undefined;
  if (provider === undefined) return [];
  return [ofProvider(provider, name.slice(slash + 1), catalogue.models)].filter((model) => model !== undefined);
}

/** A provider whose list is not known is taken at the user's word; one that is known has only what it lists. */
function ofProvider(provider: Provider, id: string, models: readonly Model[]): Model | undefined {
  const own = models.filter((model) => model.provider === provider.name);
  if (id === NO_MODEL) return { provider: provider.name, id, reach: provider.reach };
  const known = own.find((model) => model.id === id);
  if (known !== undefined || own.length > 0 || id === "") return known;
  return { provider: provider.name, id, reach: provider.reach };
}

function unique(models: readonly Model[]): readonly Model[] {
  const seen = new Set<string>();
  return models.filter((model) => {
    const name = `${model.provider}/${model.id}`;
    return seen.has(name) ? false : seen.add(name);
  });
}
