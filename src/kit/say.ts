/** How things are said on a terminal. */
import type { Io } from "./io.ts";
import type { Problem } from "./problem.ts";

/** Three lines: what happened, why, and something to type. */
export function sayProblem(problem: Problem, io: Io): void {
  const strong = (text: string) => (io.colour ? `\x1b[1;31m${text}\x1b[0m` : text);
  const faint = (text: string) => (io.colour ? `\x1b[2m${text}\x1b[0m` : text);
  io.err(`${strong("error:")}   ${printable(problem.message)}\n`);
  io.err(`${faint("because:")} ${printable(problem.because)}\n`);
  io.err(`${faint("try:")}     ${printable(problem.hint)}\n`);
}

/** The same for a program, on stderr as one line of JSON. */
export function problemJson(problem: Problem): string {
  const { code, message, because, hint } = problem;
  return `${JSON.stringify({ error: { code, message, because, hint } })}\n`;
}

/** Text from elsewhere must not drive the terminal: control and direction characters are spelled out, not obeyed. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Columns as wide as their widest cell; the last one ends where it ends. */
export function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(printable));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ").trimEnd();
  return shown.map((row) => `${line(row)}\n`).join("");
}
