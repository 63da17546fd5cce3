import { describe, expect, test } from "bun:test";
import { Malformed } from "../../src/wire/codec.ts";
import { ollamaEmbed, ollamaEmbeddings } from "../../src/wire/ollama-embed.ts";
import { reading, slotsOf } from "../fixture/reading.ts";

const slots = (body: unknown) => slotsOf(ollamaEmbed, JSON.stringify(body)).map(({ text, path }) => [text, path]);
const read = (body: unknown) => reading(ollamaEmbed, JSON.stringify(body));

describe("what is to be embedded is text", () => {
  test.each([
    [{ input: "a b" }, [["a b", ["input"]]]],
    [
      { input: ["a", "", "b"] },
      [
        ["a", ["input", 0]],
        ["b", ["input", 2]],
      ],
    ],
    [{ prompt: "of old" }, [["of old", ["prompt"]]]],
    [
      { input: "a", options: { num_ctx: 5 } },
      [
        ["a", ["input"]],
        [`{"num_ctx":5}`, ["options"]],
      ],
    ],
    [
      { input: "a", keep_alive: "not a word at all" },
      [
        ["a", ["input"]],
        ["not a word at all", ["keep_alive"]],
      ],
    ],
    [{ input: "a", truncate: true, dimensions: 5, keep_alive: "5m" }, [["a", ["input"]]]],
  ])("in %j", (body, expected) => {
    expect(slots({ model: "m", ...body })).toEqual(expected as never);
  });

  test("also in the prompt of old, which must be there", () => {
    const old = (body: object) => reading(ollamaEmbeddings, JSON.stringify({ model: "m", ...body }));
    expect(old({ prompt: "of old" })).toMatchObject({
      dialect: "ollama-embeddings",
      messages: 1,
      needs: ["embeddings"],
    });
    expect(() => old({ input: "of now" })).toThrow(Malformed);
    expect(() => old({ prompt: 5 })).toThrow(Malformed);
  });

  test("and counts by its pieces", () => {
    expect(read({ model: "m", input: ["a", "b"] })).toMatchObject({
      dialect: "ollama-embed",
      messages: 2,
      stream: false,
    });
    expect(read({ model: "m", input: "" }).messages).toBe(1);
  });

  test.each([
    [{ input: 5 }, "input"],
    [{ input: {} }, "input"],
    [{ input: ["a", 5] }, "input[1]"],
    [{ input: [["a"]] }, "input[0]"],
    [{ input: [] }, "input"],
    [{ input: "a", prompt: 5 }, "prompt"],
    [{}, "input"],
  ])("or is an error: %j", (body, param) => {
    let error: unknown;
    try {
      read({ model: "m", ...body });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(Malformed);
    expect((error as Malformed).param).toBe(param);
  });
});

test("an answer tells its tokens, where it does", () => {
  const answer = { model: "m", embeddings: [[0.5, 1]], total_duration: 1, load_duration: 1, prompt_eval_count: 6 };
  expect(ollamaEmbed.readUsage(JSON.stringify(answer))).toEqual({ input: 6, output: 0 });
  expect(ollamaEmbed.readUsage(`{"embedding":[0.5]}`)).toBeUndefined();
  expect(() => ollamaEmbed.readUsage("<html>")).toThrow(Malformed);
});

test("its errors are Ollama's, and it is no chat", () => {
  const error = { status: 451, code: "x", message: "no" };
  expect(ollamaEmbed.writeError(error)).toBe(`{"error":"no"}`);
  expect(ollamaEmbed.readError(`{"error":"this model does not support embeddings"}`)).toBe(
    "this model does not support embeddings",
  );
  expect(ollamaEmbed.chat).toBeUndefined();
  expect(ollamaEmbed).toMatchObject({ path: "/api/embed", streams: false, lists: ["input"] });
});
