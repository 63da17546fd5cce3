/** `GET /openapi.json`: the API's own description, made from its rows. */
import type { Hono } from "hono";

export function openapiRoute(app: Hono, version: string): void {
  let made: Promise<string> | undefined;
  app.get("/openapi.json", async (c) => {
    // few ever ask, so nobody waits for it at the start
    made ??= import("./openapi-document.ts").then(({ openapi }) => JSON.stringify(openapi(version)));
    return c.body(await made, 200, { "content-type": "application/json" });
  });
}
