import * as v from "valibot";
import { LEVELS, REACHES } from "./level.ts";
import { DIALECTS } from "./request.ts";

const oneOrMore = <T extends readonly [string, ...string[]]>(options: T) =>
  v.union([v.picklist(options), v.pipe(v.array(v.picklist(options)), v.minLength(1))]);
const names = v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))]);

/** What a rule looks at; every key given must match, a list matches when one of its members does. */
export const WhenSchema = v.strictObject({
  level: v.optional(oneOrMore(LEVELS)),
  /** A finding's kind, or a family: `secret` matches `secret.github-token`. */
  kind: v.optional(names),
  reach: v.optional(oneOrMore(REACHES)),
  provider: v.optional(names),
  model: v.optional(names),
  client: v.optional(names),
  dialect: v.optional(oneOrMore(DIALECTS)),
  /** Whether the request holds what nobody here can read: images, sounds, files. */
  opaque: v.optional(v.boolean()),
  /** Whether the user has consented to this provider seeing this level. */
  consented: v.optional(v.boolean()),
});

/** One row of the policy table. The first row whose `when` matches a request and a model decides for that pair. */
export const RuleSchema = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty()),
  when: v.optional(WhenSchema, {}),
  then: v.picklist(["allow", "block"]),
  because: v.pipe(v.string(), v.nonEmpty()),
});

export const PolicySchema = v.array(RuleSchema);

export type When = v.InferOutput<typeof WhenSchema>;
export type Rule = v.InferOutput<typeof RuleSchema>;
export type Policy = readonly Rule[];
