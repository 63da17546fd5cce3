/** From nothing to the version, and to the first answer of a server. */
import { existsSync } from "node:fs";
import { bodyOf } from "./bodies.ts";
import { cpuOf } from "./measure.ts";
import { type Ask, BINARY, type Recipe } from "./peers.ts";
import { freePort, pinned, start } from "./process.ts";
import { median } from "./report.ts";

export type ColdStart = {
  readonly what: string;
  /** Milliseconds of CPU, of all its processes, and by the clock. */
  readonly cpuMs: number;
  readonly wallMs: number;
};

type Once = { readonly cpuMs: number; readonly wallMs: number };

export async function coldStarts(recipes: readonly Recipe[], times: number): Promise<readonly ColdStart[]> {
  const found: ColdStart[] = [];
  if (existsSync(BINARY)) found.push(await repeat("gateway version", times, () => version([BINARY, "version"])));
  for (const recipe of recipes)
    found.push(await repeat(`${recipe.name}: first answer`, times, () => firstAnswer(recipe)));
  return found;
}

async function repeat(what: string, times: number, once: () => Promise<Once>): Promise<ColdStart> {
  const all: Once[] = [];
  for (let i = 0; i < times; i++) all.push(await once());
  return { what, cpuMs: median(all.map((one) => one.cpuMs)), wallMs: median(all.map((one) => one.wallMs)) };
}

async function version(command: readonly string[]): Promise<Once> {
  const begun = performance.now();
  const child = Bun.spawn(pinned(0, command), { stdout: "ignore", stderr: "ignore" });
  await child.exited;
  const wallMs = performance.now() - begun;
  return { cpuMs: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1_000, wallMs };
}

const BODY = bodyOf({ bytes: 1_000 }).json;
const GIVE_UP_MS = 20_000;

async function firstAnswer({ asks, command, env, prepare, afterStart }: Recipe): Promise<Once> {
  const port = await freePort();
  await prepare?.(port);
  const begun = performance.now();
  const server = start(0, command(port), env);
  let set = afterStart === undefined;
  try {
    while (performance.now() - begun < GIVE_UP_MS) {
      if (!set)
        set =
          (await afterStart?.(port).then(
            () => true,
            () => false,
          )) ?? true;
      const answer = set ? await ask(port, asks.chat) : undefined;
      if (answer === 200) return { cpuMs: cpuOf(server.pid) / 1_000, wallMs: performance.now() - begun };
      await Bun.sleep(2);
    }
    return { cpuMs: Number.NaN, wallMs: Number.NaN };
  } finally {
    await server.stop();
  }
}

/** The status, or undefined while nobody listens. */
async function ask(port: number, { path, headers }: Ask): Promise<number | undefined> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: BODY,
    proxy: false,
  };
  return fetch(`http://127.0.0.1:${port}${path}`, init as RequestInit).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => undefined,
  );
}
