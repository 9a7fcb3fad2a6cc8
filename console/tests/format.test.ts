import { expect, test } from "vitest";
import { reach, shares } from "../src/logic/addends";
import { bytes, duration, signed } from "../src/logic/format";

test("figures as people read them", () => {
  expect(bytes(253952, "en")).toBe("254 kB");
  expect(bytes(0, "en")).toBe("0 B");
  expect(duration(null, "en")).toBe("–");
  expect(duration(0.74, "en")).toBe("0.7 ms");
  expect(duration(1500, "zh")).toBe("1.5 s");
  expect(signed(-0.5)).toBe("−0.50");
});

test("a bar's parts lie side by side from zero, and are as long as what they add", () => {
  const reasons = [
    { kind: "said", contribution: 2, text: "a" },
    { kind: "did", contribution: 1, text: "b" },
    { kind: "seen", contribution: -1, text: "c" },
  ];
  expect(reach(reasons)).toEqual([-1, 3]);
  expect(shares(reasons, -1, 3).map(({ family, from, length }) => [family, from, length])).toEqual([
    ["words", 0.25, 0.5],
    ["deeds", 0.75, 0.25],
    ["less", 0, 0.25],
  ]);
});
