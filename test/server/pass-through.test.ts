/** What is no dialect of the gateway's, passed on: judged on what can be seen in it, byte for byte what it was. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type TestGateway, testGateway } from "../fixture/gateway.ts";

const SOUND = new Uint8Array([0x49, 0x44, 0x33, 0xff, 0x00, 0xfe, 0x0d, 0x0a, 0x2d, 0x2d]);
const SECRET = ["glpat-", "x7Kp2Wm9Qz4Rt6Yv8Bn3"].join("");

type Seen = { readonly method: string; readonly path: string; readonly type: string; readonly body: Uint8Array };
const seen: Seen[] = [];
let vendor: Bun.Server<undefined>;
let gateway: TestGateway;

beforeAll(async () => {
  vendor = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const type = request.headers.get("content-type") ?? "";
      seen.push({ method: request.method, path: pathname + search, type, body: await request.bytes() });
      if (pathname.endsWith("/speech")) return new Response(SOUND, { headers: { "content-type": "audio/mpeg" } });
      if (pathname.endsWith("/missing")) return Response.json({ error: { message: "no such file" } }, { status: 404 });
      return Response.json({ text: "fine" });
    },
  });
  const url = `http://127.0.0.1:${vendor.port}/v1`;
  gateway = await testGateway({
    trust: { default: "public" },
    providers: {
      near: { kind: "openai-compatible", url, models: ["whisper"] },
      acme: { kind: "openai-compatible", url, reach: "external", models: ["whisper-1", "tts-1", "omni-moderation"] },
      chats: { kind: "openai-compatible", url, models: ["only-chats"], dialects: ["openai-chat"] },
    },
    aliases: { ears: "near/whisper" },
    policy: [
      {
        name: "no-files-outside",
        when: { opaque: true, reach: "external" },
        then: "block",
        because: "what nobody can read stays here",
      },
    ],
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await vendor.stop(true);
});
beforeEach(() => void (seen.length = 0));

const ask = (path: string, init: RequestInit) => fetch(`${gateway.url}${path}`, init);
const json = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

function recording(model: string, more: Record<string, string> = {}): FormData {
  const form = new FormData();
  form.set("file", new File([SOUND], "a.mp3", { type: "audio/mpeg" }));
  form.set("model", model);
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  return form;
}

describe("JSON", () => {
  test("goes on as it is, and the answer comes back as it is, of whatever type", async () => {
    const body = `{ "model":"tts-1", "input":"Guten Tag",  "voice":"alloy" }`;
    const response = await ask("/v1/audio/speech", { method: "POST", body });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "audio/mpeg"]);
    expect(await response.bytes()).toEqual(SOUND);
    expect(seen[0]).toMatchObject({ method: "POST", path: "/v1/audio/speech" });
    expect(new TextDecoder().decode(seen[0]!.body)).toBe(body);
    expect(await gateway.receiptOf(response)).toMatchObject({
      dialect: "pass-through",
      served: "acme/tts-1",
      reach: "external",
      end: "complete",
    });
  });

  test("with a secret anywhere in it does not go to a third party", async () => {
    for (const body of [
      { model: "omni-moderation", input: [{ type: "text", text: `it is ${SECRET}` }] },
      { model: "omni-moderation", input: "x", tomorrow: { deep: [SECRET] } },
    ]) {
      const response = await ask("/v1/moderations", json(body));
      expect(response.status).toBe(451);
      expect(await response.text()).not.toContain(SECRET);
    }
    expect(seen).toEqual([]);
  });

  test("for a model whose provider takes chats only says so", async () => {
    const response = await ask("/v1/rerank", json({ model: "only-chats", query: "q", documents: ["a"] }));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("it does not speak pass-through");
  });
});

describe("a form", () => {
  test("goes on byte for byte; an alias in it becomes the model's name, and nothing else changes", async () => {
    const form = new Response(recording("ears", { prompt: "model and more" }));
    const type = form.headers.get("content-type")!;
    const body = await form.bytes();
    const response = await ask("/v1/audio/transcriptions", { method: "POST", body, headers: { "content-type": type } });
    expect(await response.json()).toEqual({ text: "fine" });
    const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
    expect(seen[0]!.type).toBe(type);
    expect(latin(seen[0]!.body)).toBe(latin(body).replace("\r\n\r\nears\r\n", "\r\n\r\nwhisper\r\n"));
  });

  test("with a file is kept from third parties where the policy says so", async () => {
    const response = await ask("/v1/audio/transcriptions", { method: "POST", body: recording("whisper-1") });
    expect(response.status).toBe(451);
    expect(await response.text()).toContain("what nobody can read stays here");
    expect(seen).toEqual([]);
  });

  test("with a secret in a field is seen", async () => {
    const form = recording("whisper-1", { prompt: SECRET });
    form.delete("file");
    expect((await ask("/v1/audio/translations", { method: "POST", body: form })).status).toBe(451);
  });

  test("with a secret in a field of any name is seen", async () => {
    for (const name of ["files", "__proto__", "prompt[]", SECRET]) {
      const form = recording("whisper", { [name === "__proto__" ? "plain" : name]: SECRET });
      if (name === "__proto__") form.set(name, SECRET);
      const response = await ask("/v1/audio/transcriptions", { method: "POST", body: form });
      expect((await gateway.receiptOf(response)).level).toBe("secret");
    }
  });

  test("that is broken is refused", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const response = await ask("/v1/files", { method: "POST", body: new Uint8Array([0xff, 0xfe, 0x00]), headers });
    expect(response.status).toBe(400);
  });
});

describe("a request without a model", () => {
  const headers = { "x-gateway-provider": "acme" };
  test("goes to the provider that a header names", async () => {
    expect((await ask("/v1/files?purpose=batch", { headers })).status).toBe(200);
    expect((await ask("/v1/files/file-1", { method: "DELETE", headers })).status).toBe(200);
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v1/files?purpose=batch",
      "DELETE /v1/files/file-1",
    ]);
    expect((await ask("/v1/batches", { ...json({ input_file_id: "file-1" }), headers })).status).toBe(200);
    expect(new TextDecoder().decode(seen[2]!.body)).toBe(`{"input_file_id":"file-1"}`);
  });

  test("is told what is missing where none is named", async () => {
    for (const init of [json({ input: "x" }), { method: "POST" }]) {
      const response = await ask("/v1/tomorrow", init);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("x-gateway-provider");
    }
    expect((await ask("/v1/tomorrow", {})).status).toBe(404);
    expect(seen).toEqual([]);
  });

  test("has its path and query judged", async () => {
    const hidden = encodeURIComponent(SECRET).replace("g", "%67");
    for (const path of [`/v1/files?purpose=${hidden}`, `/v1/files/${SECRET}`])
      expect((await ask(path, { headers })).status).toBe(451);
    expect(seen).toEqual([]);
  });

  test("or with one, has its path judged too, and an empty body is a body", async () => {
    const init = json({ model: "tts-1", input: "x" });
    expect((await ask(`/v1/audio/${SECRET}`, init)).status).toBe(451);
    expect(seen).toEqual([]);
    expect((await ask("/v1/batches", { ...json({}), headers })).status).toBe(200);
    await ask("/v1/audio/speech", json({ model: "acme/tts-1", input: "x" }));
    expect(seen.map(({ body }) => new TextDecoder().decode(body))).toEqual(["{}", `{"model":"tts-1","input":"x"}`]);
  });

  test("keeps the provider's own error", async () => {
    const response = await ask("/v1/files/missing", { headers });
    expect([response.status, await response.json()]).toEqual([404, { error: { message: "no such file" } }]);
  });
});
