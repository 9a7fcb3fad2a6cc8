import type { Reason, SlateItem } from "../api/nouns";

/** What became of one item between two lists; `from` and `to` are ranks; `why` the sentence that counts most, if one does. */
export interface Move {
  item_id: string;
  title: string;
  kind: "new" | "up" | "down" | "gone";
  from: number | null;
  to: number | null;
  why: string | null;
}

/** A change of an addend smaller than this moves nothing. */
const TELLING = 0.01;
const ORDER = { new: 0, up: 1, gone: 2, down: 3 };

const name = (reason: Reason) =>
  [reason.kind, reason.interest_id, reason.event_id, reason.idea].map((part) => part ?? "").join("|");

/** Sentence of the addend that grew (`sign` 1) or shrank (-1) most from one account to another; null where none did. */
export function leading(before: readonly Reason[], after: readonly Reason[], sign: 1 | -1): string | null {
  const sums = new Map<string, { change: number; text: string }>();
  for (const [reasons, factor] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const reason of reasons) {
      const change = (sums.get(name(reason))?.change ?? 0) + factor * reason.contribution;
      sums.set(name(reason), { change, text: reason.text });
    }
  }
  const best = [...sums.values()].sort((a, b) => sign * (b.change - a.change))[0];
  return best && sign * best.change > TELLING ? best.text : null;
}

/** How the list moved: what came, rose, went and fell, the larger moves first. Unmoved items are left out. */
export function moves(before: readonly SlateItem[], after: readonly SlateItem[]): Move[] {
  const old = new Map(before.map((item) => [item.item_id, item]));
  const here = new Set(after.map((item) => item.item_id));
  const found: Move[] = [];
  for (const item of after) {
    const was = old.get(item.item_id);
    const { item_id, title, rank: to } = item;
    if (!was) found.push({ item_id, title, kind: "new", from: null, to, why: leading([], item.reasons, 1) });
    else if (was.rank !== to) {
      const up = was.rank > to;
      const why = leading(was.reasons, item.reasons, up ? 1 : -1);
      found.push({ item_id, title, kind: up ? "up" : "down", from: was.rank, to, why });
    }
  }
  for (const { item_id, title, rank: from } of before) {
    if (!here.has(item_id)) found.push({ item_id, title, kind: "gone", from, to: null, why: null });
  }
  const size = (move: Move) =>
    move.from && move.to ? Math.abs(move.from - move.to) : 99 - (move.to ?? move.from ?? 0);
  return found.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || size(b) - size(a));
}

/** The moves to tell, in their order: the first few of each kind, so that what left is told beside what came. */
export function telling(found: readonly Move[], most: number): Move[] {
  const told = { new: 0, up: 0, gone: 0, down: 0 };
  return found.filter((move) => {
    told[move.kind] += 1;
    return told[move.kind] <= most;
  });
}
