/** All that a text shows of itself, by rules: quick, the same each time, and with a reason for each. */
import type { Classification } from "../model/classification.ts";
import { codeLanguageOf } from "./code-language.ts";
import { complexityOf } from "./complexity.ts";
import { contentTypeOf } from "./content-type.ts";
import { needsFactsOf } from "./facts.ts";
import { languageOf } from "./language.ts";
import { segmentsOf } from "./segments.ts";
import { type RuledTask, taskOf } from "./task.ts";

/** `context` is what was given beside the request: it counts for the size of the task, not for what it is. */
export function classifyText(text: string, context = ""): Classification & { readonly task: RuledTask } {
  const segments = segmentsOf(text);
  const { type: contentType, paste } = contentTypeOf(text, segments);
  const language = languageOf(segments.prose);
  const programming = contentType === "json" || contentType === "csv" ? undefined : codeLanguageOf(segments.blocks);
  const task = taskOf(segments.prose, paste, programming !== undefined);
  return {
    task,
    contentType,
    ...(language === undefined ? {} : { language }),
    ...(programming === undefined ? {} : { programmingLanguage: programming }),
    complexity: complexityOf(context === "" ? text : `${text}\n${context}`, task.type),
    needsFacts: needsFactsOf(segments.prose, task.type),
  };
}
