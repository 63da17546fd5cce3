/** `gateway run`: starts a client wired to the gateway, and is over when the client is. No file of the user's is edited. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Launch, Target, Wish } from "../integrate/launch.ts";
import { besideProxy } from "../integrate/proxy.ts";
import { argsOf, shellText, shown } from "../integrate/shown.ts";
import { TARGETS, targetNamed } from "../integrate/targets.ts";
import { urlOf } from "../kit/address.ts";
import { makeHome } from "../kit/paths.ts";
import { Problem } from "../kit/problem.ts";
import { nearest } from "../kit/suggest.ts";
import type { Run } from "./command.ts";
import { runChild } from "./run-child.ts";
import { loginPasses } from "./run-login.ts";
import { reach } from "./run-reach.ts";
import { readSettings } from "./settings.ts";

/** The key of a client that needs none, as clients do not start without. */
const ANY_KEY = "gateway";

export const run: Run = async (args, io, rest) => {
  const settings = readSettings(args, io);
  const { config, home } = settings;
  const { target, launchFor } = targetOf(String(args.client));
  const model = typeof args.model === "string" ? args.model : undefined;
  const token = io.env.GATEWAY_TOKEN === "" ? undefined : io.env.GATEWAY_TOKEN;
  const own = loginPasses(target.login, model, config, io.env);
  const wish: Omit<Wish, "url" | "models"> = {
    env: io.env,
    ...(own ? (token === undefined ? {} : { token }) : { key: token ?? ANY_KEY }),
    // with its own login it has its own models, too
    ...(own && model === undefined ? {} : { model: model ?? "auto" }),
  };
  const path = join(home.folder, `run-${process.pid}-${target.name}.yaml`);
  if (args.print === true) {
    const url = urlOf(config.server.host, config.server.port);
    const whole = shown(target, launchFor({ ...wish, url, models: [] }), rest, path);
    io.out(args.json === true ? `${JSON.stringify(whole)}\n` : shellText(whole));
    return 0;
  }
  const program = programOf(target, io.env);
  const gateway = await reach(settings, token, io);
  try {
    const { url } = gateway;
    const models = await gateway.models();
    const about = wish.model === undefined ? {} : await gateway.model(wish.model);
    if (about === undefined) throw noModel(target, wish.model ?? "", models);
    const launch = launchFor({ ...wish, ...about, url, models });
    if (launch.file !== undefined) {
      makeHome(home);
      writeFileSync(path, launch.file.text, { mode: 0o600 });
    }
    return await runChild([program, ...argsOf(launch, path), ...rest], environment(launch, url, io.env));
  } finally {
    rmSync(path, { force: true });
    await gateway.stop();
  }
};

function targetOf(name: string): { target: Target; launchFor: (wish: Wish) => Launch } {
  const target = targetNamed(name);
  const able = TARGETS.filter(({ launch }) => launch !== undefined);
  if (target === undefined) {
    const names = able.map((one) => one.name);
    const meant = nearest(name, [...names, ...able.flatMap(({ aliases }) => aliases)]) ?? names[0];
    const because = `it knows ${names.join(", ")}`;
    throw new Problem("bad-usage", `gateway run knows no client '${name}'`, because, `gateway run ${meant}`);
  }
  if (target.launch !== undefined) return { target, launchFor: target.launch };
  const because = "the gateway does not serve the only dialect that it speaks";
  const hint = `gateway run ${able[0]?.name}, or another of ${able.map((one) => one.name).join(", ")}`;
  throw new Problem("bad-usage", `${target.title} cannot be run through the gateway yet`, because, hint);
}

function programOf({ program, title, package: npm }: Target, env: Wish["env"]): string {
  const found = Bun.which(program, { PATH: env["PATH"] ?? "" });
  if (found !== null) return found;
  const because = `${title} is not installed, or not where PATH leads`;
  throw new Problem("client-missing", `there is no program '${program}'`, because, `npm install --global ${npm}`);
}

function noModel(target: Target, model: string, models: readonly string[]): Problem {
  const meant = nearest(model, models);
  const because = models.length === 0 ? "no runtime answers yet" : "no provider lists it, and no alias has that name";
  const hint = meant === undefined ? "gateway models" : `gateway run ${target.name} --model ${meant}`;
  return new Problem("unknown-model", `there is no model '${model}'`, because, hint);
}

function environment({ env, secrets, unset = [] }: Launch, url: string, user: Wish["env"]): Record<string, string> {
  const kept = Object.entries(user).filter(([name, value]) => value !== undefined && !unset.includes(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...besideProxy(url, user), ...env, ...secrets };
}
