import { expect, test } from "vitest";
import { messages } from "../src/logic/messages";
import { en } from "../src/words/en";
import { zh } from "../src/words/zh";

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test("both languages have the same keys, none empty, with the same values to fill in", () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect(zh[key], key).not.toBe("");
    expect(places(zh[key] ?? ""), key).toEqual(places(text));
  }
});

test("a stream is taken apart wherever it is cut", () => {
  const text =
    ': hello\n\nid: 7\nevent: slate\ndata: {"a":\ndata: 1}\n\nretry: 1000\n\nevent: ping\ndata: {}\n\n';
  for (let cut = 0; cut < text.length; cut += 1) {
    const take = messages();
    const found = [...take(text.slice(0, cut)), ...take(text.slice(cut))];
    expect(found).toEqual([
      { event: "slate", data: '{"a":\n1}', id: "7" },
      { event: "ping", data: "{}", id: null },
    ]);
  }
});
