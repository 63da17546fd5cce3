/** The configuration in force: flags over environment over file over defaults. */
import * as v from "valibot";
import type { Io } from "../kit/io.ts";
import { type Home, homeOf } from "../kit/paths.ts";
import { Problem } from "../kit/problem.ts";
import { readConfigFile } from "../kit/config-file.ts";
import { type Config, ConfigSchema } from "../model/config.ts";
import { DEFAULT_PROVIDERS } from "../provider/defaults.ts";

export type Flags = { readonly config?: string; readonly port?: string; readonly host?: string };

export type Settings = {
  readonly home: Home;
  readonly config: Config;
  /** Whether there is a file; without one the defaults hold. */
  readonly fromFile: boolean;
};

/** Throws `Problem` config-invalid, config-unreadable or bad-usage. */
export function readSettings(flags: Flags, io: Pick<Io, "env">): Settings {
  const home = homeOf(flags.config === undefined ? io.env : { ...io.env, GATEWAY_CONFIG: flags.config });
  const file = readConfigFile(home.config);
  if (file === undefined && flags.config !== undefined) {
    throw new Problem("config-unreadable", `there is no file ${home.config}`, "--config names it", "check the path");
  }
  const base = file ?? v.parse(ConfigSchema, { version: 1, providers: DEFAULT_PROVIDERS });
  const port = flags.port ?? (io.env.GATEWAY_PORT === "" ? undefined : io.env.GATEWAY_PORT);
  const server = {
    ...base.server,
    ...(port === undefined ? {} : { port: portOf(port, flags.port === undefined ? "GATEWAY_PORT" : "--port") }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
  };
  return { home, config: { ...base, server }, fromFile: file !== undefined };
}

function portOf(text: string, from: string): number {
  return wholeNumber(text, from, 0, 65_535);
}

/** Throws `Problem` bad-usage. */
export function wholeNumber(text: string, from: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  const because = `it takes a whole number from ${min} to ${max}`;
  throw new Problem("bad-usage", `${from} cannot be '${text}'`, because, `${from} ${min === 0 ? 8787 : min}`);
}
