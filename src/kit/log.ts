/**
 * The lines a running server says to whoever watches it. On stderr: stdout is for answers. The formatter is loaded
 * only here, and only by a command that runs on: importing it costs more than a short command has.
 */
import type { Env } from "./paths.ts";
import { Problem } from "./problem.ts";
import { nearest } from "./suggest.ts";

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Log = {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
};

/** `GATEWAY_LOG`, or `info`. Throws `Problem` bad-usage. */
export function logLevel(env: Env): LogLevel {
  const asked = env["GATEWAY_LOG"] || "info";
  const level = LOG_LEVELS.find((level) => level === asked);
  if (level !== undefined) return level;
  const meant = nearest(asked, LOG_LEVELS) ?? "info";
  throw new Problem(
    "bad-usage",
    "GATEWAY_LOG is not a level",
    `it can be ${LOG_LEVELS.join(", ")}`,
    `GATEWAY_LOG=${meant} gateway serve`,
  );
}

/** Throws `Problem` bad-usage. */
export async function openLog(env: Env): Promise<Log> {
  const level = logLevel(env);
  const { createConsola } = await import("consola/basic");
  const log = createConsola({
    level: LOG_LEVELS.indexOf(level) === 0 ? -999 : LOG_LEVELS.indexOf(level) - (level === "debug" ? 0 : 1),
    stdout: process.stderr,
    stderr: process.stderr,
    formatOptions: { date: false, colors: !env["NO_COLOR"] && process.stderr.isTTY },
  });
  return {
    error: (text) => log.error(text),
    warn: (text) => log.warn(text),
    info: (text) => log.info(text),
    debug: (text) => log.debug(text),
  };
}
