/** Every name that can be asked for, with the models behind it, and a title that says which of them answers and where it runs. */
import type { World } from "../gateway/world.ts";
import type { Reach } from "../model/level.ts";
import type { Model } from "../model/provider.ts";
import { AUTO, resolve } from "../route/resolve.ts";

export type Card = {
  readonly id: string;
  /** The provider's name, or `gateway` for a name of the gateway's own. */
  readonly owner: string;
  readonly title: string;
  /** In the order of trying; the first is what a client should know of. */
  readonly models: readonly [Model, ...Model[]];
};

const GATEWAY = "gateway";

const WHERE: Readonly<Record<Reach, string>> = {
  device: "on this machine",
  network: "on your network",
  external: "at a third party",
};

/** More than these are not told one by one. */
const TOLD_MAX = 3;

/** Aliases that lead somewhere first, then every model by its own name, and by its full one. */
export function cardsOf(world: World): readonly Card[] {
  const own = [AUTO, ...Object.keys(world.aliases)].map((id) => [id, GATEWAY] as const);
  const bare = world.models.map((model) => [model.id, model.provider] as const);
  const full = world.models.map((model) => [`${model.provider}/${model.id}`, model.provider] as const);
  // the first of a name counts: an alias before a model
  const owners = new Map([...own, ...bare, ...full].toReversed());
  const ids = new Set([...own, ...bare, ...full].map(([id]) => id));
  return [...ids].flatMap((id) => card(id, owners.get(id) ?? GATEWAY, world) ?? []);
}

/** Of any name that leads somewhere, listed or not. */
export function cardFor(id: string, world: World): Card | undefined {
  const own = id === AUTO || Object.hasOwn(world.aliases, id);
  return card(id, own ? GATEWAY : (resolve(id, world)[0]?.provider ?? GATEWAY), world);
}

function card(id: string, owner: string, world: World): Card | undefined {
  const [first, ...more] = resolve(id, world);
  if (first === undefined) return undefined;
  const models = [first, ...more] as const;
  return { id, owner, title: titleOf(id, owner, models), models };
}

function titleOf(id: string, owner: string, models: readonly Model[]): string {
  const answers = models.map((model) => `${model.provider}/${model.id} ${WHERE[model.reach]}`);
  if (owner !== GATEWAY) return answers[0] ?? id;
  if (id === AUTO) return `${AUTO}: any model that may answer, ${answers[0]} first`;
  const rest = answers.length > TOLD_MAX ? `, else ${answers.length - TOLD_MAX} more` : "";
  return `${id}: ${answers.slice(0, TOLD_MAX).join(", else ")}${rest}`;
}
