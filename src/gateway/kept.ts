/**
 * Answers that clients may ask for again by their ids. They are in this process's memory alone, so that no content is on
 * disk, and go when it ends or when there is no room for them.
 */

/** All that is kept, UTF-16 units; the oldest go first. */
const ROOM = 16 << 20;

export type Kept<T> = {
  /** `size` in UTF-16 units. What is too large for the room is not kept. */
  keep(client: string, id: string, value: T, size: number): void;
  /** Only the client that was answered finds an answer again. */
  find(client: string, id: string): T | undefined;
  forget(client: string, id: string): boolean;
};

export function openKept<T>(room = ROOM): Kept<T> {
  const held = new Map<string, { readonly value: T; readonly size: number }>();
  let size = 0;
  const keyOf = (client: string, id: string) => `${client} ${id}`;
  const drop = (key: string): boolean => {
    size -= held.get(key)?.size ?? 0;
    return held.delete(key);
  };
  return {
    keep(client, id, value, own) {
      const key = keyOf(client, id);
      drop(key);
      if (own > room) return;
      held.set(key, { value, size: own });
      size += own;
      for (const oldest of held.keys()) {
        if (size <= room) break;
        drop(oldest);
      }
    },
    find: (client, id) => held.get(keyOf(client, id))?.value,
    forget: (client, id) => drop(keyOf(client, id)),
  };
}
