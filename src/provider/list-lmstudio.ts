/**
 * LM Studio: its own list, the newer one or the older, and OpenAI's where neither is served. Only a loaded model has a
 * context window in force. Whether a model was trained for tools says nothing against them: LM Studio gives tools to all.
 */
import * as v from "valibot";
import type { Need } from "../model/need.ts";
import { ask, type Asking, type Told } from "./list-ask.ts";
import { allBut, type Facts, Flag, maybe, Name, Tokens } from "./list-facts.ts";
import { listOpenAi } from "./list-openai.ts";

const Kind = maybe(v.string());

const ListSchema = v.object({
  models: v.array(
    v.object({
      key: Name,
      type: Kind,
      loaded_instances: maybe(v.array(v.object({ id: Name, config: maybe(v.object({ context_length: Tokens })) }))),
      capabilities: maybe(v.object({ vision: Flag })),
    }),
  ),
});

const OlderSchema = v.object({
  data: v.array(v.object({ id: Name, type: Kind, loaded_context_length: Tokens })),
});

const EMBEDS: readonly Need[] = ["chat", "tools", "images", "json-schema"];

export async function listLmStudio(asking: Asking): Promise<Told<readonly Facts[]>> {
  const list = await ask(asking, "/api/v1/models", ListSchema);
  if ("told" in list) return { told: list.told.models.map(factsOf) };
  if (list.status === 0) return list;
  const older = await ask(asking, "/api/v0/models", OlderSchema);
  return "told" in older ? { told: older.told.data.map(olderFactsOf) } : listOpenAi(asking);
}

type Row = v.InferOutput<typeof ListSchema>["models"][number];

/** Of several loaded instances the smallest window counts: any of them may answer. */
function factsOf({ key, type, loaded_instances = [], capabilities }: Row): Facts {
  const windows = loaded_instances.flatMap(({ config }) => config?.context_length ?? []);
  const also = loaded_instances.map((one) => one.id).filter((id) => id !== key);
  return {
    id: key,
    ...(also.length === 0 ? {} : { also }),
    ...(windows.length === 0 ? {} : { context: Math.min(...windows) }),
    can: canOf(type === "embedding", capabilities?.vision),
  };
}

function olderFactsOf({ id, type, loaded_context_length }: v.InferOutput<typeof OlderSchema>["data"][number]): Facts {
  const vision = type === "vlm" ? true : type === "llm" ? false : undefined;
  return { id, context: loaded_context_length, can: canOf(type === "embeddings", vision) };
}

function canOf(embeds: boolean, vision: boolean | undefined): readonly Need[] | undefined {
  if (embeds) return allBut(EMBEDS);
  return vision === undefined ? undefined : allBut(vision ? ["embeddings"] : ["embeddings", "images"]);
}
