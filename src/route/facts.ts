/** Whether an answer needs facts of today that no model has learned. */
import type { Classification, TaskType } from "../model/classification.ts";
import { fold } from "./fold.ts";

/** These work on what they are given. */
const ON_THE_TEXT: ReadonlySet<TaskType> = new Set<TaskType>([
  "summarization",
  "translation",
  "extraction",
  "classification",
  "rewriting",
  "code-review",
  "code-explanation",
  "debugging",
  "code-generation",
  "reasoning",
]);

const NOW =
  /\b(?:today'?s?|tonight|tomorrow|yesterday|right now|currently|current(?! (?:code|function|folder|directory|file|row|line|user|node|element|item|index))|latest|newest|most recent|recently|this (?:week|month|year|morning|evening|weekend)|as of (?:now|\d{4})|up[- ]to[- ]date|breaking|still (?:open|alive|in office)|heutig\w*|heute|morgen frueh|gestern|derzeit\w*|aktuell\w*|momentan\w*|zurzeit|gerade eben|neueste[rsnm]?|juengste[rsnm]?|neuerdings|diese[rs]? (?:woche|monat|jahr|wochenende)|stand (?:heute|\d{4}))\b/;
const LIVE =
  /\b(?:weather|forecast|temperature (?:in|outside)|stock (?:price|quote)|share price|exchange rate|price of|how much (?:is|does|are) .{1,40} cost|news|headlines|opening hours|open (?:on sunday|now)|score of|who won|traffic|train (?:from|to|times)|flights? (?:from|to)|bitcoin|election|release date|who is the (?:current )?(?:president|chancellor|prime minister|ceo|mayor)|wetter\w*|vorhersage|aktienkurs\w*|boersenkurs\w*|kurs (?:von|der)|wechselkurs\w*|was kostet|wie teuer|preis (?:von|fuer|eines|einer)|nachrichten|schlagzeilen|oeffnungszeiten|wer hat .{1,60} gewonnen|spielstand|stau|zugverbindung\w*|naechste\w* zug|fluege?|bundesliga|wahl(?:en|ergebnis\w*)?|wer ist (?:der |die )?(?:aktuelle )?(?:bundeskanzler\w*|bundespraesident\w*|praesident\w*|buergermeister\w*|chef\w*))\b/;

export function needsFactsOf(prose: string, task: TaskType): Classification["needsFacts"] {
  if (ON_THE_TEXT.has(task)) return { value: false, because: `${task} works on what it is given` };
  const text = fold(prose.slice(0, 2_000));
  const live = LIVE.exec(text);
  if (live !== null) return { value: true, because: `it asks about what changes: ${live[0].slice(0, 60)}` };
  const now = NOW.exec(text);
  if (now === null || task === "chat" || task === "writing")
    return { value: false, because: "nothing in it asks for facts of today" };
  return { value: true, because: `it asks about now: ${now[0].slice(0, 60)}` };
}
