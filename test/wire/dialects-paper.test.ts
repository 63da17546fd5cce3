/** docs/dialects.md is what the code does; `UPDATE=1` writes it anew. */
import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIALECTS } from "../../src/model/request.ts";
import { CATALOGUE } from "../../src/provider/catalogue.ts";
import { codecFor } from "../../src/wire/codecs.ts";
import { BEGIN, END, madePart } from "../fixture/dialects-paper.ts";
import { paper, ROOT } from "../fixture/sources.ts";

const NAME = "docs/dialects.md";

function parts(text: string): readonly [string, string, string] {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END) + END.length;
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

describe(NAME, () => {
  test("holds the table and the reasons that the code has", () => {
    const [before, , after] = parts(paper(NAME));
    if (process.env.UPDATE === "1") writeFileSync(join(ROOT, NAME), before + madePart() + after);
    expect(parts(paper(NAME))[1]).toBe(madePart());
  });

  test.each(DIALECTS)("says where %s is spoken, and by which providers", (dialect) => {
    const line =
      paper(NAME)
        .split("\n")
        .find((one) => one.startsWith(`| \`${dialect}\` |`)) ?? "";
    expect(line).toContain(codecFor(dialect).path);
    for (const { kind, speaks } of CATALOGUE)
      expect([kind, line.includes(`\`${kind}\``)]).toEqual([kind, speaks.includes(dialect) && kind !== "demo"]);
  });
});
