/** The gateway a client is run with: the one that serves at the configured address, or else one for this run alone. */
import { urlOf } from "../kit/address.ts";
import type { Io } from "../kit/io.ts";
import { Problem } from "../kit/problem.ts";
import { askHealth } from "./ask-health.ts";
import { openServer, type Serving } from "./serve.ts";
import type { Settings } from "./settings.ts";

export type Reached = {
  readonly url: string;
  /** What can be asked for. */
  models(): Promise<readonly string[]>;
  /** What it says of one of them; undefined where there is no such model. */
  model(name: string): Promise<{ readonly context?: number } | undefined>;
  stop(): Promise<void>;
};

/** Throws `Problem` token-required, home-in-use or config-invalid. */
export async function reach(settings: Settings, token: string | undefined, io: Io): Promise<Reached> {
  const { host, port } = settings.config.server;
  const url = urlOf(host, port);
  const health = await askHealth(url, token);
  if (health === "token-required") {
    const because = token === undefined ? "GATEWAY_TOKEN is not set" : "it does not know the one in GATEWAY_TOKEN";
    const hint = "export GATEWAY_TOKEN=gw-… (gateway token create makes one)";
    throw new Problem("token-required", `the gateway at ${url} asks for a token`, because, hint);
  }
  if (health !== undefined) return reached(url, token, () => Promise.resolve());
  const { listening, stop } = await serveAlone(settings, url, io);
  io.err(`no gateway answers at ${url}: one serves for this run, at ${listening.url}\n`);
  return reached(listening.url, token, stop);
}

/** On a free port: whoever else found it at the usual one would lose it when this run is over. */
async function serveAlone(settings: Settings, url: string, io: Io): Promise<Serving> {
  const { config } = settings;
  const server = { ...config.server, host: "127.0.0.1", port: 0 };
  try {
    return await openServer({ ...settings, config: { ...config, server } }, io);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "home-in-use")) throw error;
    const because = "it serves on another port, or for the one client that gateway run has started";
    const hint = "end that one, and start gateway serve: any number of clients can be run with it";
    const message = `a gateway serves this home, but does not answer at ${url}`;
    throw new Problem("home-in-use", message, because, hint, { cause: error });
  }
}

function reached(url: string, token: string | undefined, stop: () => Promise<void>): Reached {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const get = (path: string) => fetch(`${url}${path}`, { headers, proxy: false, redirect: "manual" } as RequestInit);
  return {
    url,
    stop,
    async models() {
      const { data = [] } = (await (await get("/v1/models")).json()) as { data?: readonly { id: string }[] };
      return data.map(({ id }) => id);
    },
    async model(name) {
      const response = await get(`/v1/models/${name.split("/").map(encodeURIComponent).join("/")}`);
      if (response.status === 404) return undefined;
      const { max_input_tokens: context } = (await response.json()) as { max_input_tokens?: unknown };
      return typeof context === "number" && context > 0 ? { context } : {};
    },
  };
}
