import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { COMPLEXITIES, CONTENT_TYPES, TASKS } from "../../src/model/classification.ts";
import { classifyText } from "../../src/route/classify-text.ts";
import { PROMPTS, type Prompt } from "../fixture/prompts.ts";

const share = (prompts: readonly Prompt[], right: (prompt: Prompt) => boolean) =>
  prompts.filter(right).length / prompts.length;
const isRight = ({ task, text }: Prompt) => classifyText(text).task.type === task;

describe("of the project's own prompts", () => {
  test("there are many, of every task, half of them German", () => {
    expect(PROMPTS.length).toBeGreaterThanOrEqual(180);
    expect(share(PROMPTS, ({ language }) => language === "de")).toBeGreaterThan(0.4);
    for (const task of TASKS) expect(PROMPTS.filter((one) => one.task === task).length).toBeGreaterThanOrEqual(5);
  });

  test.each(["en", "de"] as const)("the task is told for nearly all that are %s", (language) => {
    expect(
      share(
        PROMPTS.filter((one) => one.language === language),
        isRight,
      ),
    ).toBeGreaterThanOrEqual(0.95);
  });

  test("no task is left to luck", () => {
    for (const task of TASKS) {
      const own = PROMPTS.filter((one) => one.task === task);
      expect({ task, enough: share(own, isRight) >= 0.8 }).toEqual({ task, enough: true });
    }
  });

  test("what is told wrongly is not told with certainty", () => {
    const wrong = PROMPTS.filter((prompt) => !isRight(prompt)).map(({ text }) => classifyText(text).task.confidence);
    expect(wrong.filter((confidence) => confidence > 0.6)).toEqual([]);
  });

  test("the language is told for nearly all, and never wrongly", () => {
    expect(share(PROMPTS, ({ text, language }) => classifyText(text).language === language)).toBeGreaterThan(0.94);
    expect(PROMPTS.filter(({ text, language }) => (classifyText(text).language ?? language) !== language)).toEqual([]);
  });
});

describe("the language of the people", () => {
  test.each([
    ["fr", "Bonjour, pouvez-vous m'aider à écrire une lettre à la mairie ?"],
    ["es", "¿Puedes explicar cómo funciona un motor de combustión?"],
    ["it", "Puoi spiegarmi come funziona il motore della mia macchina?"],
    ["nl", "Kun je uitleggen hoe een motor werkt en waarom hij warm wordt?"],
    ["pt", "Você pode explicar como funciona um motor e por que ele esquenta?"],
    ["pl", "Proszę napisz mi krótki list do urzędu, który jest w moim mieście."],
    ["ru", "Как работает двигатель внутреннего сгорания?"],
    ["uk", "Як працює двигун і чому він гріється?"],
    ["ja", "エンジンはどのように動きますか？"],
    ["zh", "发动机是怎么工作的？"],
    ["ko", "엔진은 어떻게 작동합니까?"],
    ["el", "Πώς λειτουργεί ο κινητήρας;"],
  ])("is %s", (language, text) => expect(classifyText(text).language).toBe(language));

  test.each(["", "ok", "a b c d", "12 + 30 = 42", "function foo() { return 1; }", '{"name":"Anna","age":4}'])(
    "is left open in %p",
    (text) => expect(classifyText(text).language).toBeUndefined(),
  );

  test("is that of the words around a piece of code, not of the code", () => {
    const text =
      "Was macht diese Funktion?\n\n```ts\n// the quick brown fox is on the table and that is what we will do\nf();\n```";
    expect(classifyText(text)).toMatchObject({ language: "de", programmingLanguage: "typescript" });
  });
});

describe("the kind of text", () => {
  test.each([
    ["prose", undefined, "The quick brown fox.\nIt jumped over the dog.\nThen it went home."],
    ["json", undefined, '{"a":[1,2,{"b":null}]}'],
    ["json", undefined, '{"a":1}\n{"a":2}\n{"a":3}'],
    ["csv", undefined, "name;age;city\nAnna;31;Kiel\nBen;22;Bonn"],
    ["diff", undefined, "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b"],
    ["logs", undefined, "2026-01-02T10:00:00Z INFO start\n2026-01-02T10:00:01Z WARN slow\nstack line"],
    ["markup", undefined, "<!doctype html>\n<html><body><p>hi</p></body></html>"],
    ["code", "sql", "SELECT name FROM people WHERE age > 30"],
    ["code", "rust", 'fn main() {\n    println!("hi");\n}'],
    ["code", "shell", "#!/bin/bash\nset -e\ncd /tmp && ls"],
    ["code", "python", "def f(x):\n    return x\n"],
    ["code", "go", 'package main\n\nfunc main() {\n\tfmt.Println("hi")\n}'],
    ["code", "typescript", "export type A = {\n  readonly b: string;\n};\nconst c: number = 1;"],
    ["code", "java", 'public class A {\n  public static void main(String[] a) {\n    System.out.println("x");\n  }\n}'],
    ["mixed", "python", "Please tell me what this is for:\n\n```python\nprint(1)\n```"],
    ["mixed", undefined, "What is wrong with this answer?\n\n```json\n{}\n```"],
  ])("is %s (%p)", (kind, language, text) => {
    const told = classifyText(text);
    expect(told.contentType).toBe(kind as never);
    expect(told.programmingLanguage).toBe(language as never);
  });
});

describe("the complexity", () => {
  test.each([
    ["low", "What is the capital of Mongolia?"],
    ["low", "Hallo!"],
    [
      "medium",
      "Write a Python function that checks whether a string is a palindrome, and also make sure that it ignores case.",
    ],
    [
      "high",
      "Design a distributed job queue step by step and explain the trade-offs in detail:\n- it must survive a crash\n- it should not lose jobs\n- make sure it scales to many workers\n- plan the migration",
    ],
    [
      "high",
      `Plan the move of our archive. ${"The archive holds many shelves of paper that must be kept. ".repeat(120)}`,
    ],
  ])("is %s", (value, text) => {
    const { complexity } = classifyText(text);
    expect(complexity.value).toBe(value as never);
    expect(complexity.because).not.toBe("");
  });

  test("grows with the context, and never shrinks", () => {
    const alone = classifyText("Summarize this.");
    const long = classifyText("Summarize this.", "The council met again on Tuesday. ".repeat(1_000));
    expect([alone.complexity.value, long.complexity.value]).toEqual(["low", "high"]);
  });
});

describe("facts of today are needed", () => {
  test.each([
    "What is the weather in Berlin today?",
    "Wer ist der aktuelle Bundeskanzler?",
    "What is the latest stable version of Node?",
    "Was kostet ein Liter Diesel derzeit?",
    "Who won the match yesterday?",
    "Welche Nachrichten gibt es heute aus Brüssel?",
  ])("for %p", (text) => {
    const { needsFacts } = classifyText(text);
    expect(needsFacts.value).toBe(true);
    expect(needsFacts.because).toContain("it asks about");
  });

  test.each([
    "Translate: what is the weather today?",
    "Warum ist der Himmel blau?",
    "Hello, how are you today?",
    "Fasse die Nachrichten von heute zusammen:\n\nDer Rat hat getagt.",
    "Write a poem about today.",
  ])("but not for %p", (text) => expect(classifyText(text).needsFacts.value).toBe(false));
});

describe("whatever the text is", () => {
  test("it is told in the words of the model, the same each time", () => {
    const words = fc.constantFrom(
      "```",
      "\n",
      "```py\n",
      "{",
      "}",
      ";",
      "fix ",
      "übersetze ",
      "?",
      "<a>",
      "2026-01-02 10:00 ",
      "ß",
      "日本",
    );
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(words).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(text, fc.string(), (one, context) => {
        const told = classifyText(one, context);
        expect(TASKS).toContain(told.task.type);
        expect(CONTENT_TYPES).toContain(told.contentType);
        expect(COMPLEXITIES).toContain(told.complexity.value);
        expect(told.task.confidence).toBeGreaterThanOrEqual(0);
        expect(told.task.confidence).toBeLessThanOrEqual(1);
        expect(classifyText(one, context)).toEqual(told);
      }),
    );
  });

  test.each([
    ["one letter", "a".repeat(2_000_000)],
    ["spaces", " ".repeat(2_000_000)],
    ["brackets", "([{".repeat(600_000)],
    ["lines", "return x = \n".repeat(200_000)],
    ["tags", "<a ".repeat(600_000)],
    ["orders", "please translate and fix the list of all ".repeat(50_000)],
    ["dashes", "--- ".repeat(500_000)],
    ["German", "fasse wie viele wenn zusammen älter als ".repeat(50_000)],
  ])("it is told in no time: two million of %s", (_name, text) => {
    classifyText("warm");
    const started = performance.now();
    classifyText(text);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
