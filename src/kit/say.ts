/** How the program speaks: stdout is the answer and nothing else, stderr is everything said to a person. */
import type { Io } from "./io.ts";
import type { Problem } from "./problem.ts";

/** Three lines on stderr: what happened · because · try. */
export function sayProblem(problem: Problem, io: Pick<Io, "err" | "colour">): void {
  io.err(problemText(problem, io.colour));
}

export function problemText({ message, because, hint }: Problem, colour: boolean): string {
  const style = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return [
    `${style(31, "error:")}   ${style(1, printable(message))}\n`,
    `${style(2, "because:")} ${printable(because)}\n`,
    `${style(2, "try:")}     ${printable(hint)}\n`,
  ].join("");
}

/** The same for a program, one line: `{"error":{"code","message","because","hint"}}`. */
export function problemJson({ code, message, because, hint }: Problem): string {
  return `${JSON.stringify({ error: { code, message, because, hint } })}\n`;
}

/** Somebody else's text on one line, unable to steer a terminal: control and direction characters are spelled out. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Rows in columns, two spaces between them; the last column may be as wide as it likes. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, Bun.stringWidth(cell))));
  const pad = (cell: string, at: number) => cell + " ".repeat((widths[at] ?? 0) - Bun.stringWidth(cell));
  return cells.map((row) => `${row.map(pad).join("  ").trimEnd()}\n`).join("");
}
