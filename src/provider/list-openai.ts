/** The list that every server of OpenAI's dialect or Anthropic's has; vLLM and llama.cpp tell the context window in it too. */
import * as v from "valibot";
import { ask, type Asking, type Told } from "./list-ask.ts";
import { type Facts, maybe, Name, Names, Tokens } from "./list-facts.ts";

const ListSchema = v.object({
  data: v.array(
    v.object({
      id: Name,
      /** vLLM's name for the context window. */
      max_model_len: Tokens,
      /** llama.cpp's names: what else it answers to, and what it knows of the model. */
      aliases: Names,
      meta: maybe(v.object({ n_ctx: Tokens })),
      architecture: maybe(v.object({ input_modalities: Names })),
    }),
  ),
});

export type OpenAiRow = v.InferOutput<typeof ListSchema>["data"][number];

export async function listOpenAi(asking: Asking): Promise<Told<readonly Facts[]>> {
  const list = await rowsOf(asking);
  return "told" in list ? { told: list.told.map(factsOf) } : list;
}

export async function rowsOf(asking: Asking): Promise<Told<readonly OpenAiRow[]>> {
  const path = asking.place.speaks.includes("openai-chat") ? "/models" : "/v1/models";
  const list = await ask(asking, path, ListSchema);
  return "told" in list ? { told: list.told.data } : list;
}

export function factsOf({ id, aliases, meta, max_model_len }: OpenAiRow): Facts {
  const also = aliases?.filter((name) => name !== id) ?? [];
  return { id, ...(also.length === 0 ? {} : { also }), context: meta?.n_ctx ?? max_model_len };
}
