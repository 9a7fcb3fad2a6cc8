import { expect, test } from "vitest";
import type { Reason, SlateItem } from "../src/api/nouns";
import { leading, moves, telling } from "../src/logic/moves";

const reason = (text: string, contribution: number, kind = "said"): Reason => ({
  kind,
  contribution,
  text,
  interest_id: text,
});
const item = (item_id: string, rank: number, reasons: Reason[] = []): SlateItem => ({
  item_id,
  title: item_id.toUpperCase(),
  rank,
  score: 0,
  reasons,
});

test("what came, rose, went and fell, in that order; the unmoved is left out", () => {
  const before = [item("a", 1), item("b", 2), item("c", 3), item("d", 4)];
  const after = [item("c", 1), item("b", 2), item("a", 3), item("e", 4)];
  expect(moves(before, after).map(({ item_id, kind, from, to }) => [item_id, kind, from, to])).toEqual([
    ["e", "new", null, 4],
    ["c", "up", 3, 1],
    ["d", "gone", 4, null],
    ["a", "down", 1, 3],
  ]);
});

test("the reason told is the one that changed most, not the largest", () => {
  const before = [reason("old", 5)];
  const after = [reason("old", 5.1), reason("new", 1)];
  expect(leading(before, after, 1)).toBe("new");
  expect(leading(before, [reason("old", 2), reason("new", 1)], -1)).toBe("old");
});

test("nothing is told where no addend moved", () => {
  expect(leading([reason("old", 5)], [reason("old", 5.001)], 1)).toBeNull();
  expect(leading([], [], -1)).toBeNull();
});

test("what left is told beside what came", () => {
  const found = moves([item("a", 1), item("b", 2)], [item("c", 1), item("d", 2)]);
  expect(telling(found, 1).map((move) => move.kind)).toEqual(["new", "gone"]);
});
