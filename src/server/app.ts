/** The HTTP door: one file for each family of endpoints, and what holds for all of them. */
import { Hono } from "hono";
import type { Gateway } from "../gateway/gateway.ts";
import { openaiChat } from "../wire/openai-chat.ts";
import { chatRoutes } from "./chat.ts";
import { openGuard } from "./guard.ts";
import { healthRoutes } from "./health.ts";
import type { Bindings } from "./intake.ts";
import { modelRoutes } from "./models.ts";

export type AppOptions = {
  /** The address listened on. */
  readonly host: string;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly version: string;
};

export type App = { fetch(request: Request, bindings?: Bindings): Response | Promise<Response> };

const JSON_TYPE = { "content-type": "application/json" };

/** The guard stands before the router, not in it: with no middleware Hono calls a route's handler directly. */
export function createApp(gateway: Gateway, options: AppOptions): App {
  const app = new Hono();
  const guard = openGuard(options.host);
  chatRoutes(app, gateway, options.bodyLimit);
  modelRoutes(app, gateway);
  healthRoutes(app, gateway, options.version);
  app.notFound((c) => {
    const message = `There is no ${c.req.method} ${c.req.path.slice(0, 200)} here; see the README for what this gateway serves`;
    return c.body(openaiChat.writeError({ status: 404, code: "not-found", message }), 404, JSON_TYPE);
  });
  app.onError((_error, c) => {
    const message = "The gateway failed: this is a defect in it, not in your request";
    return c.body(openaiChat.writeError({ status: 500, code: "internal", message }), 500, JSON_TYPE);
  });
  return {
    fetch(request, bindings) {
      const because = guard(request.headers);
      if (because === undefined) return app.fetch(request, bindings);
      const message = `This request is refused: ${because}`;
      const body = openaiChat.writeError({ status: 403, code: "host-refused", message });
      return new Response(body, { status: 403, headers: JSON_TYPE });
    },
  };
}
