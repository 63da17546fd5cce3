/** The main job on real input: a stock OpenAI client, the gateway, a real llama.cpp server, and the receipt on the command line. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import OpenAI from "openai";
import type { TestHome } from "../fixture/home.ts";
import { configuredHome, gatewayCommand, type Served, serveProcess } from "../fixture/process.ts";
import { llamaServer } from "../fixture/runtime.ts";

const runtime = await llamaServer();
if ("skipped" in runtime) console.warn(`skipped: no llama.cpp server here (${runtime.skipped})`);

describe.skipIf("skipped" in runtime)("a stock OpenAI client on a real llama.cpp server", () => {
  const url = "skipped" in runtime ? "" : runtime.url;
  let home: TestHome;
  let gateway: Served;
  let client: OpenAI;
  let model: string;

  beforeAll(async () => {
    home = await configuredHome({ providers: { llama: { kind: "llama-cpp", url: `${url}/v1` } } });
    gateway = await serveProcess({ home: home.path });
    client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "none" });
    model = (await client.models.list()).data.map((one) => one.id).find((id) => id !== "auto") ?? "";
  });
  afterAll(async () => {
    await gateway.kill("SIGTERM");
    home[Symbol.dispose]();
    if (!("skipped" in runtime)) await runtime.stop();
  });

  const messages = [{ role: "user" as const, content: "Say hello. My card is 4111 1111 1111 1111." }];

  test("gets the same answer as without the gateway, whole and streamed", async () => {
    const direct = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" });
    const read = async (from: OpenAI) => {
      let text = "";
      const kinds: string[] = [];
      const stream = await from.chat.completions.create({
        model,
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        kinds.push(`${chunk.choices[0]?.finish_reason ?? ""}${chunk.usage?.completion_tokens ?? ""}`);
      }
      return { text, kinds };
    };
    expect(await read(client)).toEqual(await read(direct));
    const whole = async (from: OpenAI) => (await from.chat.completions.create({ model, messages })).choices[0]?.message;
    expect(await whole(client)).toEqual(await whole(direct));
  });

  test("gets tool calls through", async () => {
    const tools = [
      {
        type: "function" as const,
        function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
      },
    ];
    const asked = await client.chat.completions.create({
      model,
      messages: [{ role: "user", content: "weather?" }],
      tools,
    });
    const call = asked.choices[0]?.message.tool_calls?.[0];
    expect(call).toMatchObject({ type: "function", function: { name: "get_weather" } });
    expect(JSON.parse(call?.type === "function" ? call.function.arguments : "")).toHaveProperty("city");
  });

  test("leaves a receipt that says what was found, and verifies", async () => {
    const { response, data } = await client.chat.completions.create({ model, messages }).withResponse();
    const id = response.headers.get("x-gateway-receipt") ?? "";
    const shown = await gatewayCommand(["receipts", "show", id], { home: home.path });
    expect(shown.out).toMatch(/level {4}confidential: it holds pii\.payment-card/);
    expect(shown.out).toContain(`1 × pii.payment-card in message 1 (user)`);
    expect(shown.out).toContain(`${data.usage?.prompt_tokens} in`);
    expect(shown.out).not.toContain("4111");
    expect(await gatewayCommand(["receipts", "verify", id], { home: home.path })).toMatchObject({ code: 0 });
  });

  test("gets the runtime's own error with its status", async () => {
    const asking = client.chat.completions.create({
      model,
      messages: [{ role: "user", content: "x ".repeat(300_000) }],
    });
    const error = await asking.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect([400, 413, 500]).toContain((error as InstanceType<typeof OpenAI.APIError>).status ?? 0);
  });

  test("is told what to do when the model's name leads nowhere", async () => {
    const error = await client.chat.completions.create({ model: "gpt-9", messages }).catch((error: unknown) => error);
    expect(error).toMatchObject({ status: 404, code: "model_not_found" });
    expect(String(error)).toContain(`llama/${model}`);
  });
});
