import { expect, test } from "bun:test";
import { openGuard } from "../../src/server/guard.ts";

const guard = openGuard("127.0.0.1");

test.each([
  [{ host: "127.0.0.1:8787" }],
  [{ host: "localhost:8787" }],
  [{ host: "[::1]:8787" }],
  [{ host: "app.localhost:1" }],
  [{ host: "127.0.0.1:8787", origin: "http://localhost:3000" }],
  [{}],
])("lets %p in", (headers) => {
  expect(guard(new Headers(headers as Record<string, string>))).toBeUndefined();
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
  expect(guard(new Headers(headers as Record<string, string>))).toBeString();
});
