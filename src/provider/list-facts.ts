/** What a runtime told of one model, before it is a model of a provider. */
import * as v from "valibot";
import { type Need, NEEDS } from "../model/need.ts";

export type Facts = {
  readonly id: string;
  readonly also?: readonly string[];
  /** It is passed on to a third party. */
  readonly passedOn?: boolean;
  readonly context?: number | undefined;
  readonly can?: readonly Need[] | undefined;
};

export const Name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));

/** For what nobody may miss: another type is as good as nothing. */
export function maybe<T>(schema: v.GenericSchema<unknown, T>) {
  return v.fallback(v.optional(schema), undefined);
}

export const Tokens = maybe(v.pipe(v.number(), v.integer(), v.minValue(1)));
export const Names = maybe(v.array(v.string()));
export const Flag = maybe(v.boolean());

/** All but what is denied. */
export function allBut(denied: readonly Need[]): readonly Need[] {
  return NEEDS.filter((need) => !denied.includes(need));
}
