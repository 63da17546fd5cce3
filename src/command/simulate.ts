/** The plan for a request, as `serve` would make it now; nothing is sent and nothing is recorded. */
import { readFileSync } from "node:fs";
import { openGateway } from "../gateway/gateway.ts";
import { whereabouts } from "../gateway/hint.ts";
import { newId } from "../kit/ids.ts";
import type { Io } from "../kit/io.ts";
import { Problem } from "../kit/problem.ts";
import { table } from "../kit/say.ts";
import { VERSION } from "../kit/version.ts";
import { isLevel, rank } from "../model/level.ts";
import type { Plan } from "../model/plan.ts";
import { DIALECTS } from "../model/request.ts";
import { Malformed } from "../wire/codec.ts";
import { codecFor } from "../wire/codecs.ts";
import type { Run } from "./command.ts";
import { readSettings } from "./settings.ts";

/** Done, with findings. */
const FOUND = 3;

export const run: Run = async (args, io) => {
  const { config, home } = readSettings(args, io);
  const body = await readBody(String(args.request), io);
  const gateway = openGateway({ config, home: home.folder, version: VERSION, env: io.env });
  const occasion = {
    id: newId(),
    at: Date.now(),
    client: String(args.client ?? "unnamed"),
    bytes: Buffer.byteLength(body),
  };
  const dialect = DIALECTS.find((one) => one === args.dialect) ?? "openai-chat";
  const claimed = isLevel(args.trust) ? { claimed: args.trust } : {};
  try {
    const plan = await gateway.plan(codecFor(dialect), body, { ...occasion, ...claimed });
    io.out(args.json === true ? `${JSON.stringify(plan)}\n` : describe(plan));
    const limit = args["fail-on"];
    return isLevel(limit) && rank(plan.level) >= rank(limit) ? FOUND : 0;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const where = error.param === undefined ? "its form" : error.param;
    throw new Problem(
      "bad-request",
      "this is not a request the gateway understands",
      `${error.message} (${where})`,
      "mend the request",
    );
  } finally {
    gateway.close();
  }
};

async function readBody(request: string, io: Io): Promise<string> {
  if (request === "-") return io.stdin();
  try {
    return readFileSync(request, "utf8");
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new Problem(
      "bad-usage",
      `the request ${request} cannot be read`,
      because,
      "name a file, or - for standard input",
    );
  }
}

function describe(plan: Plan): string {
  const found = plan.findings.map((finding) => [
    finding.kind,
    finding.level,
    whereabouts(finding),
    finding.fingerprint,
  ]);
  const considered = [
    ...plan.routes.flatMap((route) => [
      ["route", `${route.provider}/${route.model}`, route.reach, route.because],
      ...(route.dropped ?? []).map((what) => ["dropped", "", "", what]),
    ]),
    ...plan.passed.map((one) => ["passed over", `${one.provider}/${one.model}`, one.reach, one.because]),
  ];
  return [
    `request   ${plan.dialect}, ${plan.messages} messages, ${plan.bytes} bytes, model ${plan.asked}\n`,
    `level     ${plan.level}: ${plan.levelBecause}\n`,
    ...(found.length === 0 ? [] : [indent(table(found))]),
    `verdict   ${plan.verdict}: ${plan.because}\n`,
    ...(considered.length === 0 ? [] : [indent(table(considered))]),
    ...(plan.hint === "" ? [] : [`try       ${plan.hint}\n`]),
  ].join("");
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "          ");
}
