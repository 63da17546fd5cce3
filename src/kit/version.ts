/** What this build is. The constants are set when the binary is built; from source the package's own version holds. */
import { readFileSync } from "node:fs";

declare const GATEWAY_BUILD_VERSION: string;
declare const GATEWAY_BUILD_COMMIT: string;

/** Semantic version, such as `0.1.0`. */
export const VERSION: string = typeof GATEWAY_BUILD_VERSION === "undefined" ? sourceVersion() : GATEWAY_BUILD_VERSION;

/** 40 hex digits; `unknown` for a build without Git, `dev` when run from source. */
export const COMMIT: string = typeof GATEWAY_BUILD_COMMIT === "undefined" ? "dev" : GATEWAY_BUILD_COMMIT;

function sourceVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return typeof version === "string" ? version : "";
}
