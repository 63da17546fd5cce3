/** The gateway's own tokens: a client is known by one, and they go nowhere else. */

/** A prefix that says whose it is, and 32 random bytes in base64url. */
const FORM = /^gw-[A-Za-z0-9_-]{43}$/;

export function newToken(): string {
  return `gw-${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
}

/** Whether it is one of ours, known or not: such a token is no key of any provider. */
export function isToken(text: string): boolean {
  return FORM.test(text);
}

/** As a configuration holds it: `sha256:` and 64 hex digits. A token is random, so its hash tells nothing of it. */
export function tokenHash(token: string): string {
  return `sha256:${Bun.SHA256.hash(token, "hex")}`;
}
