import { expect, test } from "bun:test";
import { detect } from "../../src/trust/detect.ts";
import { DETECTORS } from "../../src/trust/detectors.ts";
import { PII_CASES } from "../fixture/pii-cases.ts";
import { SECRET_CASES } from "../fixture/secrets-cases.ts";

const same = (value: string) => value;

/** What is repeated to make one row read far, fail, and start again. */
const UNITS = [
  "@",
  "a@",
  "a.",
  "a@b.",
  "a@b.co ",
  "1",
  "1 ",
  "1234 ",
  "4111-",
  "+1",
  "+12 ",
  "00 00 00 ",
  "-----BEGIN ",
  "-----BEGIN RSA PRIVATE KEY-----",
  "-----BEGIN RSA PRIVATE KEY-----\n\n",
  '"',
  "'\"`",
  "=",
  "==",
  "\\",
  '\\"',
  "password=",
  'password="',
  "password = ",
  "password_",
  'password":"',
  "token ",
  "token, ",
  "secret:\n",
  "auth=>",
  "key:key:",
  "sk-",
  "sk-ant-",
  "eyJ",
  "eyJ-",
  "eyJaaaaaaaa.",
  "a://",
  "a://b:",
  "a://b:c",
  "a://b:c@",
  "Bearer ",
  "Bearer a.b-",
  "Basic QWxh",
  "DE89 ",
  "DE89",
  "12a34",
  "aws",
  "aws_ ",
  "mistral ",
  "tel 12 34 ",
  "$2a$",
  "$5$a$",
  '"d":"',
  "xoxb-",
  "sl.",
  "AZDO",
  "JQQJ99",
  ".atlasv1.",
  "discord ",
  "x-api-key:",
  "€@",
  "\ud800",
];

function best(text: string): number {
  let least = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    detect(text, same);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

test.each([...UNITS, ...DETECTORS.flatMap((row) => row.literals?.slice(0, 1) ?? [])])(
  "twice the text of %j takes about twice the time",
  (unit) => {
    const text = unit.repeat(Math.ceil(40_000 / unit.length));
    // Quadratic work would show a ratio of 4; another process on the machine can spoil one measurement, hardly five.
    let ratio = Infinity;
    for (let attempt = 0; attempt < 5 && ratio > 3; attempt++)
      ratio = Math.min(ratio, best(text + text) / Math.max(best(text), 0.2));
    expect(ratio).toBeLessThan(3);
  },
);

test.each([...SECRET_CASES, ...PII_CASES].map((one) => [one.id, one] as const))(
  "near misses of %s in a row take no more than linear time",
  (_, { near }) => {
    const text = `${near} `.repeat(Math.ceil(20_000 / near.length));
    let ratio = Infinity;
    for (let attempt = 0; attempt < 5 && ratio > 3; attempt++)
      ratio = Math.min(ratio, best(text + text) / Math.max(best(text), 0.2));
    expect(ratio).toBeLessThan(3);
  },
);
