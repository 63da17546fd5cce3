/** What kind of text a text is: by its lines, not by its words. */
import type { ContentType } from "../model/classification.ts";
import { sampleOf, type Segments } from "./segments.ts";

/** How many of the lines must look alike for the whole to count as that. */
const MOST = 0.6;

const LOG_LINE =
  /^\s{0,8}(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d\d[:/]\w{2,3}[:/]\d{2,4}|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{1,3}(?:\.\d{1,3}){3} .{0,40}\[|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\]?[: ])/;
const DIFF_LINE = /^(?:diff --git |@@ -\d|\+\+\+ \S|--- \S|index [0-9a-f]{7})/m;
const TAG = /<\/?[a-z][\w:-]{0,40}(?:\s[^<>]{0,300})?\/?>/gi;

/** A paste with fewer words around it stands alone: "fix this:" is no prose of its own. */
const WORDS_AROUND = 3;

/** `paste`: what kind of thing stands in it, or is all of it, where that is no prose. */
export type Content = { readonly type: ContentType; readonly paste?: ContentType };

export function contentTypeOf(text: string, { prose, blocks }: Segments): Content {
  const pure = kindOf(sampleOf(text).trim());
  if (pure !== undefined) return { type: pure, paste: pure };
  const [first] = blocks;
  const pasted = pastedIn(text);
  if (first === undefined) return pasted === undefined ? { type: "prose" } : { type: "mixed", paste: pasted };
  const paste = pasted ?? kindOf(first.text.trim()) ?? "code";
  const around = prose.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
  return { type: around >= WORDS_AROUND ? "mixed" : blocks.length === 1 ? paste : "code", paste };
}

function kindOf(text: string): ContentType | undefined {
  if (isJson(text)) return "json";
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return undefined;
  if (/^(?:diff --git |--- \S|@@ -\d|Index: )/.test(text) && DIFF_LINE.test(text)) return "diff";
  const share = (test: (line: string) => boolean) => lines.filter(test).length / lines.length;
  if (lines.length >= 2 && share((line) => LOG_LINE.test(line)) >= MOST) return "logs";
  if (/^<(?:!doctype|\?xml|[a-z][\w:-]{0,40}[\s/>])/i.test(text) && (text.match(TAG)?.length ?? 0) >= 2)
    return "markup";
  return isTable(lines) ? "csv" : undefined;
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text) || !/[\]}]$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // a sample of something long, or one object a line
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return (
      lines.length > 1 && lines.slice(0, 20).every((line) => /^\s*\{".{0,2000}\}\s*,?$/.test(line.slice(0, 2_010)))
    );
  }
}

/** The same number of the same separator in every line, and no line that is a sentence. */
function isTable(lines: readonly string[]): boolean {
  if (lines.length < 3) return false;
  return [",", ";", "\t", "|"].some((separator) => {
    const counts = lines.map((line) => line.split(separator).length);
    const [columns = 0] = counts;
    const sentences = lines.filter((line) => /[.!?]$/.test(line) && line.split(" ").length > 6).length;
    return columns >= 2 && counts.every((count) => count === columns) && sentences === 0;
  });
}

/** Something else below a line or two of prose, without a fence around it. */
function pastedIn(text: string): ContentType | undefined {
  const paragraphs = sampleOf(text).split(/\n\s*\n|:\s*\n/);
  if (paragraphs.length < 2) return undefined;
  return paragraphs.map((one) => kindOf(one.trim())).find((kind) => kind !== undefined);
}
