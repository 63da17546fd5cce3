/** `GET /v1/models` and `/v1/models/{id}`: what can be asked for, in OpenAI's shape. */
import type { Hono } from "hono";
import type { Gateway } from "../gateway/gateway.ts";
import type { World } from "../gateway/world.ts";
import { resolve } from "../route/resolve.ts";
import { openaiChat } from "../wire/openai-chat.ts";

type Listed = { readonly id: string; readonly object: "model"; readonly created: number; readonly owned_by: string };

export function modelRoutes(app: Hono, gateway: Gateway): void {
  app.get("/v1/models", async (c) => {
    await gateway.heard;
    return c.json({ object: "list", data: listed(gateway.world()) });
  });
  app.get("/v1/models/:id{.+}", async (c) => {
    await gateway.heard;
    const id = c.req.param("id");
    const world = gateway.world();
    const known = listed(world).find((one) => one.id === id);
    if (known !== undefined) return c.json(known);
    const model = resolve(id, world)[0];
    if (model !== undefined) return c.json(row(id, model.provider));
    const message = `The model '${id.slice(0, 200)}' does not exist here; GET /v1/models lists those that do`;
    const error = openaiChat.writeError({ status: 404, code: "model_not_found", message, param: "model" });
    return c.body(error, 404, { "content-type": "application/json" });
  });
}

/** Aliases that lead somewhere first, then every model by its bare name where only one provider has it, and by its full name. */
function listed(world: World): Listed[] {
  const rows = new Map<string, Listed>();
  const add = (id: string, owner: string) => {
    if (!rows.has(id)) rows.set(id, row(id, owner));
  };
  if (world.models.length > 0) add("auto", "gateway");
  for (const alias of Object.keys(world.aliases)) if (resolve(alias, world).length > 0) add(alias, "gateway");
  for (const model of world.models) add(model.id, model.provider);
  for (const model of world.models) add(`${model.provider}/${model.id}`, model.provider);
  return [...rows.values()];
}

function row(id: string, owner: string): Listed {
  return { id, object: "model", created: 0, owned_by: owner };
}
