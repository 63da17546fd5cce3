import type { Answer } from "../gateway/answer.ts";

export function respond(answer: Answer): Response {
  return new Response(answer.body as Bun.BodyInit, { status: answer.status, headers: answer.headers });
}
