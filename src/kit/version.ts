import { version } from "../../package.json" with { type: "json" };

/** Written in by build.ts; a run from source has no commit of its own. */
declare const GATEWAY_COMMIT: string | undefined;

export const VERSION: string = version;
export const COMMIT: string = typeof GATEWAY_COMMIT === "string" ? GATEWAY_COMMIT : "source";
