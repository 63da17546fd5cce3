/** The heart, put together: a request goes in with its codec, an answer comes out, and a receipt is filed. */
import { join } from "node:path";
import { Problem } from "../kit/problem.ts";
import type { Config } from "../model/config.ts";
import type { Plan } from "../model/plan.ts";
import { openCaller } from "../provider/call.ts";
import { type Place, placeOf } from "../provider/catalogue.ts";
import { checkClassifier } from "../provider/classifier.ts";
import { openLimit } from "../provider/limit.ts";
import { canonical } from "../store/entry.ts";
import { installKey } from "../store/install-key.ts";
import { Ledger } from "../store/ledger.ts";
import { openRuns } from "../store/receipts.ts";
import { detect, detectorsDigestInput } from "../trust/detect.ts";
import { type Codec, Malformed, type WireError } from "../wire/codec.ts";
import { readRequest } from "../wire/read-request.ts";
import { type Answer, receiptHeaders } from "./answer.ts";
import { fingerprinter, rememberEvidence } from "./evidence.ts";
import { openHealthBook } from "./health.ts";
import type { Taken } from "./job.ts";
import { Leashes } from "./leash.ts";
import { openModelLists } from "./model-lists.ts";
import { observe } from "./observe.ts";
import type { GatewayRequest } from "../model/request.ts";
import { type Occasion, plan } from "./plan.ts";
import { lostText, unreadText } from "./receipt.ts";
import type { Rim } from "./rim.ts";
import { run } from "./run.ts";
import { openTurns } from "./turns.ts";
import { worldOf, type World } from "./world.ts";

/** Requests under way at once; what Bun's own limit would queue out of sight waits in ours. */
const RUNNING_MAX = 256;
const WAITING_MAX = 2_048;

export type Setting = {
  readonly config: Config;
  /** The gateway's home folder. */
  readonly home: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type Gateway = {
  readonly config: Config;
  readonly rim: Rim;
  /** Why a provider lists no models, by its name. */
  readonly troubles: ReadonlyMap<string, string>;
  world(): World;
  /** Takes up a consent that was recorded through this gateway's own ledger. */
  refresh(): void;
  /** Resolves when every provider has been asked for its models once. */
  readonly heard: Promise<void>;
  /** The world with every list of models heard, and asked for again where it has grown old. */
  listed(): Promise<World>;
  /** Reads and decides; sends nothing. Throws `Malformed`. */
  plan(codec: Codec, body: string, occasion: Occasion): Promise<Plan>;
  /** Carries a request out, whatever becomes of it. */
  ask(taken: Taken, occasion: Occasion): Promise<Answer>;
  /** Answers a request that could not be read, and files its receipt. */
  turnAway(codec: Codec, occasion: Occasion, error: WireError): Promise<Answer>;
  /** Closes what an earlier process left open and records the configuration in force. Returns the number of lost runs. */
  start(): Promise<number>;
  close(): void;
};

/** Throws `Problem` config-invalid. */
export function openGateway(setting: Setting): Gateway {
  const { config, home, version } = setting;
  const places = Object.entries(config.providers)
    .filter(([, provider]) => provider.enabled)
    .map(([name, provider]) => placeOf(name, provider));
  checkClassifier(config);
  const rim = openRim(setting, places);
  const fixed = worldOf(config, places.map(providerOf), detectorsDigestInput(), sha256);
  const lists = openModelLists(reachable(places, config), rim.caller, rim.now());
  const observer = observe(fixed, lists, rim.health, rim.ledger);
  const fingerprint = fingerprinter(installKey(join(home, "keys", "install.key")));
  const evidenceOf = rememberEvidence((text) => detect(text, fingerprint));
  const world = () => observer.world(rim.now());
  const turns = openTurns();
  let heard = false;
  void lists.heard.then(() => (heard = true));

  async function decide(request: GatewayRequest, occasion: Occasion, near?: true): Promise<Plan> {
    const seen = () => (near === true ? nearby(world()) : world());
    if (!heard) await lists.heard;
    void lists.refresh(rim.now(), false);
    let made = plan(request, seen(), occasion);
    if (made.verdict === "unknown-model") {
      await lists.refresh(rim.now(), true);
      made = plan(request, seen(), occasion);
    }
    if (request.ambiguous && made.routes.some((route) => route.reach === "external")) throw ambiguous();
    return made;
  }

  function inSession(request: GatewayRequest, occasion: Occasion): Occasion {
    const { client, session, id, at } = occasion;
    const again = session === undefined ? undefined : turns.take(client, session, request, id, at);
    return again === undefined ? occasion : { ...occasion, again };
  }

  const gateway: Gateway = {
    config,
    rim,
    get troubles() {
      return lists.troubles;
    },
    world,
    refresh: () => observer.refresh(),
    heard: lists.heard,
    async listed() {
      await lists.heard;
      await lists.refresh(rim.now(), false);
      return world();
    },
    plan: async (codec, body, occasion) => decide(readRequest(codec, body, evidenceOf), occasion),
    async ask(taken, occasion) {
      const { codec, body } = taken;
      let request: GatewayRequest;
      let made: Plan;
      try {
        request = readRequest(codec, body, evidenceOf);
        made = await decide(request, inSession(request, occasion), taken.near);
      } catch (error) {
        return gateway.turnAway(codec, occasion, unreadError(error));
      }
      return { ...(await run(made, { ...taken, request }, rim)), plan: made };
    },
    async turnAway(codec, occasion, error) {
      const level = fixed.trust.default;
      const body = unreadText({ ...occasion, dialect: codec.dialect, level }, error.status, error.code);
      const entry = { kind: "receipt", id: occasion.id, at: occasion.at, body } as const;
      await rim.ledger.append(entry, "committed").catch(() => {});
      const headers = { ...receiptHeaders(occasion.id), "content-type": "application/json", "x-should-retry": "false" };
      const message = `${error.message}. Receipt ${occasion.id}`;
      return { status: error.status, headers, body: codec.writeError({ ...error, message, receipt: occasion.id }) };
    },
    async start() {
      const lost = openRuns(rim.ledger.db);
      const at = rim.now();
      const entries = lost.map(
        ({ opened }) => ({ kind: "receipt", id: opened.id, at, body: lostText(opened, at) }) as const,
      );
      await Promise.all(entries.map((entry) => rim.ledger.append(entry, "committed")));
      const body = canonical({ mode: config.mode, policyDigest: fixed.policyDigest, version });
      await rim.ledger.append({ kind: "configuration", id: Bun.randomUUIDv7(), at, body }, "committed");
      return lost.length;
    },
    close: () => rim.ledger.close(),
  };
  return gateway;
}

function openRim({ config, home, env, version }: Setting, places: readonly Place[]): Rim {
  return {
    ledger: new Ledger(join(home, "ledger.db")),
    caller: openCaller(env, `adaptive-llm-gateway/${version}`),
    limit: openLimit(RUNNING_MAX, WAITING_MAX),
    leashes: new Leashes(),
    health: openHealthBook(),
    places: new Map(places.map((place) => [place.name, place])),
    onFailure: config.ledger.on_failure,
    now: Date.now,
  };
}

/** The world as it is where nothing goes to a third party. */
function nearby(world: World): World {
  return world.mode === "open" ? { ...world, mode: "local" } : world;
}

/** A mode keeps the gateway from places beyond it even when it only asks what models they have. */
function reachable(places: readonly Place[], config: Config): readonly Place[] {
  return config.mode === "offline" ? places.filter((place) => place.reach === "device") : places;
}

function providerOf({ name, kind, speaks, url, reach, key, names }: Place) {
  const more = { ...(key === undefined ? {} : { key }), ...(names === undefined ? {} : { names }) };
  return { name, kind, speaks, url, reach, ...more };
}

function sha256(text: string): string {
  return `sha256:${Bun.SHA256.hash(text, "hex")}`;
}

/** What was judged must be what the provider reads. */
function ambiguous(): Malformed {
  return new Malformed(
    "An object in the request has the same key twice, which providers read differently; send it once",
  );
}

function unreadError(error: unknown): WireError {
  if (error instanceof Malformed) {
    const param = error.param === undefined ? {} : { param: error.param };
    return { status: 400, code: "bad-request", message: error.message, ...param };
  }
  if (error instanceof Problem)
    return {
      status: error.status,
      code: error.code,
      message: `${error.message}: ${error.because}`,
      because: error.because,
      hint: error.hint,
    };
  return { status: 500, code: "internal", message: "The gateway failed: this is a defect in it, not in your request" };
}
