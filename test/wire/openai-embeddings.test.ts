import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Malformed } from "../../src/wire/codec.ts";
import { openaiEmbeddings } from "../../src/wire/openai-embeddings.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const slots = (body: unknown) => slotsOf(openaiEmbeddings, JSON.stringify(body)).map(({ text, path }) => [text, path]);
const read = (body: unknown) => reading(openaiEmbeddings, JSON.stringify(body));

function caught(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("what is to be embedded", () => {
  test.each([
    ["is a text", { input: "a b" }, [["a b", ["input"]]]],
    [
      "is a list of texts",
      { input: ["a", "", "b"] },
      [
        ["a", ["input", 0]],
        ["b", ["input", 2]],
      ],
    ],
    ["is tokens, which are no text", { input: [1, 2, 3] }, []],
    ["is lists of tokens", { input: [[1, 2], [3]] }, []],
    [
      "stands beside words of the dialect",
      { input: "a", encoding_format: "base64", dimensions: 5 },
      [["a", ["input"]]],
    ],
    ["stands beside a user's name", { input: [1], user: "u" }, [["u", ["user"]]]],
    ["stands beside a word that is none", { input: [1], encoding_format: "a b" }, [["a b", ["encoding_format"]]]],
    ["stands beside a field of tomorrow", { input: [1], tomorrow: { x: "y" } }, [[`{"x":"y"}`, ["tomorrow"]]]],
  ])("%s", (_what, body, expected) => {
    expect(slots({ model: "m", ...body })).toEqual(expected as never);
    expect(read({ model: "m", ...body })).toMatchObject({
      dialect: "openai-embeddings",
      needs: ["embeddings"],
      stream: false,
    });
  });

  test.each([
    [{}, "input"],
    [{ input: [] }, "input"],
    [{ input: 5 }, "input"],
    [{ input: { x: "y" } }, "input"],
    [{ input: ["a", {}] }, "input[1]"],
    [{ input: [[1, "a"]] }, "input[0]"],
    [{ input: [null] }, "input[0]"],
    [{ input: "a", stream: true }, "stream"],
    [{ input: "a", stream: "no" }, "stream"],
  ])("is not %j", (body, param) => {
    const error = caught(() => read({ model: "m", ...body }));
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
  });

  test("is read or refused, however strange, and no text in it is lost", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 2 }), (input, more) => {
        const body = { model: "m", input, more };
        const error = caught(() => read(body));
        if (error !== undefined) return expect(error).toBeInstanceOf(Malformed);
        const seen = slots(body).map(([text]) => text);
        for (const text of [input].flat()) if (typeof text === "string" && text !== "") expect(seen).toContain(text);
        return undefined;
      }),
      { numRuns: 3_000 },
    );
  });
});

test("an answer tells its tokens, as numbers or in base64", () => {
  const usage = { prompt_tokens: 7, total_tokens: 7 };
  for (const embedding of [[0.5, 1], "AACAPw=="]) {
    const data = [{ object: "embedding", index: 0, embedding }];
    const body = JSON.stringify({ object: "list", model: "m", data, usage });
    expect(openaiEmbeddings.readUsage(body)).toEqual({ input: 7, output: 0 });
  }
  expect(() => openaiEmbeddings.readUsage("")).toThrow(Malformed);
});

test("its errors are OpenAI's, and it is no chat", () => {
  const error = { status: 451, code: "x", message: "no", param: "input" };
  const shape = { message: "no", type: "invalid_request_error", param: "input", code: "x" };
  expect(JSON.parse(openaiEmbeddings.writeError(error))).toEqual({ error: shape });
  expect(openaiEmbeddings.readError(`{"error":{"code":501,"message":"not here","type":"x"}}`)).toBe("not here");
  expect(openaiEmbeddings.chat).toBeUndefined();
  expect(openaiEmbeddings).toMatchObject({ path: "/embeddings", streams: false, refusal: 451, lists: ["input"] });
});
