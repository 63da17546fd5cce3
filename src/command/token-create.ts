import { newToken, tokenHash } from "../kit/token.ts";
import { Problem } from "../kit/problem.ts";
import { isClientName } from "../model/config.ts";
import type { Run } from "./command.ts";
import { readSettings } from "./settings.ts";

/** The token is shown once and kept nowhere; the file stays the user's to edit. */
export const run: Run = (args, io) => {
  const { config, home, fromFile } = readSettings(args, io);
  const client = String(args.client);
  if (!isClientName(client)) {
    const because = "a name is up to 64 letters, digits, dots, dashes and underscores";
    throw new Problem("bad-usage", `'${client}' is no name for a client`, because, "gateway token create laptop");
  }
  const token = newToken();
  const hash = tokenHash(token);
  const replaces = Object.hasOwn(config.clients, client) && config.clients[client]?.token !== undefined;
  if (args.json === true) {
    io.out(`${JSON.stringify({ client, token, hash, config: home.config, replaces })}\n`);
    return 0;
  }
  io.out(`${token}\n`);
  const lines = [...(fromFile ? [] : ["version: 1"]), "clients:", `  ${client}:`, `    token: ${hash}`];
  const where = fromFile ? `into ${home.config}` : `into a new file ${home.config}`;
  io.err(`this token is shown once. ${replaces ? "In place of the old one, put" : "Put"} its hash ${where}:\n\n`);
  io.err(`${lines.join("\n")}\n\n`);
  io.err("then start the gateway again, and give the token to the client as its API key\n");
  return 0;
};
