/**
 * Ollama: which models it has (`/api/tags`), what each can do (`/api/show`; the list's own word is incomplete), and the
 * context window of those that are loaded (`/api/ps`). A model with a `remote_host` is passed on to a third party.
 */
import * as v from "valibot";
import type { Need } from "../model/need.ts";
import type { Place } from "./catalogue.ts";
import { ask, askAside, type Asking, type Told } from "./list-ask.ts";
import { allBut, type Facts, maybe, Name, Tokens } from "./list-facts.ts";
import { listOpenAi } from "./list-openai.ts";

const Text = maybe(v.string());

const TagsSchema = v.object({
  models: v.array(
    v.object({
      name: Name,
      digest: Text,
      remote_host: Text,
      remote_model: Text,
      details: maybe(v.object({ context_length: Tokens })),
    }),
  ),
});

const RunningSchema = v.object({ models: v.array(v.object({ name: Name, context_length: Tokens })) });

const ShownSchema = v.object({
  capabilities: maybe(v.array(v.string())),
  /** As in a Modelfile, a line each. */
  parameters: Text,
  remote_host: Text,
  remote_model: Text,
});

type Tag = v.InferOutput<typeof TagsSchema>["models"][number];
type Shown = v.InferOutput<typeof ShownSchema>;

/** What was shown of a model holds as long as its digest; asking for each of many every ten seconds would be felt. */
const shownBefore = new WeakMap<Place, Map<string, Shown>>();

export async function listOllama(asking: Asking): Promise<Told<readonly Facts[]>> {
  const [tags, running] = await Promise.all([
    ask(asking, "/api/tags", TagsSchema),
    askAside(asking, "/api/ps", RunningSchema),
  ]);
  // only a server that has no such list is taken for another one: who passes models on must not lose that word
  if (!("told" in tags)) return tags.status === 404 ? listOpenAi(asking) : tags;
  const windows = new Map(running?.models.map((one) => [one.name, one.context_length]) ?? []);
  const known = shownBefore.get(asking.place) ?? new Map<string, Shown>();
  const shown = await Promise.all(tags.told.models.map((tag) => show(asking, tag, known)));
  const digests = tags.told.models.map(keyOf);
  shownBefore.set(asking.place, new Map([...known].filter(([key]) => digests.includes(key))));
  return { told: tags.told.models.map((tag, i) => factsOf(tag, shown[i], windows.get(tag.name))) };
}

const passedOnBefore = new WeakMap<Place, ReadonlySet<string>>();

/** The names that Ollama passes on, for a server that may be one without saying so: as last told. */
export async function passedOnBy(asking: Asking): Promise<ReadonlySet<string>> {
  const tags = await askAside(asking, "/api/tags", TagsSchema);
  if (tags === undefined) return passedOnBefore.get(asking.place) ?? new Set();
  const names = new Set(tags.models.filter(isPassedOn).flatMap((tag) => [tag.name, ...shortNames(tag.name)]));
  passedOnBefore.set(asking.place, names);
  return names;
}

function keyOf(tag: Tag): string {
  return `${tag.digest} ${tag.name}`;
}

async function show(asking: Asking, tag: Tag, known: Map<string, Shown>): Promise<Shown | undefined> {
  const before = known.get(keyOf(tag));
  if (before !== undefined) return before;
  const shown = await askAside(asking, "/api/show", ShownSchema, { model: tag.name });
  if (shown !== undefined && tag.digest !== undefined) known.set(keyOf(tag), shown);
  return shown;
}

function isPassedOn(said: Pick<Tag, "remote_host" | "remote_model"> | undefined): boolean {
  return (said?.remote_host ?? "") !== "" || (said?.remote_model ?? "") !== "";
}

function factsOf(tag: Tag, shown: Shown | undefined, running: number | undefined): Facts {
  const passedOn = isPassedOn(tag) || isPassedOn(shown);
  const also = shortNames(tag.name);
  // a model of the vendor's has the whole of its window; a local one what it was loaded with
  const context = running ?? (passedOn ? tag.details?.context_length : windowIn(shown?.parameters));
  return { id: tag.name, ...(also.length === 0 ? {} : { also }), passedOn, context, can: canOf(shown?.capabilities) };
}

function shortNames(name: string): string[] {
  return name.endsWith(":latest") ? [name.slice(0, -":latest".length)] : [];
}

function windowIn(parameters: string | undefined): number | undefined {
  const tokens = Number(/^num_ctx\s+(\d{1,9})$/m.exec(parameters ?? "")?.[1] ?? 0);
  return tokens > 0 ? tokens : undefined;
}

function canOf(capabilities: readonly string[] | undefined): readonly Need[] | undefined {
  if (capabilities === undefined || capabilities.length === 0) return undefined;
  const denied: Need[] = [];
  if (!capabilities.includes("completion")) denied.push("chat", "json-schema");
  if (!capabilities.includes("tools")) denied.push("tools");
  if (!capabilities.includes("vision")) denied.push("images");
  if (!capabilities.includes("embedding")) denied.push("embeddings");
  return allBut(denied);
}
