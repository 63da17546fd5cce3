/** The configuration in force: flags over environment over file over defaults. */
import * as v from "valibot";
import { readConfigFile } from "../kit/config-file.ts";
import type { Fault } from "../kit/config-issue.ts";
import type { Io } from "../kit/io.ts";
import { type Home, homeOf } from "../kit/paths.ts";
import { Problem } from "../kit/problem.ts";
import { type Config, ConfigSchema } from "../model/config.ts";
import { placeOf } from "../provider/catalogue.ts";
import { checkClassifier } from "../provider/classifier.ts";
import { DEFAULT_PROVIDERS } from "../provider/defaults.ts";

export type Flags = { readonly config?: string; readonly port?: string; readonly host?: string };

export type Settings = {
  readonly home: Home;
  readonly config: Config;
  /** Whether there is a file; without one the defaults hold. */
  readonly fromFile: boolean;
};

/** What the file says, without flags and environment; a configuration where nothing is wrong with it. */
export type Checked = {
  readonly home: Home;
  readonly fromFile: boolean;
  readonly config?: Config;
  readonly problems: readonly Problem[];
};

/** Throws `Problem` config-invalid, config-unreadable or bad-usage. */
export function readSettings(flags: Flags, io: Pick<Io, "env">): Settings {
  const { home, fromFile, config, problems } = checkSettings(flags, io);
  const [first, ...more] = problems;
  if (first !== undefined && more.length > 0) {
    const because = `${first.because} (and ${more.length} more: gateway config validate)`;
    throw new Problem(first.code, first.message, because, first.hint);
  }
  if (config === undefined) throw first ?? new Error("neither a configuration nor a problem");
  const port = flags.port ?? (io.env.GATEWAY_PORT === "" ? undefined : io.env.GATEWAY_PORT);
  const server = {
    ...config.server,
    ...(port === undefined ? {} : { port: portOf(port, flags.port === undefined ? "GATEWAY_PORT" : "--port") }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
  };
  return { home, config: { ...config, server }, fromFile };
}

/** Everything that is wrong with the file. Throws `Problem` config-unreadable. */
export function checkSettings(flags: Flags, io: Pick<Io, "env">): Checked {
  const named = flags.config ?? (io.env.GATEWAY_CONFIG === "" ? undefined : io.env.GATEWAY_CONFIG);
  const home = homeOf({ ...io.env, GATEWAY_CONFIG: named });
  const defaults = { providers: DEFAULT_PROVIDERS };
  const file = readConfigFile(home.config, defaults);
  if (file === undefined) {
    if (named === undefined) {
      const config = v.parse(ConfigSchema, { version: 1, ...defaults });
      return { home, fromFile: false, config, problems: [] };
    }
    const from = flags.config === undefined ? "GATEWAY_CONFIG" : "--config";
    throw new Problem("config-unreadable", `there is no file ${home.config}`, `${from} names it`, "check the path");
  }
  const { config, problems, problemAt } = file;
  if (config === undefined) return { home, fromFile: true, problems };
  const faults = providerFaults(config);
  return faults.length === 0
    ? { home, fromFile: true, config, problems: [] }
    : { home, fromFile: true, problems: faults.map(problemAt) };
}

/** What only the catalogue can tell: unknown kinds, missing addresses, a reach that the address belies. */
function providerFaults(config: Config): readonly Fault[] {
  const providers = Object.entries(config.providers).flatMap(([name, provider]) =>
    faultsOf(() => placeOf(name, provider), ["providers", name], true),
  );
  // a provider that does not hold has no reach to be told
  if (providers.length > 0) return providers;
  return faultsOf(() => checkClassifier(config), ["routing", "classifier"], false);
}

function faultsOf(check: () => unknown, path: Fault["path"], atKey: boolean): readonly Fault[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [{ path, atKey, because: `${error.message}: ${error.because}`, hint: error.hint }];
  }
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
