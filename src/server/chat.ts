/** `POST /v1/chat/completions`: OpenAI's dialect at the door. */
import type { Context, Hono } from "hono";
import type { Gateway } from "../gateway/gateway.ts";
import type { Occasion } from "../gateway/plan.ts";
import { newId } from "../kit/ids.ts";
import { isLevel, LEVELS } from "../model/level.ts";
import { openaiChat } from "../wire/openai-chat.ts";
import { respond } from "./respond.ts";
import { type Bindings, takeIn } from "./intake.ts";

/** What a client may call itself in `x-gateway-client`. */
const CLIENT_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

export function chatRoutes(app: Hono, gateway: Gateway, bodyLimit: number): void {
  app.post("/v1/chat/completions", async (c) => {
    const request = c.req.raw;
    const intake = await takeIn(request, bodyLimit);
    (c.env as Bindings | undefined)?.bodyTaken?.();
    const occasion = occasionOf(c, "refused" in intake ? intake.bytes : intake.raw.length, gateway.rim.now());
    if ("refused" in intake) return respond(await gateway.turnAway(openaiChat, occasion, intake.refused));
    const claimed = request.headers.get("x-gateway-trust");
    if (claimed !== null && !isLevel(claimed)) {
      const message = `The header x-gateway-trust must be one of ${LEVELS.join(", ")}`;
      return respond(await gateway.turnAway(openaiChat, occasion, { status: 400, code: "bad-request", message }));
    }
    const labelled = claimed === null ? occasion : { ...occasion, claimed };
    const asked = { codec: openaiChat, raw: intake.raw, body: intake.text, signal: request.signal };
    return respond(await gateway.ask(asked, labelled));
  });
}

function occasionOf(c: Context, bytes: number, at: number): Occasion {
  const name = c.req.raw.headers.get("x-gateway-client") ?? "";
  return { id: newId(), at, client: CLIENT_NAME.test(name) ? name : "unnamed", bytes };
}
