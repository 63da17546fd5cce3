/**
 * A llama.cpp server: its list, and what `/props` tells of the one model it has loaded. A router has many, and would load
 * one to tell of it: it is not asked.
 */
import * as v from "valibot";
import type { Need } from "../model/need.ts";
import { askAside, type Asking, type Told } from "./list-ask.ts";
import { allBut, type Facts, Flag, maybe, Tokens } from "./list-facts.ts";
import { factsOf, type OpenAiRow, rowsOf } from "./list-openai.ts";

const PropsSchema = v.object({
  default_generation_settings: maybe(v.object({ n_ctx: Tokens })),
  modalities: maybe(v.object({ vision: Flag })),
  chat_template_caps: maybe(v.object({ supports_tools: Flag })),
});

type Props = v.InferOutput<typeof PropsSchema>;

export async function listLlamaCpp(asking: Asking): Promise<Told<readonly Facts[]>> {
  const [list, props] = await Promise.all([rowsOf(asking), askAside(rooted(asking), "/props", PropsSchema)]);
  if (!("told" in list)) return list;
  const loaded = list.told.length === 1 ? props : undefined;
  return { told: list.told.map((row) => withProps(row, loaded)) };
}

/** Its own endpoints stand beside `/v1`, not under it. */
function rooted(asking: Asking): Asking {
  return { ...asking, place: { ...asking.place, url: asking.place.url.replace(/\/v1$/, "") } };
}

/** `/props` has the window of one slot, which is what a request gets. */
function withProps(row: OpenAiRow, props: Props | undefined): Facts {
  const facts = factsOf(row);
  const inputs = row.architecture?.input_modalities;
  const denied: Need[] = [];
  // a template without tools leaves them out of the prompt, and nobody is told
  if (props?.chat_template_caps?.supports_tools === false) denied.push("tools");
  if (props?.modalities?.vision === false || (inputs !== undefined && !inputs.includes("image"))) denied.push("images");
  const said = inputs !== undefined || props?.modalities !== undefined || props?.chat_template_caps !== undefined;
  const context = props?.default_generation_settings?.n_ctx ?? facts.context;
  return { ...facts, context, ...(said ? { can: allBut(denied) } : {}) };
}
