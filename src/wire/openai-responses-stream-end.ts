/** What the end of a stream of the Responses dialect tells: its last event holds the whole answer, and its usage. */
import type { Usage } from "../model/response.ts";
import type { StreamEnd } from "./codec.ts";
import { isObject, type Json, parseObject, text } from "./json.ts";
import { usageOf } from "./openai-responses-answer.ts";

const FAILED = /^(response\.failed|error)$/;
const WHOLE = /^response\.(completed|incomplete)$/;

/** A usage as it stands in JSON, and in no JSON text: there its quotes would be escaped. */
const USAGE = /"usage":\s*(\{(?:[^{}]|\{[^{}]*\}){0,500}\})/g;

/** The tail may begin inside the last event, which is as long as the answer. */
export function readStreamEnd(tail: string): StreamEnd {
  const lines = tail.split(/\r\n|\n|\r/);
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]!;
    const data = line.startsWith("data:") ? line.slice(5).trim() : i === 0 ? line.trim() : "";
    if (data === "" || data === "[DONE]") continue;
    if (i > 0 || line.startsWith("data:")) return endOf(eventIn(data));
    const usage = data.endsWith("}") ? lastUsage(data) : undefined;
    return usage === undefined ? { terminated: false, stopped: false } : { terminated: true, stopped: true, usage };
  }
  return { terminated: false, stopped: false };
}

function endOf(event: Json): StreamEnd {
  const type = text(event.type);
  const usage = isObject(event.response) ? usageOf(event.response.usage) : undefined;
  const whole = WHOLE.test(type);
  const failed = FAILED.test(type) ? { failed: true as const } : {};
  return { terminated: whole, stopped: whole, ...failed, ...(usage === undefined ? {} : { usage }) };
}

function eventIn(data: string): Json {
  try {
    return parseObject(data);
  } catch {
    return {};
  }
}

function lastUsage(text: string): Usage | undefined {
  for (const [, found = ""] of [...text.matchAll(USAGE)].toReversed()) {
    const usage = usageOf(eventIn(found));
    if (usage !== undefined) return usage;
  }
  return undefined;
}
