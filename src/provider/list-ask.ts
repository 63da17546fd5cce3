/** One question about models, answered in JSON of a known shape; a runtime's word is bounded in size and in time. */
import * as v from "valibot";
import type { Caller } from "./call.ts";
import type { Place } from "./catalogue.ts";

/** What a runtime may tell of itself at once, bytes. */
const ANSWER_MAX = 4 << 20;

export type Asking = { readonly place: Place; readonly caller: Caller; readonly signal: AbortSignal };

/** What a runtime answered: what was asked for, or why not. `status` is 0 where it gave no answer at all. */
export type Told<T> = { readonly told: T } | { readonly trouble: string; readonly status: number };

/** `body`: what is posted; absent, it is a GET. */
export async function ask<T>(
  { place, caller, signal }: Asking,
  path: string,
  schema: v.GenericSchema<unknown, T>,
  body?: object,
): Promise<Told<T>> {
  try {
    const out =
      body === undefined ? ({ method: "GET" } as const) : { method: "POST" as const, body: JSON.stringify(body) };
    const response = await caller.call(place, { ...out, path, signal });
    const { status } = response;
    if (status !== 200) {
      void response.body?.cancel().catch(() => {});
      return { trouble: `it answered ${status} when asked for its models`, status };
    }
    const text = await readBounded(response);
    if (text === undefined) return { trouble: "its list of models is too long", status };
    const list = v.safeParse(schema, JSON.parse(text));
    return list.success
      ? { told: list.output }
      : { trouble: "it answered something else than a list of models", status };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error), status: 0 };
  }
}

/** For what is only worth knowing: undefined where it cannot be had. */
export async function askAside<T>(
  asking: Asking,
  path: string,
  schema: v.GenericSchema<unknown, T>,
  body?: object,
): Promise<T | undefined> {
  const answer = await ask(asking, path, schema, body);
  return "told" in answer ? answer.told : undefined;
}

async function readBounded(response: Response): Promise<string | undefined> {
  if (Number(response.headers.get("content-length") ?? 0) > ANSWER_MAX) {
    void response.body?.cancel().catch(() => {});
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
