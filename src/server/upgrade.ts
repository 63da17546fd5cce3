/** Codex asks for a WebSocket first. Told at once that there is none, it asks over HTTP; any other answer it would try again. */
import type { Hono } from "hono";
import { openaiResponses } from "../wire/openai-responses.ts";

export function upgradeRoute(app: Hono): void {
  app.get("/v1/responses", (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket") return c.notFound();
    const message = "There is no WebSocket here; POST the request over HTTP";
    return new Response(openaiResponses.writeError({ status: 426, code: "upgrade-required", message }), {
      status: 426,
      headers: { "content-type": "application/json", upgrade: "HTTP/1.1" },
    });
  });
}
