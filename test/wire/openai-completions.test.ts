import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Malformed } from "../../src/wire/codec.ts";
import { openaiCompletions } from "../../src/wire/openai-completions.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const slots = (body: unknown) => slotsOf(openaiCompletions, JSON.stringify(body)).map(({ text, path }) => [text, path]);
const read = (body: unknown) => reading(openaiCompletions, JSON.stringify(body));

function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("a prompt", () => {
  test.each([
    ["is a text", { prompt: "a b" }, [["a b", ["prompt"]]]],
    [
      "is several",
      { prompt: ["a", "b"] },
      [
        ["a", ["prompt", 0]],
        ["b", ["prompt", 1]],
      ],
    ],
    ["is tokens, which are no text", { prompt: [1, 2] }, []],
    ["is several lists of tokens", { prompt: [[1], [2]] }, []],
    ["has a text after it", { prompt: [1], suffix: "s" }, [["s", ["suffix"]]]],
    ["has stop words", { prompt: [1], stop: ["x"] }, [[`["x"]`, ["stop"]]]],
    ["has a stop word", { prompt: [1], stop: "x y" }, [["x y", ["stop"]]]],
    ["has a user", { prompt: [1], user: "u" }, [["u", ["user"]]]],
    [
      "has numbers and switches",
      { prompt: "a", max_tokens: 5, echo: true, n: 2, best_of: 3, logprobs: 5 },
      [["a", ["prompt"]]],
    ],
    ["asks for the tokens of a stream", { prompt: [1], stream_options: { include_usage: true } }, []],
  ])("%s", (_what, body, expected) => {
    expect(slots({ model: "m", ...body })).toEqual(expected as never);
  });

  test("may be streamed", () => {
    const stream = (more: object) => read({ model: "m", prompt: "a", ...more }).stream;
    expect([stream({}), stream({ stream: false }), stream({ stream: true })]).toEqual([false, false, true]);
  });

  test.each([
    [{}, "prompt"],
    [{ prompt: [] }, "prompt"],
    [{ prompt: 5 }, "prompt"],
    [{ prompt: ["a", {}] }, "prompt[1]"],
    [{ prompt: [["a"]] }, "prompt[0]"],
    [{ prompt: "a", stream: 1 }, "stream"],
  ])("is not %j", (body, param) => {
    const error = caught(() => read({ model: "m", ...body }));
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
  });

  test("is read or refused, however strange, and no text in it is lost", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 2 }), (prompt, suffix) => {
        const body = { model: "m", prompt, suffix };
        const error = caught(() => read(body));
        if (error !== undefined) return expect(error).toBeInstanceOf(Malformed);
        const seen = slots(body).map(([text]) => text);
        for (const text of [prompt].flat()) if (typeof text === "string" && text !== "") expect(seen).toContain(text);
        if (typeof suffix === "object" && suffix !== null) expect(seen).toContain(JSON.stringify(suffix));
        if (typeof suffix === "string" && suffix !== "") expect(seen).toContain(suffix);
        return undefined;
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("an answer", () => {
  test("tells its tokens", () => {
    const usage = {
      prompt_tokens: 3,
      completion_tokens: 4,
      total_tokens: 7,
      prompt_tokens_details: { cached_tokens: 1 },
    };
    const body = { object: "text_completion", choices: [{ text: "a", index: 0, finish_reason: "stop" }], usage };
    expect(openaiCompletions.readUsage(JSON.stringify(body))).toEqual({ input: 3, output: 4, cached: 1 });
    expect(openaiCompletions.readUsage(`{"choices":[]}`)).toBeUndefined();
  });

  const chunk = (text: string, finish: string | null, more: object = {}) =>
    `data: ${JSON.stringify({ choices: [{ text, index: 0, logprobs: null, finish_reason: finish }], object: "text_completion", ...more })}\n\n`;
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  test.each([
    [
      "whole",
      `${chunk("a", null)}${chunk("", "length", { usage })}data: [DONE]\n\n`,
      { terminated: true, stopped: true, usage: { input: 3, output: 2 } },
    ],
    [
      "with its tokens in a chunk of their own",
      `${chunk("", "stop")}data: {"choices":[],"usage":${JSON.stringify(usage)}}\n\ndata: [DONE]\n\n`,
      { terminated: true, stopped: true, usage: { input: 3, output: 2 } },
    ],
    ["without the terminator", `${chunk("a", null)}${chunk("", "stop")}`, { terminated: false, stopped: true }],
    ["in the middle", chunk("a", null), { terminated: false, stopped: false }],
    ["with the words in its text", chunk('"finish_reason":"stop" [DONE]', null), { terminated: false, stopped: false }],
    ["nothing at all", "", { terminated: false, stopped: false }],
  ])("streamed, ends %s", (_how, tail, expected) => {
    expect(openaiCompletions.readStreamEnd(tail)).toEqual(expected as never);
  });
});

test("its errors are OpenAI's, and it is no chat", () => {
  const error = { status: 502, code: "x", message: "no" };
  expect(openaiCompletions.writeStreamError(error)).toBe(
    `data: {"error":{"message":"no","type":"server_error","param":null,"code":"x"}}\n\ndata: [DONE]\n\n`,
  );
  expect(openaiCompletions.chat).toBeUndefined();
  expect(openaiCompletions).toMatchObject({ path: "/completions", framing: "sse", streams: false, lists: ["prompt"] });
});
