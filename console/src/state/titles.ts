import { signal } from "@preact/signals";
import { item as itemOf } from "../api/calls";

/** Titles of items by id, as far as they are known. */
const known = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();

export function learn(items: Iterable<{ item_id: string; title: string }>): void {
  const found = [...items].filter((item) => item.title && known.peek().get(item.item_id) !== item.title);
  if (found.length)
    known.value = new Map([...known.peek(), ...found.map((item) => [item.item_id, item.title] as const)]);
}

/** An item's title; its id until the server has said it, and where it is not in the catalogue any more. */
export function titleOf(id: string): string {
  const title = known.value.get(id);
  if (title !== undefined) return title;
  if (!asked.has(id)) {
    asked.add(id);
    itemOf(id).then(
      (item) => learn([item]),
      () => undefined,
    );
  }
  return id;
}
