/** The clients that `gateway run` knows. */
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { continueCli } from "./continue.ts";
import type { Target } from "./launch.ts";
import { opencode } from "./opencode.ts";

export const TARGETS: readonly Target[] = [
  claudeCode,
  codex,
  opencode,
  continueCli,
  { name: "gemini-cli", aliases: ["gemini"], title: "Gemini CLI", program: "gemini", package: "@google/gemini-cli" },
];

export function targetNamed(name: string): Target | undefined {
  return TARGETS.find((target) => target.name === name || target.aliases.includes(name));
}
