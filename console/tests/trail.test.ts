import { expect, test } from "vitest";
import { bands, type Moment } from "../src/logic/trail";

const at = (...strengths: [string, 1 | -1, number][]): Moment => ({
  at: 0,
  by: null,
  strengths: strengths.map(([id, polarity, strength]) => ({ id, label: id, polarity, strength })),
});

test("wanted is stacked above zero, refused below; what is not there has no thickness", () => {
  const found = bands([at(["a", 1, 0.5]), at(["a", 1, 0.25], ["b", 1, 0.5], ["c", -1, 0.75])]);
  expect(found.map(({ id, values, edges }) => [id, values, edges])).toEqual([
    ["a", [0.5, 0.25], [0.5, 0.25]],
    ["b", [0, 0.5], [0.5, 0.75]],
    ["c", [0, 0.75], [0, -0.75]],
  ]);
});

test("an interest that turns from wanted to refused is two bands", () => {
  expect(bands([at(["a", 1, 0.5]), at(["a", -1, 0.5])]).map((band) => band.polarity)).toEqual([1, -1]);
});
