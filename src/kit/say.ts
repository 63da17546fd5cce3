/** How the program speaks: stdout is the answer and nothing else, stderr is everything said to a person. */
import { isatty } from "node:tty";
import type { Env } from "./paths.ts";
import type { Problem } from "./problem.ts";

export type Paint = { bold(text: string): string; red(text: string): string; dim(text: string): string };

const PLAIN: Paint = { bold: (text) => text, red: (text) => text, dim: (text) => text };
const COLOURED: Paint = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  red: (text) => `\u001b[31m${text}\u001b[39m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
};

/** Colours only on a terminal that has them, and never with `NO_COLOR` (https://no-color.org). `fd`: 1 or 2. */
export function paintFor(fd: number, env: Env): Paint {
  return env["NO_COLOR"] || env["TERM"] === "dumb" || !isatty(fd) ? PLAIN : COLOURED;
}

/** Three lines: what happened · because · try. */
export function problemText(problem: Problem, paint: Paint = PLAIN): string {
  const lines = [
    `${paint.red("error:")}   ${paint.bold(safe(problem.message))}`,
    `${paint.dim("because:")} ${safe(problem.because)}`,
    `${paint.dim("try:")}     ${safe(problem.hint)}`,
  ];
  return lines.join("\n");
}

export type ProblemJson = {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly because: string;
    readonly hint: string;
  };
};

export function problemJson({ code, message, because, hint }: Problem): ProblemJson {
  return { error: { code, message, because, hint } };
}

/** Text of somebody else's on one line, unable to steer the terminal: control and direction characters are spelled out. */
export function safe(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
