/** `POST /v1/completion`: a task and its input in, an answer in the asked form out, by the same way as any request. */
import type { Context } from "hono";
import type { Answer } from "../gateway/answer.ts";
import { lastOfUser } from "../gateway/classify.ts";
import { type Completion, CompletionSchema } from "../model/native.ts";
import { classifyText } from "../route/classify-text.ts";
import { nativeCompletion } from "../wire/native-completion.ts";
import type { Door } from "./ask.ts";
import { completed, hear } from "./native.ts";
import { schemaFault } from "./native-schema.ts";
import { validationOf } from "./native-validation.ts";
import { respond } from "./respond.ts";

/** The model that is asked where the caller leaves it open. */
const ANY = "auto";

export async function complete(c: Context, door: Door): Promise<Response> {
  const heard = await hear(c, CompletionSchema, (body) => body.options?.trust, door);
  if ("refused" in heard) return heard.refused;
  const { body, occasion } = heard;
  const fault = faultOf(body);
  if (fault !== undefined) {
    const error = { status: 400, code: "bad-request", message: fault };
    return respond(completed(await door.gateway.turnAway(nativeCompletion, occasion, error)));
  }
  // what is judged and what is read are the same text, with every field once
  const text = JSON.stringify({ ...body, model: body.model ?? ANY });
  const raw = new TextEncoder().encode(text);
  const late = body.options?.timeout === undefined ? undefined : AbortSignal.timeout(body.options.timeout * 1000);
  const signal = late === undefined ? c.req.raw.signal : AbortSignal.any([c.req.raw.signal, late]);
  const taken = { codec: nativeCompletion, raw, body: text, method: "POST" as const, path: "", headers: {}, signal };
  const answer = await door.gateway.ask(taken, occasion);
  if (late?.aborted === true && answer.status >= 400) return respond(completed(tooLate(answer, body)));
  return respond(completed(answer, (said) => ({ validation: validationOf(said, body), task: taskOf(body) })));
}

function faultOf({ options = {} }: Completion): string | undefined {
  if (options.format !== "schema")
    return options.schema === undefined ? undefined : "options.schema is for options.format schema";
  if (options.schema === undefined) return "options.format is schema, and there is no options.schema";
  const fault = schemaFault(options.schema);
  return fault === undefined ? undefined : `options.schema cannot be used: ${fault}`;
}

/** As the caller named it, or as its input shows; only a named one changes what the model is told. */
function taskOf({ task, input }: Completion) {
  const named = typeof task === "object" ? task.type : task;
  if (named !== undefined) return { type: named, by: "caller" };
  return { ...classifyText(lastOfUser(input)).task, by: "heuristics" };
}

function tooLate(answer: Answer, { options }: Completion): Answer {
  const message = `No answer within the ${options?.timeout} s that the request allows`;
  const error = { status: 504, code: "upstream-timeout", message, hint: "raise options.timeout" };
  const headers = { ...answer.headers, "x-should-retry": "false" };
  return { ...answer, status: 504, headers, body: nativeCompletion.writeError(error) };
}
