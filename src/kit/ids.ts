/** A UUIDv7 (RFC 9562): the id of a request, of its run and of its receipt. Ids made here sort by time. */
export function newId(): string {
  return Bun.randomUUIDv7();
}
