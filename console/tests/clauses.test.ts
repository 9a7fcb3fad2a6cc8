import { expect, test } from "vitest";
import type { Aspect } from "../src/api/nouns";
import { pieces } from "../src/logic/clauses";

const aspect = (start: number, end: number, about: string): Aspect => ({
  quote: "",
  about,
  polarity: "like",
  hardness: "soft",
  strength: 2,
  horizon: "now",
  start,
  end,
  item_id: null,
});

test("a sentence in runs that together are the sentence", () => {
  const text = "周末想去露营，要轻便防水的";
  const found = pieces(text, [aspect(7, 13, "轻便防水"), aspect(0, 6, "露营")]);
  expect(found.map((piece) => piece.text)).toEqual(["周末想去露营", "，", "要轻便防水的"]);
  expect(found.map((piece) => piece.text).join("")).toBe(text);
  expect(found[0]?.aspects[0]?.about).toBe("露营");
});

test("offsets count characters beyond the first plane as one", () => {
  expect(pieces("🏕 tent", [aspect(2, 6, "tent")]).map((piece) => piece.text)).toEqual(["🏕 ", "tent"]);
});

test("aspects of one clause, and of overlapping ones, share its run", () => {
  const found = pieces("a and b", [aspect(0, 7, "a"), aspect(0, 7, "b"), aspect(2, 5, "and")]);
  expect(found.map((piece) => piece.aspects.length)).toEqual([3]);
});
