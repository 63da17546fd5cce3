import { openGateway } from "../gateway/gateway.ts";
import { table } from "../kit/say.ts";
import { VERSION } from "../kit/version.ts";
import type { Run } from "./command.ts";
import { readSettings } from "./settings.ts";

export const run: Run = async (args, io) => {
  const { config, home, fromFile } = readSettings(args, io);
  const gateway = openGateway({ config, home: home.folder, version: VERSION, env: io.env });
  await gateway.heard;
  const { models, aliases } = gateway.world();
  const silent = [...gateway.troubles].map(([provider, because]) => ({ provider, because }));
  gateway.close();
  if (args.json === true) {
    io.out(`${JSON.stringify({ models, aliases, silent })}\n`);
    return 0;
  }
  const rows = models.map(({ provider, id, reach, context, can }) => [
    `${provider}/${id}`,
    reach,
    context === undefined ? "not told" : `${context} tokens`,
    can?.join(", ") ?? "not told",
  ]);
  if (rows.length > 0) io.out(table([["MODEL", "REACH", "CONTEXT", "CAN"], ...rows]));
  else io.err("no model can be asked for: start a runtime, or add a provider to the configuration\n");
  // what was only looked for is no fault when it is not there
  if (fromFile) for (const { because } of silent) io.err(`${because}\n`);
  return 0;
};
