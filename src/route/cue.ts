/** What a cue for a task is. */
import type { TaskType } from "../model/classification.ts";

/** How much a cue says: an order at the beginning most, a word somewhere in it least. */
export const ORDER = 4;
export const CLEAR = 3;
export const HINT = 1.5;
/** Anything can be asked for in the form of a question. */
export const ASKED = 2;
export const FORM = 1;
export const WEAK = 0.7;

export type Cue = readonly [type: TaskType, weight: number, pattern: RegExp];

/** What stands before an order and says nothing about it. */
export const POLITE =
  /^(?:(?:please|pls|kindly|hey|hi|hello|hallo|ok(?:ay)?|so|now|then|dear \w+|bitte|also|nun|jetzt|mal|can you|could you|would you|will you|can we|i want you to|i would like you to|i'd like you to|i need you to|help me(?: to)?|(?:could|can) you (?:please )?help me(?: to)?|kannst du|koenntest du|koennen sie|koennten sie|wuerdest du|ich moechte,? dass du|du sollst|hilf mir(?: dabei)?|let's|lass uns|your task is to|deine aufgabe ist(?: es)?,?|mir|me|uns|for me)[ ,.!:-]+)+/;
