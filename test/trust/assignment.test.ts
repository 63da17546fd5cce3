import { describe, expect, test } from "bun:test";
import { nameKind } from "../../src/trust/assignment-name.ts";
import { detect } from "../../src/trust/detect.ts";
import { hex, lower, uuid, word } from "../fixture/secrets-made-up.ts";

const values = (text: string) =>
  detect(text, (value) => value)
    .filter((hit) => hit.kind === "secret.assignment" || hit.kind === "secret.authorization-header")
    .map((hit) => hit.fingerprint);
const key = word(32);

describe("a generated value is found beside a secret's name", () => {
  test.each([
    ["an environment file", `API_KEY=${key}\nPORT=80`],
    ["an exported variable", `export SESSION_SECRET="${key}"`],
    ["YAML", `  client_secret: ${key}\n  port: 1`],
    ["JSON", `{"apiKey": "${key}", "n": 1}`],
    ["JSON inside a JSON string", `{"body":"{\\"apiKey\\": \\"${key}\\"}"}`],
    ["JSON inside JSON inside a JSON string", `\\\\\\"apiKey\\\\\\": \\\\\\"${key}\\\\\\"`],
    ["an environment file inside a JSON string", `"A=1\\nAPI_KEY=${key}\\nB=2"`],
    ["a line taken away in a diff", `-  const authToken = '${key}';`],
    ["a line added in a diff", `+AUTH_TOKEN=${key}`],
    ["Go", `clientSecret := "${key}"`],
    ["Go with a type", `var apiToken string = "${key}"`],
    ["Python with a type", `api_token: str = "${key}"`],
    ["Ruby and PHP", `'api_key' => '${key}',`],
    ["a Makefile", `ACCESS_TOKEN ?= "${key}"`],
    ["a template literal", `const token = \`${key}\`;`],
    ["a property set by a call", `System.setProperty("MY_TOKEN", "${key}")`],
    ["XML", `<accessToken>\n    ${key}\n</accessToken>`],
    ["a comparison", `if (secret === "${key}") open();`],
    ["a query", `GET /v1/x?access_token=${key}&page=2`],
    ["a command line", `run --api-key ${key} --verbose`],
    ["hex", `signing_key = "${hex(64)}"`],
    ["a UUID", `API_KEY: ${uuid()}`],
    ["a vendor's key", `acme_key = "${lower(32)}"`],
  ])("in %s", (_, text) => {
    expect(values(text)).toHaveLength(1);
    expect([key, hex(64), lower(32), uuid()]).toContain(values(text)[0]!);
  });
});

test.each([
  ['password = "hunter2!"', "hunter2!"],
  ["DB_PASSWORD=Tr0ub4dor", "Tr0ub4dor"],
  ['{"pwd": "s3same-open"}', "s3same-open"],
  ["my password is s3cr3tPw9!", "s3cr3tPw9"],
  ["Passwort: geheim123", "geheim123"],
  ["$pass = 'gets0m3';", "gets0m3"],
  ['user.passphrase: "correct-h0rse-9"', "correct-h0rse-9"],
])("a chosen password in %s", (text, value) => expect(values(text)).toEqual([value]));

test.each([
  [`Authorization: Basic ${btoa("jane:tr0ub4dor")}`, btoa("jane:tr0ub4dor")],
  [`-H 'authorization: bearer ${word(40)}'`, word(40)],
])("credentials in the header %s", (text, value) => expect(values(text)).toEqual([value]));

describe("not a secret", () => {
  test.each([
    ["a call", "const token = nextToken();"],
    ["a call with digits", "password = decrypt2(blob1, 'aes256')"],
    ["an environment variable", "apiKey: process.env.OPENAI_API_KEY2,"],
    ["a shell variable", "PASSWORD=${DB_PASSWORD_1}"],
    ["a command", "TOKEN=$(vault read -field=token secret/v1)"],
    ["a template", 'password: "{{ .Values.db1.password }}"'],
    ["a GitHub expression", "token: ${{ secrets.TOKEN_2 }}"],
    ["an angle bracket", 'api_key = "<your-api-key-1>"'],
    ["xs", "API_KEY=xxxxxxxxxxxxxxxx1234"],
    ["stars", 'password: "********1"'],
    ["changeme", "PASSWORD=changeme123"],
    ["an example", "SECRET_KEY=EXAMPLEKEY1234567890"],
    ["a React key", "<li key={`row-${i}`} /> <li key='item-12-row-4'>"],
    ["an identifier", "exports.exchangeX509Token = exchangeX509Token"],
    ["a member", "this.token = options.credentials2.token;"],
    ["a count", "max_tokens: 4096000, token_count=128000"],
    ["a type", "password: string; token?: Token2"],
    ["prose", "Your password: at least 8 characters, 1 digit"],
    ["advice", "A password is 12 characters long; the token is valid for 3600 seconds, the key is v2-format"],
    ["a label", 'placeholder="Password" label: "Enter password 1 here"'],
    ["a tokenizer", `tokenizer = "${word(32)}"`],
    ["a keyboard", `keyboard = "${word(32)}"`],
    ["a public key", `publicKey = "${word(43)}"`],
    ["a cache key", `cache_key: ${hex(40)}`],
    ["a digest", `token = "sha256:${hex(64)}"`],
    ["a URL", 'token_url: "https://auth.corp.net/oauth2/v1/token"'],
    ["a path", "SECRET_FILE=/run/secrets/db1 private_key: ./keys/id_rsa2"],
    ["Solidity", "address token = 0; token = IERC20(addr2);"],
    ["a stub of a header", "Authorization: Bearer token, Basic dXNlcjpwYXNzd29yZA=="],
    ["an integrity line", `"integrity": "sha512-${word(86)}=="`],
    ["a commit", `commit ${hex(40)}`],
    ["a request's id", `request_id: ${uuid()}`],
  ])("is %s", (_, text) => expect(values(text)).toEqual([]));
});

test.each([
  ["apiKey", "secret"],
  ["API-KEY.prod", "secret"],
  ["my_service_key", "key"],
  ["dbPassword2", "password"],
  ["sort_key", undefined],
  ["stripePublishableKey", undefined],
  ["nextPageToken", undefined],
  ["monkey", undefined],
  ["author", undefined],
] as const)("the name %s promises %p", (name, kind) => expect(nameKind(name)).toBe(kind));
