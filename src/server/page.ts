/** A page of a list, as Anthropic's API has it: `limit`, and the id after or before which it lies. Without them, all there is. */
import type { WireError } from "../wire/codec.ts";

export type Page<T> = {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
};

const LIMIT_MAX = 1_000;

/** `query` gives the value of a parameter. */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  query: (name: string) => string | undefined,
): Page<T> | WireError {
  const limit = query("limit") ?? String(rows.length);
  if (!/^\d{1,9}$/.test(limit) || (query("limit") !== undefined && (Number(limit) < 1 || Number(limit) > LIMIT_MAX)))
    return wrong("limit", `it takes a whole number from 1 to ${LIMIT_MAX}`);
  const size = Number(limit);
  for (const name of ["after_id", "before_id"]) {
    const id = query(name);
    if (id !== undefined && !rows.some((row) => row.id === id)) return wrong(name, "no model has that id");
  }
  const after = rows.findIndex((row) => row.id === query("after_id")) + 1;
  const before = rows.findIndex((row) => row.id === query("before_id"));
  const between = rows.slice(after, before < 0 ? rows.length : before);
  const data = before < 0 ? between.slice(0, size) : between.slice(Math.max(0, between.length - size));
  return {
    data,
    has_more: data.length < between.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

function wrong(param: string, because: string): WireError {
  return { status: 400, code: "bad-request", message: `The parameter ${param} is wrong: ${because}`, param };
}
