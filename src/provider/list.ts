/** Which models a provider serves: asked of it, or taken from the configuration. */
import * as v from "valibot";
import type { Model } from "../model/provider.ts";
import type { Caller } from "./call.ts";
import type { Place } from "./catalogue.ts";
import { DEMO } from "./catalogue.ts";
import { DEMO_MODEL } from "./demo.ts";

/** A list longer than this is no answer of a runtime, bytes. */
const LIST_MAX = 4 << 20;

const ListSchema = v.object({
  data: v.array(
    v.object({
      id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(256)),
      /** vLLM's name for the context window. */
      max_model_len: v.optional(v.nullable(v.number())),
      /** llama.cpp's. */
      meta: v.optional(v.nullable(v.object({ n_ctx: v.optional(v.nullable(v.number())) }))),
    }),
  ),
});

export type Listing = { readonly models: readonly Model[]; readonly trouble?: string };

/** Asks a provider nearby for its models; an external one is not asked: that it exists here is nobody's business yet. */
export async function listModels(place: Place, caller: Caller, timeoutMs: number): Promise<Listing> {
  const made = (id: string): Model => ({ provider: place.name, id, reach: place.reach });
  if (place.kind === DEMO) return { models: [made(DEMO_MODEL)] };
  if (place.models.length > 0 || place.reach === "external") return { models: place.models.map(made) };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await caller.call(place, { method: "GET", path: "/models", signal });
    if (response.status !== 200)
      return { models: [], trouble: `it answered ${response.status} when asked for its models` };
    if (Number(response.headers.get("content-length") ?? 0) > LIST_MAX)
      return { models: [], trouble: "its list of models is too long" };
    const list = v.safeParse(ListSchema, await response.json());
    if (!list.success) return { models: [], trouble: "it answered something else than a list of models" };
    return { models: list.output.data.map((row) => withContext(made(row.id), row.meta?.n_ctx ?? row.max_model_len)) };
  } catch (error) {
    return { models: [], trouble: error instanceof Error ? error.message : String(error) };
  }
}

function withContext(model: Model, context: number | null | undefined): Model {
  return typeof context === "number" && context > 0 ? { ...model, context } : model;
}
