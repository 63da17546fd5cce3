/** From what was found and claimed to the level of a request. Evidence and labels can only raise. */
import type { Finding } from "../model/finding.ts";
import { highest, rank, type Level } from "../model/level.ts";
import type { Label, Leveled } from "../model/plan.ts";

/** The highest of the findings' levels and the labels; `labels` holds the default, so it is never empty. */
export function levelOf(findings: readonly Pick<Finding, "kind" | "level">[], labels: readonly Label[]): Leveled {
  let level: Level = "public";
  for (const label of labels) level = highest(level, label.level);
  let worst: Pick<Finding, "kind"> | undefined;
  for (const finding of findings) {
    if (rank(finding.level) > rank(level)) {
      level = finding.level;
      worst = finding;
    }
  }
  if (worst !== undefined) return { level, labels, because: `it holds ${worst.kind}` };
  const label = labels.find((label) => label.level === level);
  return { level, labels, because: LABEL_REASON[label?.source ?? "default"] };
}

const LABEL_REASON: Readonly<Record<Label["source"], string>> = {
  header: "the request's x-gateway-trust header says so",
  request: "the request itself says so",
  client: "it is the floor set for this client",
  default: "it is the default level for content without other evidence",
};
