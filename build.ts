/**
 * Compiles the single executable for this machine: `dist/gateway`.
 * The binary takes nothing from the folder it is started in: no .env, no bunfig.toml, no import that is computed.
 */
import { $ } from "bun";
import { mkdirSync, statSync } from "node:fs";

const OUT = "dist/gateway";

async function commit(): Promise<string> {
  const { stdout, exitCode } = await $`git rev-parse HEAD`.cwd(import.meta.dir).nothrow().quiet();
  return exitCode === 0 ? stdout.toString().trim() : "unknown";
}

mkdirSync(`${import.meta.dir}/dist`, { recursive: true });
const started = performance.now();
const result = await Bun.build({
  entrypoints: [`${import.meta.dir}/src/main.ts`],
  root: import.meta.dir,
  target: "bun",
  format: "esm",
  splitting: true,
  minify: true,
  bytecode: true,
  // an import that cannot be resolved now would be resolved from the user's folder later
  allowUnresolved: [],
  define: { GATEWAY_COMMIT: JSON.stringify(await commit()) },
  compile: {
    outfile: `${import.meta.dir}/${OUT}`,
    autoloadDotenv: false,
    autoloadBunfig: false,
    autoloadTsconfig: false,
    autoloadPackageJson: false,
    execArgv: ["--disallow-code-generation-from-strings=strict"],
  },
} as Bun.BuildConfig);
if (!result.success) {
  for (const log of result.logs) console.error(log);
  process.exit(1);
}
const megabytes = (statSync(`${import.meta.dir}/${OUT}`).size / 1e6).toFixed(0);
console.log(`${OUT}: ${megabytes} MB in ${((performance.now() - started) / 1000).toFixed(1)} s`);
