import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { installKey } from "../../src/store/install-key.ts";
import { lockHome } from "../../src/store/lock.ts";
import { testHome } from "../fixture/home.ts";

test("a home has one holder at a time, and is free again when it lets go", () => {
  using home = testHome();
  const lock = lockHome(home.file("serve.lock"));
  expect(() => lockHome(home.file("serve.lock"))).toThrow("already serving this home");
  lock.release();
  lockHome(home.file("serve.lock")).release();
});

test("the kernel frees the home when its holder is killed", async () => {
  using home = testHome();
  const script = `
    import { lockHome } from ${JSON.stringify(`${import.meta.dir}/../../src/store/lock.ts`)};
    globalThis.lock = lockHome(${JSON.stringify(home.file("serve.lock"))});
    console.log("held");
    setInterval(() => {}, 1000);
  `;
  const holder = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const said = await holder.stdout.getReader().read();
  expect(new TextDecoder().decode(said.value)).toContain("held");
  expect(() => lockHome(home.file("serve.lock"))).toThrow("already serving this home");
  holder.kill("SIGKILL");
  await holder.exited;
  lockHome(home.file("serve.lock")).release();
});

test("an install key is made once, for its owner's eyes only, and stays the same", () => {
  using home = testHome();
  const key = installKey(home.file("keys/install.key"));
  expect(key.length).toBe(32);
  expect(statSync(home.file("keys/install.key")).mode & 0o777).toBe(0o600);
  expect(Buffer.from(installKey(home.file("keys/install.key")))).toEqual(Buffer.from(key));
});

test("without a place for it the install key lives as long as the process", () => {
  const key = installKey("/proc/no-such-place/install.key");
  expect(key.length).toBe(32);
});
