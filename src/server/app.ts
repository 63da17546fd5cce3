/** The HTTP door: one file for each family of endpoints, and what holds for all of them. */
import { Hono } from "hono";
import { getPath } from "hono/utils/url";
import type { Gateway } from "../gateway/gateway.ts";
import type { Codec, WireError } from "../wire/codec.ts";
import { codecFor } from "../wire/codecs.ts";
import { type Door, askRoute } from "./ask.ts";
import { identifier } from "./client.ts";
import { openGuard } from "./guard.ts";
import { healthRoutes } from "./health.ts";
import type { Bindings } from "./intake.ts";
import { modelRoutes } from "./models.ts";
import { nativeRoutes } from "./native-routes.ts";
import { ollamaRoutes } from "./ollama.ts";
import { openapiRoute } from "./openapi.ts";
import { passThroughRoutes } from "./pass-through.ts";
import { responsesRoutes } from "./responses.ts";
import { upgradeRoute } from "./upgrade.ts";

export type AppOptions = {
  /** The address listened on. */
  readonly host: string;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly version: string;
};

export type App = { fetch(request: Request, bindings?: Bindings): Response | Promise<Response> };

const JSON_TYPE = { "content-type": "application/json" };

/** Where each dialect is asked, as its clients know it. */
const DIALECT_PATHS: Readonly<Record<string, Codec>> = {
  "/v1/chat/completions": codecFor("openai-chat"),
  "/v1/completions": codecFor("openai-completions"),
  "/v1/embeddings": codecFor("openai-embeddings"),
  "/v1/messages": codecFor("anthropic-messages"),
  "/v1/messages/count_tokens": codecFor("anthropic-count-tokens"),
  "/api/chat": codecFor("ollama-chat"),
  "/api/generate": codecFor("ollama-generate"),
  "/api/embed": codecFor("ollama-embed"),
  "/api/embeddings": codecFor("ollama-embeddings"),
};

/** In which dialect an error is told: one of them has a route of its own. */
const SPOKEN_AT: Readonly<Record<string, Codec>> = { ...DIALECT_PATHS, "/v1/responses": codecFor("openai-responses") };

/** What is told to whoever asks for something else. */
const ELSE = codecFor("openai-chat");

/** The guard stands before the router, not in it: with no middleware Hono calls a route's handler directly. */
export function createApp(gateway: Gateway, options: AppOptions): App {
  const app = routesOf(gateway, options);
  const guard = openGuard(options.host, identifier(gateway.config.clients));
  return {
    fetch(request, bindings) {
      const error = guard(request);
      return error === undefined ? app.fetch(request, bindings) : turnedAway(request, error);
    },
  };
}

/** Nothing is recorded of a stranger: whoever can reach the port could fill the ledger. */
function turnedAway(request: Request, error: WireError): Response {
  const codec = SPOKEN_AT[new URL(request.url).pathname] ?? ELSE;
  // where a refusal by policy must be a 400 to be shown at once, a 401 is asked again, too
  const status = Math.min(error.status, codec.refusal === 400 ? 400 : error.status);
  const asks = status === 401 ? { "www-authenticate": "Bearer" } : {};
  const headers = { ...JSON_TYPE, ...asks, "x-should-retry": "false" };
  return new Response(codec.writeError({ ...error, status }), { status, headers });
}

/** Some clients put a `/v1` of their own behind the base URL, and people write one into it all the same. */
function pathOf(request: Request): string {
  const path = getPath(request);
  return path.startsWith("/v1/v1/") ? path.slice(3) : path;
}

/**
 * Every endpoint there is. What is passed on stands behind all others, in an app of its own: a path that two routes match
 * costs every request on it a chain of handlers.
 */
export function routesOf(gateway: Gateway, options: AppOptions): Pick<Hono, "fetch" | "routes"> {
  const app = new Hono({ getPath: pathOf });
  const rest = new Hono({ getPath: pathOf });
  const door: Door = { gateway, identify: identifier(gateway.config.clients), bodyLimit: options.bodyLimit };
  for (const [path, codec] of Object.entries(DIALECT_PATHS)) askRoute(app, path, codec, door);
  responsesRoutes(app, door);
  nativeRoutes(app, door);
  modelRoutes(app, gateway);
  upgradeRoute(app);
  ollamaRoutes(app, gateway, options.version);
  healthRoutes(app, gateway, options.version);
  openapiRoute(app, options.version);
  passThroughRoutes(rest, door);
  app.notFound((c) => rest.fetch(c.req.raw, c.env));
  rest.notFound((c) => {
    const message = `There is no ${c.req.method} ${c.req.path.slice(0, 200)} here; see the README for what this gateway serves`;
    return c.body(ELSE.writeError({ status: 404, code: "not-found", message }), 404, JSON_TYPE);
  });
  for (const one of [app, rest])
    one.onError((_error, c) => {
      const message = "The gateway failed: this is a defect in it, not in your request";
      return c.body(ELSE.writeError({ status: 500, code: "internal", message }), 500, JSON_TYPE);
    });
  return { fetch: app.fetch, routes: [...app.routes, ...rest.routes] };
}
