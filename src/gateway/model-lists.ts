/** Which models each provider serves, as last heard. */
import type { Model } from "../model/provider.ts";
import type { Caller } from "../provider/call.ts";
import type { Place } from "../provider/catalogue.ts";
import { type Listing, listModels } from "../provider/list.ts";

/** How long a runtime has to list its models, milliseconds: more when the user named it. */
const PATIENCE_MS = 1_500;

/** A list older than this is asked for again, in the background, milliseconds. */
const STALE_MS = 10_000;

/** A request for a name that no list holds asks again at once, but not more often than this, milliseconds. */
const EAGER_MS = 1_000;

export type ModelLists = {
  /** In the order of the places; the same array while no list has changed. */
  readonly models: readonly Model[];
  /** Why a place lists nothing. */
  readonly troubles: ReadonlyMap<string, string>;
  /** Resolves when every place has been heard once. */
  readonly heard: Promise<void>;
  /** Asks again where the lists are stale; resolves when it is done. */
  refresh(now: number, eager: boolean): Promise<void> | undefined;
};

/**
 * A host that falls silent lists nothing, and then its models are taken at the user's word; but those that it passed on to
 * a third party stay known as such, or a secret could go there by a name that does not show it.
 */
function withPassedOn({ models, trouble }: Listing, before: readonly Model[], provider: string): readonly Model[] {
  if (trouble === undefined) return models;
  const passedOn = before.filter((model) => model.provider === provider && model.reach === "external");
  return [...models.filter((model) => !passedOn.some((one) => one.id === model.id)), ...passedOn];
}

export function openModelLists(places: readonly Place[], caller: Caller, now: number): ModelLists {
  let models: readonly Model[] = [];
  let troubles: ReadonlyMap<string, string> = new Map();
  let asked = now;
  let asking: Promise<void> | undefined = ask();
  const heard = asking;

  async function ask(): Promise<void> {
    const listings = await Promise.all(places.map((place) => listModels(place, caller, PATIENCE_MS)));
    const listed = listings.flatMap((listing, i) => withPassedOn(listing, models, places[i]!.name));
    if (!Bun.deepEquals(listed, models)) models = listed;
    troubles = new Map(
      listings.flatMap(({ trouble }, i) => (trouble === undefined ? [] : [[places[i]!.name, trouble] as const])),
    );
    asking = undefined;
  }

  return {
    get models() {
      return models;
    },
    get troubles() {
      return troubles;
    },
    heard,
    refresh(now, eager) {
      if (now - asked < (eager ? EAGER_MS : STALE_MS)) return asking;
      asked = now;
      asking ??= ask();
      return asking;
    },
  };
}
