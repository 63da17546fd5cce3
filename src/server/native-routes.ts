/** The gateway's own API. What it needs (rules for language, a validator of schemas) is read when somebody first asks. */
import type { Hono } from "hono";
import type { Door } from "./ask.ts";

export function nativeRoutes(app: Hono, door: Door): void {
  app.post("/v1/completion", async (c) => (await import("./native-completion.ts")).complete(c, door));
  app.post("/v1/classify", async (c) => (await import("./native-classify.ts")).tell(c, door));
}
