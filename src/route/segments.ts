/** A text taken apart into what a person wrote and what was pasted. Linear in its length; only a sample of a long text is looked at. */

export type Block = { readonly text: string; /** The word after the fence, lower case. */ readonly info: string };

export type Segments = {
  /** What is written in words, without the blocks. */
  readonly prose: string;
  /** Fenced blocks, and runs of lines that look like code. */
  readonly blocks: readonly Block[];
};

/** Of a longer text the beginning and the end are looked at, UTF-16 units: that is where it says what it wants. */
const HEAD = 24_000;
const TAIL = 8_000;

const FENCE = /^ {0,3}(```+|~~~+) {0,8}([\w+#.-]{0,24})/;

/** Starts, ends and signs of lines that people do not write in prose. */
const CODE_LINE = [
  /^\s{0,40}(?:import|from|export|const|let|var|function|def|class|public|private|protected|static|struct|impl|fn|func|package|using|namespace|interface|type|enum|async|await|return|if|else|elif|for|while|switch|case|try|catch|except|finally|throw|raise|print|echo|select|insert|update|delete|create|alter)\b[^.?!]{0,200}[({;=}]\s*$/i,
  /^\s{0,40}(?:def \w+\(|class \w+[(:]|(?:el)?if \S|else:|for \w+(?:, ?\w+)? in |while \S|try:|except\b|finally:|with \w+[.(])[^?!]{0,200}:\s*$/,
  /[\w)\]"'`};]\s?;\s*$|[{}]\s*$/,
  /^\s{0,40}[)}\]]+[;,]?\s*$/,
  /^\s{0,40}(?:#include|#define|#!|\/\/|\/\*|\*\/|--\s|@\w+(?:\(|$)|<\?php|end$)/,
  /^\s{0,40}[\w.]{1,60}\s?(?:[-+*/|&]?=|:=)\s?\S/,
  /^\s{0,40}[\w.]{1,60}\([^)]{0,120}\)\s*;?$/,
  /^\s{0,40}(?:SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE|JOIN|GROUP BY|ORDER BY)\b/,
  /^(?:import|from) [\w.]{1,80}/,
  /^\s{1,40}(?:return|yield|pass|break|continue)\b/,
  /^\s{0,40}(?:set -\w|cd \S+$|sudo \S|export \w+=|(?:git|npm|npx|docker|curl|pip|apt|apt-get|chmod|mkdir|rm|grep) (?:-|[\w.:/-]+(?: -|$| [\w./:-]+$)))/,
  /=>|&&|\|\||::\w|->\w/,
];

/** What makes a single line code; any other that looks like it is a name or a formula in a sentence. */
const ALONE = /[\w)\]"'`]\s?;\s*$|[{})]\s*$|^#!|^\s{0,40}(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) \S/;

export function sampleOf(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
}

export function segmentsOf(text: string): Segments {
  const prose: string[] = [];
  const blocks: Block[] = [];
  let fence: { mark: string; info: string; lines: string[] } | undefined;
  let run: string[] = [];
  const endRun = () => {
    const code = run.filter((line) => line.trim() !== "");
    if (code.length === 1 && !ALONE.test(code[0]!)) prose.push(...run);
    else if (code.length > 0) blocks.push({ info: "", text: run.join("\n") });
    run = [];
  };
  for (const line of sampleOf(text).split("\n")) {
    const mark = FENCE.exec(line);
    if (fence !== undefined) {
      if (mark !== null && mark[1]!.startsWith(fence.mark)) {
        blocks.push({ info: fence.info, text: fence.lines.join("\n") });
        fence = undefined;
      } else fence.lines.push(line);
    } else if (mark !== null) {
      endRun();
      fence = { mark: mark[1]!, info: mark[2]!.toLowerCase(), lines: [] };
    } else if (isCodeLine(line)) run.push(line);
    // an indented or empty line goes on with the code above it
    else if (run.length > 0 && /^\s|^$/.test(line)) run.push(line);
    else {
      endRun();
      prose.push(line);
    }
  }
  endRun();
  if (fence !== undefined) blocks.push({ info: fence.info, text: fence.lines.join("\n") });
  return { prose: prose.join("\n").trim(), blocks: blocks.filter((block) => block.text.trim() !== "") };
}

function isCodeLine(line: string): boolean {
  const short = line.slice(0, 400);
  return short.trim() !== "" && CODE_LINE.some((pattern) => pattern.test(short));
}
