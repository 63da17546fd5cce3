/** The end of a stream of Anthropic's dialect: whether it was whole, and what it cost. */
import type { Usage } from "../model/response.ts";
import { usageOf } from "./anthropic-answer.ts";
import type { StreamEnd } from "./codec.ts";
import { count, isObject, type Json, parseObject } from "./json.ts";

/** Events that say more than a piece of the answer; most do not, and are not parsed. */
const TELLS = /"type":\s*"(?:message_(?:start|delta|stop)|error)"/;

/** Looks at the last events only: the vendor's last but one holds all counts. */
export function readStreamEnd(tail: string): StreamEnd {
  let terminated = false;
  let stopped = false;
  let failed = false;
  let counts: Json = {};
  for (const line of tail.split(/\r\n|\n|\r/)) {
    if (!line.startsWith("data:")) continue;
    const event = TELLS.test(line) ? eventIn(line.slice(5)) : undefined;
    terminated = event?.type === "message_stop";
    failed = event?.type === "error" && !stopped;
    if (event?.type === "message_start" && isObject(event.message)) counts = countsIn(event.message.usage, counts);
    if (event?.type !== "message_delta") continue;
    stopped ||= isObject(event.delta) && typeof event.delta.stop_reason === "string";
    counts = countsIn(event.usage, counts);
  }
  const usage = usageIn(counts);
  return { terminated, stopped, ...(failed ? { failed } : {}), ...(usage === undefined ? {} : { usage }) };
}

function eventIn(data: string): Json | undefined {
  try {
    return parseObject(data);
  } catch {
    return undefined;
  }
}

function countsIn(usage: unknown, before: Json): Json {
  if (!isObject(usage)) return before;
  return { ...before, ...Object.fromEntries(Object.entries(usage).filter(([, one]) => one !== null)) };
}

/** Some servers count the prompt in the first event only: where that is gone, half a count is none. */
function usageIn(counts: Json): Usage | undefined {
  return count(counts.input_tokens) === undefined ? undefined : usageOf(counts);
}
