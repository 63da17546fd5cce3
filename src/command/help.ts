/** Help as citty writes it, with the exit codes below: a script needs them as much as the flags. */
import { type CommandDef, renderUsage } from "citty";
import { VERSION } from "../kit/version.ts";
import type { Command } from "./command.ts";
import { called } from "./parse.ts";

const EXITS = `EXIT CODES

  0  done              4  a key or sign-in is needed   11  in use by another
  1  failed            5  blocked by policy           130  interrupted
  2  wrong usage      10  not initialised
  3  done, with findings
`;

export async function renderHelp(path: readonly Command[], colour: boolean): Promise<string> {
  const command = path.at(-1)!;
  const text = await renderUsage(
    asCitty(command),
    path.length > 1 ? asCitty({ ...command, name: called(path.slice(0, -1)) }) : undefined,
  );
  // citty knows no words after --
  const whole = command.rest === undefined ? text : `${text.trimEnd()}\n\n  -- ${command.rest}\n`;
  const plain = colour ? whole : Bun.stripANSI(whole);
  return `${plain.trimEnd()}\n\n${EXITS}`;
}

function asCitty(command: Command): CommandDef {
  return {
    meta: { name: command.name, description: command.description, version: VERSION },
    args: command.args ?? {},
    ...(command.commands === undefined
      ? {}
      : { subCommands: Object.fromEntries(command.commands.map((one) => [one.name, asCitty(one)])) }),
  };
}
