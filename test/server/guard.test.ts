import { describe, expect, test } from "bun:test";
import { identifier } from "../../src/server/client.ts";
import { openGuard } from "../../src/server/guard.ts";
import { newToken, tokenHash } from "../../src/kit/token.ts";
import { testGateway } from "../fixture/gateway.ts";

const guard = openGuard("127.0.0.1", identifier({}));
const asked = (headers: Record<string, string>, path = "/v1/models") => ({
  headers: new Headers(headers),
  url: `http://gateway${path}`,
});

test.each([
  [{ host: "127.0.0.1:8787" }],
  [{ host: "localhost:8787" }],
  [{ host: "[::1]:8787" }],
  [{ host: "app.localhost:1" }],
  [{ host: "127.0.0.1:8787", origin: "http://localhost:3000" }],
  [{}],
])("lets %p in", (headers) => {
  expect(guard(asked(headers as Record<string, string>))).toBeUndefined();
});

test.each([
  [{ host: "evil.example" }],
  [{ host: "evil.example:8787" }],
  [{ host: "127.0.0.1.evil.example" }],
  [{ host: "localhost.evil.example" }],
  [{ host: "127.0.0.1@evil.example" }],
  [{ host: "user@127.0.0.1" }],
  [{ host: "" }],
  [{ host: "0.0.0.0:8787" }],
  [{ host: "127.0.0.1:8787", origin: "https://evil.example" }],
  [{ host: "127.0.0.1:8787", origin: "null" }],
  [{ host: "127.0.0.1:8787", origin: "file://" }],
])("keeps %p out", (headers) => {
  expect(guard(asked(headers as Record<string, string>))).toMatchObject({ status: 403, code: "host-refused" });
});

describe("beyond this machine", () => {
  const [token, stale] = [newToken(), newToken()];
  const beyond = openGuard("0.0.0.0", identifier({ laptop: { floor: "public", token: tokenHash(token) } }));

  test.each([
    [{ authorization: `Bearer ${token}` }],
    [{ authorization: `bearer ${token}` }],
    [{ "x-api-key": token }],
    [{ "api-key": token }],
    [{ authorization: "Bearer the-clients-own-key", "api-key": token }],
    [{ authorization: `Bearer ${token}`, host: "gateway.lan:8787" }],
    [{ authorization: `Bearer ${token}`, host: "gateway.lan:8787", origin: "http://gateway.lan:8787" }],
  ])("whoever shows a token is let in, under whatever name it calls: %#", (headers) => {
    expect(beyond(asked(headers as Record<string, string>))).toBeUndefined();
  });

  test.each([
    [{}],
    [{ host: "127.0.0.1:8787" }],
    [{ authorization: `Bearer ${stale}` }],
    [{ authorization: "Bearer " }],
    [{ authorization: `Bearer ${tokenHash(token)}` }],
    [{ authorization: `Bearer ${token.slice(0, -1)}` }],
    [{ cookie: `token=${token}` }],
    [{ "x-gateway-client": "laptop" }],
  ])("nobody else is: %#", (headers) => {
    expect(beyond(asked(headers as Record<string, string>))).toMatchObject({ status: 401, code: "token-required" });
  });

  test("a page of another origin is not, even with a token", () => {
    const page = { authorization: `Bearer ${token}`, host: "gateway.lan:8787", origin: "https://evil.example" };
    expect(beyond(asked(page))).toMatchObject({ status: 403 });
  });

  test("a supervisor may ask whether the process lives, and nothing else", () => {
    expect(beyond(asked({}, "/health/live"))).toBeUndefined();
    for (const path of ["/health", "/health/ready", "/health/live/", "/v1/models", "/nothing"])
      expect(beyond(asked({}, path))).toMatchObject({ status: 401 });
  });
});

test("a base URL with a /v1 too many leads to the same place", async () => {
  await using gateway = await testGateway({ providers: { demo: { kind: "demo" } } });
  const body = JSON.stringify({ model: "demo", messages: [{ role: "user", content: "hi" }] });
  const response = await fetch(`${gateway.url}/v1/v1/messages`, { method: "POST", body });
  expect([response.status, ((await response.json()) as { type: string }).type]).toEqual([200, "message"]);
  expect((await fetch(`${gateway.url}/v1/v1/models`)).status).toBe(200);
});
