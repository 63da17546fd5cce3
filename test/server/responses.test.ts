/** Answers in the Responses dialect by their ids, with the official client and a provider that speaks another dialect. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import OpenAI from "openai";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";
import { startUpstream, type Upstream } from "../fixture/upstream.ts";

let upstream: Upstream;
let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  upstream = startUpstream();
  gateway = await testGateway({
    providers: {
      sim: { kind: "openai-compatible", url: upstream.url, models: ["whole", "stream"] },
      acme: { kind: "openai-compatible", url: upstream.url, reach: "external", models: ["far"] },
      vendor: { kind: "openai-compatible", url: upstream.url, models: ["native"], dialects: ["openai-responses"] },
    },
  });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "any", maxRetries: 0 });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  upstream.stop();
});
beforeEach(() => void (upstream.seen.length = 0));

const lastSent = () => JSON.parse(upstream.seen.at(-1)!.body) as { messages: { role: string; content: unknown }[] };
const textsSent = () => lastSent().messages.map(({ role, content }) => [role, content]);

describe("a conversation that goes on from an answer by its id", () => {
  test("is told in full to a model that knows no ids", async () => {
    const first = await client.responses.create({ model: "whole", instructions: "Be brief.", input: "one" });
    expect(first.output_text).toBe("fine");
    const second = await client.responses.create({ model: "whole", input: "two", previous_response_id: first.id });
    expect(textsSent()).toEqual([
      ["user", "one"],
      ["assistant", "fine"],
      ["user", "two"],
    ]);
    await client.responses.create({ model: "whole", input: "three", previous_response_id: second.id });
    expect(textsSent().map(([, content]) => content)).toEqual(["one", "fine", "two", "fine", "three"]);
  });

  test("also from a streamed answer", async () => {
    const stream = client.responses.stream({ model: "stream", input: "one" });
    const first = await stream.finalResponse();
    expect(first.output_text).toBe("Hello");
    await client.responses.create({ model: "whole", input: "two", previous_response_id: first.id });
    expect(textsSent().map(([, content]) => content)).toEqual(["one", "Hello", "two"]);
  });

  test("is judged with all that went before", async () => {
    const secret = ["glpat-", "x7Kp2Wm9Qz4Rt6Yv8Bn3"].join("");
    const first = await client.responses.create({ model: "whole", input: `it is ${secret}` });
    upstream.seen.length = 0;
    const asking = client.responses.create({ model: "far", input: "and?", previous_response_id: first.id });
    const error = await asking.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect([(error as { status: number }).status, upstream.seen.length]).toEqual([400, 0]);
  });

  test("from an answer that nobody here gave is refused, unless the provider speaks the dialect itself", async () => {
    const ask = (model: string) =>
      client.responses.create({ model, input: "x", previous_response_id: "resp_elsewhere" }).catch(String);
    expect(await ask("whole")).toContain("an earlier answer by its id");
    await ask("native");
    expect(upstream.seen.at(-1)!.body).toContain(`"previous_response_id":"resp_elsewhere"`);
  });
});

describe("an answer", () => {
  test("can be had again, with what it answered, and be deleted", async () => {
    const made = await client.responses.create({ model: "whole", input: "one" });
    const again = await client.responses.retrieve(made.id);
    expect(again).toEqual({ ...made, output_text: again.output_text } as never);
    const second = await client.responses.create({ model: "whole", input: "two", previous_response_id: made.id });
    const items: { id?: string | null; content?: unknown }[] = [];
    for await (const item of client.responses.inputItems.list(second.id, { order: "asc", limit: 2 }))
      items.push(item as never);
    expect(items).toHaveLength(3);
    expect(items[2]).toMatchObject({ content: [{ text: "two" }] });
    expect(await client.responses.cancel(made.id).catch(String)).toContain("400");
    await client.responses.delete(made.id);
    expect(await client.responses.retrieve(made.id).catch(String)).toContain("404");
  });

  test("is not kept where the client says so, and nobody else finds it", async () => {
    const { id } = await client.responses.create({ model: "whole", input: "one", store: false });
    expect(await client.responses.retrieve(id).catch(String)).toContain("404");
    const kept = await client.responses.create({ model: "whole", input: "one" });
    const other = client.responses.retrieve(kept.id, {}, { headers: { "x-gateway-client": "other" } });
    expect(await other.catch(String)).toContain("404");
  });
});
