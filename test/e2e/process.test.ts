/** The program as a process among others: its pipes, its signals, its exit code. */
import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { testHome } from "../fixture/home.ts";
import { PROGRAM } from "../fixture/process.ts";

describe("the program", () => {
  test("that is interrupted ends as interrupted, 130 to a shell", async () => {
    using home = testHome();
    const env = { PATH: process.env["PATH"] ?? "", GATEWAY_HOME: home.path };
    // it waits for a request on stdin that never comes
    const child = Bun.spawn([...PROGRAM, "simulate", "-"], {
      env,
      cwd: home.path,
      stdin: "pipe",
      stdout: "ignore",
      stderr: "ignore",
    });
    await Bun.sleep(300);
    child.kill("SIGINT");
    await child.exited;
    expect(child.signalCode === "SIGINT" || child.exitCode === 130).toBe(true);
  });

  test("whose reader has seen enough ends without a word", async () => {
    using home = testHome();
    const providers = Array.from({ length: 3000 }, (_, i) => `  p${i}: { kind: demo }\n`).join("");
    writeFileSync(home.file("config.yaml"), `version: 1\nproviders:\n${providers}`);
    const command = `"$@" config show | head -n 1`;
    const shell = Bun.spawn(["bash", "-c", `${command}; echo "\${PIPESTATUS[0]}"`, "sh", ...PROGRAM], {
      env: { PATH: process.env["PATH"] ?? "", GATEWAY_HOME: home.path },
      cwd: home.path,
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, err] = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
    expect(out).toBe("version: 1\n0\n");
    expect(err).toBe("");
  });

  test("writes all of a long answer, however slowly it is read", async () => {
    using home = testHome();
    const providers = Array.from({ length: 6000 }, (_, i) => `  p${i}: { kind: demo }\n`).join("");
    writeFileSync(home.file("config.yaml"), `version: 1\nproviders:\n${providers}`);
    const shell = Bun.spawn(["bash", "-c", `"$@" config show --json | (sleep 0.3; cat)`, "sh", ...PROGRAM], {
      env: { PATH: process.env["PATH"] ?? "", GATEWAY_HOME: home.path },
      cwd: home.path,
      stdout: "pipe",
    });
    const { config } = JSON.parse(await shell.stdout.text()) as { config: { providers: object } };
    expect(Object.keys(config.providers)).toHaveLength(6000);
  });
});
