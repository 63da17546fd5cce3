/** Which programming language a piece of code is in: the fence's word where it has one, else by what only that language says. */
import type { Block } from "./segments.ts";

const NAMES: Readonly<Record<string, string>> = {
  ts: "typescript",
  tsx: "typescript",
  js: "javascript",
  jsx: "javascript",
  py: "python",
  python3: "python",
  rs: "rust",
  golang: "go",
  "c++": "cpp",
  "c#": "csharp",
  cs: "csharp",
  rb: "ruby",
  kt: "kotlin",
  sh: "shell",
  bash: "shell",
  zsh: "shell",
  console: "shell",
  yml: "yaml",
  tf: "hcl",
};

/** No languages of programs: what a fence says of other pastes. */
const OTHERS = new Set(["", "text", "txt", "plain", "log", "logs", "diff", "patch", "csv", "md", "markdown", "output"]);

const SIGNS: readonly (readonly [string, readonly RegExp[]])[] = [
  [
    "typescript",
    [
      /\b(?:interface|type) \w+ (?:=|\{|extends)/,
      /\w\??: ?(?:string|number|boolean|unknown|void|Promise<)/,
      /\bas const\b|\bimport type\b/,
    ],
  ],
  [
    "javascript",
    [
      /\b(?:const|let|var) \w+ ?=/,
      /=> ?[({\w]/,
      /\bconsole\.log\(|\brequire\(|\bmodule\.exports\b/,
      /\bfunction ?\w*\([^)]{0,80}\) ?\{/,
      /===/,
    ],
  ],
  [
    "python",
    [
      /^\s*def \w+\(.{0,200}\).{0,40}:\s*$/m,
      /^\s*(?:from [\w.]+ )?import \w/m,
      /\bself\.\w|\bNone\b|\bTrue\b|\bFalse\b/,
      /^\s*(?:elif|except|with) .{0,120}:\s*$/m,
      /\bprint\(/,
      /^\s*(?:if|for|while) .{0,120}:\s*$/m,
    ],
  ],
  [
    "rust",
    [
      /\bfn \w+(?:<[^>]{0,40}>)?\(/,
      /\blet mut \b|\bimpl\b.{0,60}\{|\bpub (?:fn|struct|enum)\b/,
      /&(?:mut )?(?:self|str)\b|::new\(|\.unwrap\(\)|println!/,
    ],
  ],
  ["go", [/^package \w+/m, /\bfunc (?:\(\w+ \*?\w+\) )?\w+\(/, /:= |\bfmt\.\w+\(|\bif err != nil\b|\bchan \w/]],
  [
    "java",
    [
      /\bpublic (?:static |final )*(?:class|void|interface|int|String)\b/,
      /\bSystem\.out\.print|\bnew \w+<.{0,40}>\(|@Override\b/,
      /\bprivate (?:final )?\w+ \w+;/,
    ],
  ],
  [
    "csharp",
    [/\busing System\b|\bnamespace \w+(?:\.\w+)*\s*[;{]/, /\bConsole\.Write|\basync Task\b|\bpublic \w+ \w+ \{ get;/],
  ],
  ["cpp", [/#include ?<(?:iostream|vector|string|map|memory)>/, /\bstd::\w|\bcout ?<</, /\btemplate ?</]],
  ["c", [/#include ?<std\w+\.h>/, /\bint main\((?:void|int argc)/, /\bprintf\(|\bmalloc\(|\bsizeof\(|\w+ ?\*\w+ ?=/]],
  ["php", [/<\?php/, /\$\w+ ?= |\$this->/]],
  ["ruby", [/^\s*def \w+[?!]?(?:\(.{0,80}\))?\s*$/m, /^\s*end\s*$/m, /\bputs \b|\.each do \|/]],
  ["kotlin", [/\bfun \w+\(/, /\bval \w+|\bdata class\b|\bprintln\(/]],
  ["swift", [/\bfunc \w+\(.{0,80}\) ?->/, /\bguard let\b|\bif let\b|\bvar \w+: \w+/]],
  [
    "sql",
    [
      /\bselect\b[\s\S]{1,400}\bfrom\b/i,
      /\b(?:insert into|update \w+ set|create table|alter table|delete from)\b/i,
      /\b(?:group by|order by|inner join|left join|where)\b/i,
    ],
  ],
  [
    "shell",
    [
      /^#!\/(?:usr\/)?bin\/(?:env )?(?:ba|z)?sh/m,
      /^\s*(?:sudo|apt|cd|ls|grep|echo|export|curl|git|docker|npm|chmod) [\w-]/m,
      /\$\{?\w+\}?|\bfi$|\bdone$/m,
    ],
  ],
  ["html", [/<(?:html|body|div|span|script|head|p|a)\b[^>]{0,200}>/i, /<\/(?:html|body|div|span|script|head|p|a)>/i]],
  ["css", [/[.#]?[\w-]+ ?\{\s*[\w-]+ ?: ?[^;{}]{1,80};/, /\b(?:color|margin|padding|display|font-size) ?:/]],
];

export function codeLanguageOf(blocks: readonly Block[]): string | undefined {
  const named = blocks.find((block) => !OTHERS.has(block.info) && block.info !== "json");
  if (named !== undefined) return NAMES[named.info] ?? named.info;
  const code = blocks
    .filter((block) => block.info === "")
    .map((block) => block.text)
    .join("\n")
    .slice(0, 16_000);
  if (code === "") return undefined;
  const scores = SIGNS.map(([name, signs]) => ({ name, score: signs.filter((sign) => sign.test(code)).length }));
  // where two have as many signs, the first of the list is the one with the rarer signs
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score === 0 ? undefined : best.name;
}
