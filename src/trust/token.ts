/** The short way to write a row for a token that its own prefix gives away. */
import type { PatternDetector } from "./detector.ts";
import { entropy } from "./entropy.ts";
import { isExample } from "./placeholder.ts";

/** A row of kind `secret.<id>` and level `secret`; examples and values of next to no entropy are passed over. */
export function token(
  id: string,
  literals: readonly string[],
  pattern: RegExp,
  source: string,
  more: Partial<PatternDetector> = {},
): PatternDetector {
  return { id, kind: `secret.${id}`, level: "secret", literals, pattern, source, check: isGenerated, ...more };
}

export function isGenerated(value: string): boolean {
  return entropy(value) >= 2.5 && !isExample(value);
}
