/** The configuration file on disk. Its text is read in config-text.ts. */
import { readFileSync, statSync } from "node:fs";
import { type ConfigDefaults, type ConfigText, readConfigText } from "./config-text.ts";
import { reasonOf } from "./paths.ts";
import { Problem } from "./problem.ts";

/** Largest configuration file, bytes. */
const FILE_LIMIT = 1024 * 1024;

/** Undefined where there is no file. Throws `Problem` config-unreadable; what is wrong inside is in the outcome. */
export function readConfigFile(path: string, defaults: ConfigDefaults): ConfigText | undefined {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new Error("it is a folder, not a file");
    if (stat.size > FILE_LIMIT) throw new Error(`it is larger than ${FILE_LIMIT} bytes`);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    return readConfigText(text, path, defaults);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const because = error instanceof TypeError ? "it is not UTF-8 text" : reasonOf(error);
    const hint = "correct it, or name another file with --config";
    throw new Problem("config-unreadable", `the configuration ${path} cannot be read`, because, hint, { cause: error });
  }
}
