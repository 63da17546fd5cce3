/** What a request wants done: the cues in its words, and what was pasted beside them. */
import type { ContentType, Task, TaskType } from "../model/classification.ts";
import { fold } from "./fold.ts";
import { POLITE } from "./cue.ts";
import { CODE_CUES } from "./task-cues-code.ts";
import { TEXT_CUES } from "./task-cues.ts";

const CUES = [...TEXT_CUES, ...CODE_CUES];

/** An order stands at the beginning or at the end; what lies between is what it is about. UTF-16 units. */
const HEAD = 600;
const TAIL = 300;

/** Points that nothing has to its credit: with few points in all, confidence stays low. */
const DOUBT = 1.2;

/** A cue in the material itself (a mail that says "translate") counts less than one in the order. */
const TAIL_SHARE = 0.5;

/** By the rules, which always say how sure they are. */
export type RuledTask = Task & { readonly confidence: number };

type Score = { points: number; said: string };

/** `prose` is the text without what was pasted into it; `paste` is the kind of that; `hasCode`: some of it was code. */
export function taskOf(prose: string, paste: ContentType | undefined, hasCode: boolean): RuledTask {
  const scores = new Map<TaskType, Score>();
  const add = (type: TaskType, points: number, said: string) => {
    const score = scores.get(type);
    if (score === undefined) scores.set(type, { points, said });
    else score.points += points;
  };
  const text = fold(prose.slice(0, HEAD * 2));
  const head = text.slice(0, HEAD).replace(POLITE, "");
  const order = firstSentences(head);
  for (const [type, weight, pattern] of CUES) {
    const found = pattern.exec(order);
    if (found !== null) add(type, weight, found[0]);
    else if (!pattern.source.startsWith("^")) {
      const later = pattern.exec(head);
      if (later !== null) add(type, weight * TAIL_SHARE, later[0]);
    }
  }
  const tail = prose.length > HEAD * 2 ? fold(prose.slice(-TAIL)) : "";
  if (tail !== "") {
    for (const [type, weight, pattern] of CUES) {
      const found = pattern.source.startsWith("^") ? null : pattern.exec(tail);
      if (found !== null) add(type, weight * TAIL_SHARE, found[0]);
    }
  }
  lean(paste, add);
  if (hasCode) askedOfCode(order, add);
  return decide(scores, head);
}

type Add = (type: TaskType, points: number, said: string) => void;

/** What a paste makes likelier; on its own it says little. */
function lean(paste: ContentType | undefined, add: Add): void {
  if (paste === "diff") add("code-review", 1.5, "a diff");
  if (paste === "logs") add("debugging", 1.5, "log lines");
  if (paste === "csv") add("data-analysis", 1.6, "a table");
  if (paste === "code") add("code-review", 0.8, "code");
}

/** A question beside code is about the code. */
function askedOfCode(order: string, add: Add): void {
  if (/^(?:explain|what|how|erklaer|erlaeuter|was|wie|wozu|wofuer)/.test(order))
    add("code-explanation", 2, "a question beside code");
  if (/^(?:is|are|does|do|would|should|any|ist|sind|gibt|passt|sieht|was (?:wuerdest|sollte)|what would)\b/.test(order))
    add("code-review", 2.5, "an opinion asked beside code");
}

function decide(scores: ReadonlyMap<TaskType, Score>, head: string): RuledTask {
  const [first, second] = [...scores].sort((a, b) => b[1].points - a[1].points);
  if (first === undefined) {
    const because = head === "" ? "it says nothing" : "nothing in it tells";
    return { type: "chat", confidence: head.length < 40 ? 0.4 : 0.2, because };
  }
  const [type, { points, said }] = first;
  const other = second?.[1].points ?? 0;
  const confidence = Math.round((points / (points + other + DOUBT)) * 100) / 100;
  return { type, confidence, because: `its words: ${said.slice(0, 60)}` };
}

/** The order is in the first sentence or two; with a colon, before it. */
function firstSentences(head: string): string {
  const end = /(?:[.?!](?= )|:(?= )).{0,160}?(?:[.?!](?= |$)|:(?= ))/.exec(head);
  return end === null ? head.slice(0, 320) : head.slice(0, Math.min(end.index + end[0].length, 320));
}
