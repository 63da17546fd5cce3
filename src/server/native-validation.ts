/** Whether an output has the form that its caller asked for. */
import type { Completion } from "../model/native.ts";
import type { Said } from "../wire/native-answer.ts";
import { type Validation, validate } from "./native-schema.ts";

export function validationOf({ output, stop, refused }: Said, { options = {} }: Completion): Validation {
  if (stop === "length") return { valid: false, because: "the output broke off at the limit of tokens" };
  if (stop === "content-filter") return { valid: false, because: "the provider held the answer back" };
  if (output === "") return { valid: false, because: "the output is empty" };
  if (refused === true) return { valid: false, because: "the model refused to answer" };
  const { format = "text", schema } = options;
  if (format === "text") return { valid: true, because: "any text will do" };
  return validate(output, format === "schema" ? schema : undefined);
}
