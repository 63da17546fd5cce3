/** Every command there is. Cheap to load: what a command does is loaded when it is called. */
import { LEVELS } from "../model/level.ts";
import { DIALECTS } from "../model/request.ts";
import { TARGETS } from "../integrate/targets.ts";
import type { ArgsDef, Command } from "./command.ts";

const JSON_FLAG = {
  json: { type: "boolean", description: "Print JSON for programs (docs/json.md)" },
} as const satisfies ArgsDef;
const CONFIG_FLAG = {
  config: { type: "string", valueHint: "FILE", description: "Use this configuration file" },
} as const satisfies ArgsDef;
const LEVEL = [...LEVELS];
const CLIENT_NAMES = TARGETS.filter(({ launch }) => launch !== undefined)
  .map(({ name }) => name)
  .join(", ");

export const COMMANDS: readonly Command[] = [
  {
    name: "serve",
    aliases: ["start"],
    description: "Serve the gateway to AI clients on this machine",
    args: {
      port: { type: "string", valueHint: "PORT", description: "Listen on this port (8787); 0 takes a free one" },
      host: { type: "string", valueHint: "ADDRESS", description: "Listen on this address (127.0.0.1)" },
      ...CONFIG_FLAG,
      ...JSON_FLAG,
    },
    load: () => import("./serve.ts"),
  },
  {
    name: "run",
    description: "Start an AI client that talks to the gateway, for this one run",
    args: {
      client: { type: "positional", required: true, description: CLIENT_NAMES },
      model: { type: "string", valueHint: "NAME", description: "Have it ask for this model (auto)" },
      print: { type: "boolean", description: "Show what would be started, and start nothing" },
      ...CONFIG_FLAG,
      ...JSON_FLAG,
    },
    rest: "ARGS...    Words for the client itself",
    load: () => import("./run.ts"),
  },
  {
    name: "simulate",
    description: "Show the plan for a request, and call nothing",
    args: {
      request: {
        type: "positional",
        required: true,
        description: "A request body as JSON: a file, or - for standard input",
      },
      dialect: { type: "enum", options: [...DIALECTS], description: "The body is of this dialect (openai-chat)" },
      client: { type: "string", valueHint: "NAME", description: "As if this client asked" },
      trust: { type: "enum", options: LEVEL, description: "As if the request were labelled with this level" },
      "fail-on": {
        type: "enum",
        options: LEVEL,
        description: "Exit with 3 when the request is of this level or above",
      },
      ...CONFIG_FLAG,
      ...JSON_FLAG,
    },
    load: () => import("./simulate.ts"),
  },
  {
    name: "receipts",
    description: "Read and verify what was recorded",
    commands: [
      {
        name: "list",
        description: "List the newest receipts",
        args: { limit: { type: "string", valueHint: "N", description: "At most this many (20)" }, ...JSON_FLAG },
        load: () => import("./receipts-list.ts"),
      },
      {
        name: "show",
        description: "Show one receipt",
        args: {
          id: { type: "positional", required: true, description: "Its id, or the beginning of it" },
          ...JSON_FLAG,
        },
        load: () => import("./receipts-show.ts"),
      },
      {
        name: "verify",
        description: "Check that the ledger is whole and unaltered",
        args: {
          id: { type: "positional", required: false, description: "Check also that this receipt is in it" },
          ...JSON_FLAG,
        },
        load: () => import("./receipts-verify.ts"),
      },
    ],
  },
  {
    name: "models",
    description: "List the models that can be asked for",
    args: { ...CONFIG_FLAG, ...JSON_FLAG },
    load: () => import("./models.ts"),
  },
  {
    name: "status",
    description: "Show whether the gateway runs, and how it is",
    args: { ...CONFIG_FLAG, ...JSON_FLAG },
    load: () => import("./status.ts"),
  },
  {
    name: "consent",
    description: "Say which external provider may see what",
    commands: [
      {
        name: "list",
        description: "List the consents that hold",
        args: { ...JSON_FLAG },
        load: () => import("./consent-list.ts"),
      },
      {
        name: "grant",
        description: "Let a provider see content up to a level",
        args: {
          provider: { type: "positional", required: true, description: "A provider of the configuration" },
          level: { type: "enum", options: ["public", "internal"], description: "Up to this level (internal)" },
          reason: { type: "string", valueHint: "TEXT", description: "Why, for the record" },
          ...CONFIG_FLAG,
          ...JSON_FLAG,
        },
        load: () => import("./consent-grant.ts"),
      },
      {
        name: "revoke",
        description: "Take a consent back",
        args: {
          provider: { type: "positional", required: true, description: "A provider that has a consent" },
          reason: { type: "string", valueHint: "TEXT", description: "Why, for the record" },
          ...JSON_FLAG,
        },
        load: () => import("./consent-revoke.ts"),
      },
    ],
  },
  {
    name: "token",
    description: "Give clients tokens by which they are known",
    commands: [
      {
        name: "create",
        description: "Make a token for a client, and show it once",
        args: {
          client: { type: "positional", required: true, description: "The client's name" },
          ...CONFIG_FLAG,
          ...JSON_FLAG,
        },
        load: () => import("./token-create.ts"),
      },
    ],
  },
  {
    name: "config",
    description: "Look at the configuration",
    commands: [
      {
        name: "path",
        description: "Print where the configuration file is",
        args: { ...JSON_FLAG },
        load: () => import("./config-path.ts"),
      },
      {
        name: "show",
        description: "Print the configuration in force, defaults included",
        args: { ...CONFIG_FLAG, ...JSON_FLAG },
        load: () => import("./config-show.ts"),
      },
      {
        name: "validate",
        description: "Check the configuration file",
        args: { ...CONFIG_FLAG, ...JSON_FLAG },
        load: () => import("./config-validate.ts"),
      },
    ],
  },
  {
    name: "version",
    description: "Print the version",
    args: { ...JSON_FLAG },
    load: () => import("./version.ts"),
  },
];
