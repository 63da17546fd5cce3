/** How much a request asks of a model: by its length, by how many things it wants, and by what kind of thing. */
import type { Classification, Complexity, TaskType } from "../model/classification.ts";
import { fold } from "./fold.ts";

/** Tasks that are hard for small models at any length, and tasks that are not. */
const WEIGHT: Readonly<Partial<Record<TaskType, number>>> = {
  planning: 2,
  "code-review": 2,
  debugging: 2,
  "data-analysis": 2,
  "code-generation": 1.5,
  reasoning: 1.5,
  "code-explanation": 1,
  summarization: 1,
  chat: 0,
};

const DEEP =
  /\b(?:architect\w*|trade-?offs?|prove|proof|step by step|in detail|detailed|thorough\w*|comprehensive|design (?:a|an|the)|optimi[sz]e|distributed|concurren\w+|scal(?:e|able|ability)|strategy|migrat\w+|schritt fuer schritt|ausfuehrlich\w*|im detail|detailliert\w*|beweis\w*|architektur|abwaeg\w*|umfassend\w*|strategie|optimier\w*|nebenlaeufig\w*|verteilte\w* system\w*|skalier\w*)\b/g;
const DEMANDS =
  /(?:^|\n) {0,6}(?:[-*•]|\d{1,2}[.)]) \S|\b(?:and then|afterwards|additionally|also|must|should not|make sure|anschliessend|danach|ausserdem|zusaetzlich|soll(?:en)? nicht|muss|achte darauf|sowie)\b/gi;

const SAMPLE = 20_000;

export function complexityOf(text: string, task: TaskType): Classification["complexity"] {
  const sample = text.slice(0, SAMPLE);
  const folded = fold(sample.slice(0, 4_000));
  const words = text.length / 6;
  const length = words > 4_000 ? 3 : words > 700 ? 2 : words > 120 ? 1 : 0;
  const demands = sample.match(DEMANDS)?.length ?? 0;
  const deep = new Set(folded.match(DEEP) ?? []).size;
  const weight = WEIGHT[task] ?? 0.5;
  const points = length + weight + Math.min(demands, 6) * 0.4 + Math.min(deep, 3) * 0.8;
  const value: Complexity = points >= 4 ? "high" : points >= 1.9 ? "medium" : "low";
  const reasons = [
    length > 0 ? `about ${roundly(words)} words` : "it is short",
    weight >= 1.5 ? `${task} is demanding` : "",
    demands > 1 ? `${demands} demands` : "",
    deep > 0 ? "it asks for depth" : "",
  ].filter((reason) => reason !== "");
  return { value, because: reasons.join(", ") };
}

function roundly(words: number): number {
  const step = words > 1_000 ? 500 : 50;
  return Math.round(words / step) * step;
}
