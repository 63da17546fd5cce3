/** `POST /v1/classify`: what the plan would say of a text, and what the text is about; nothing is sent to a third party. */
import type { Context } from "hono";
import { classify } from "../gateway/classify.ts";
import { ClassifySchema } from "../model/native.ts";
import type { Door } from "./ask.ts";
import { hear } from "./native.ts";

export async function tell(c: Context, door: Door): Promise<Response> {
  const heard = await hear(c, ClassifySchema, (body) => body.trust, door);
  if ("refused" in heard) return heard.refused;
  const { body, occasion } = heard;
  return c.json(await classify(door.gateway, body.input, body.context ?? [], occasion));
}
