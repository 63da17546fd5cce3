/**
 * Compiles dist/gateway for this machine: one file that needs nothing else, and takes nothing from the folder it is
 * started in. `bun build.ts [OUTFILE]`.
 */
import { statSync } from "node:fs";
import { relative, resolve } from "node:path";
import manifest from "./package.json" with { type: "json" };

const root = import.meta.dirname;
const outfile = resolve(root, process.argv[2] ?? "dist/gateway");

const built = await Bun.build({
  entrypoints: [resolve(root, "src/main.ts")],
  root,
  target: "bun",
  format: "esm",
  // a command is a chunk of its own, read only when it is called, already compiled to bytecode
  splitting: true,
  minify: true,
  bytecode: true,
  // an import whose target is not known now would be looked for in the user's folder later
  allowUnresolved: [],
  define: {
    GATEWAY_BUILD_VERSION: JSON.stringify(manifest.version),
    GATEWAY_BUILD_COMMIT: JSON.stringify(commit()),
    "process.env.NODE_ENV": '"production"',
  },
  compile: {
    outfile,
    autoloadDotenv: false,
    autoloadBunfig: false,
    autoloadTsconfig: false,
    autoloadPackageJson: false,
    execArgv: ["--disallow-code-generation-from-strings=strict"],
  },
});

if (!built.success) {
  for (const log of built.logs) console.error(String(log));
  process.exit(1);
}
console.log(
  `${relative(root, outfile)}: ${(statSync(outfile).size / 2 ** 20).toFixed(1)} MiB, version ${manifest.version}, commit ${commit()}`,
);

/** 40 hex digits, or `unknown` where there is no Git or no repository. */
function commit(): string {
  try {
    const { stdout, success } = Bun.spawnSync(["git", "rev-parse", "HEAD"], { cwd: root, stderr: "ignore" });
    const text = stdout.toString().trim();
    return success && /^[0-9a-f]{40}$/.test(text) ? text : "unknown";
  } catch {
    return "unknown";
  }
}
