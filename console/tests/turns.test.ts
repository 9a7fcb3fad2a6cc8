import { afterEach, expect, test, vi } from "vitest";

vi.mock("../src/state/prefs", () => ({ key: { value: "secret" } }));

import { type Asked, converse } from "../src/api/chat";
import type { Reply } from "../src/api/nouns";
import { after, begun } from "../src/logic/turns";

const SLATE = { slate_id: "s1", items: [{ item_id: "a", title: "A", rank: 1, score: 1, reasons: [] }] };
const QUESTION = { text: "Light or roomy?", field: "weight", choices: [], gain: 0.2 };
const OBSERVED = { event: { text: "a tent" }, new: true, aspects: [] };
const REPLY = {
  user_id: "ann",
  text: "Two tents.",
  slate: SLATE,
  question: QUESTION,
  observed: [OBSERVED],
  steered: [{ interest_id: "i" }],
  worded_by: "template",
} as unknown as Reply;
const EVENTS: [string, unknown][] = [
  ["observed", OBSERVED],
  ["slate", SLATE],
  ["text", { delta: "Two " }],
  ["text", { delta: "tents." }],
  ["question", QUESTION],
];

const sent = (events: [string, unknown][]) =>
  events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join("");

/** An answer that comes in pieces of `size` bytes, so that characters and messages are cut. */
function streamed(text: string, size = 7): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

const ASKED: Asked = { user_id: "ann", text: "a tent", n: 5, language: "en", session_id: "s", turn_id: "t1" };
const turn = () => begun(1, "a tent", { turn_id: "t1", text: "a tent" });
const still = new AbortController().signal;

afterEach(() => vi.unstubAllGlobals());

test("a turn grows with each message, and the reply is the whole of it", () => {
  const grown = EVENTS.reduce((one, [event, data]) => after(one, event, data), turn());
  expect(grown).toMatchObject({ text: "Two tents.", slate: SLATE, question: QUESTION, state: "going" });
  expect(grown.observed).toEqual([OBSERVED]);
  const whole = after(grown, "reply", REPLY);
  expect(whole).toMatchObject({ state: "done", wordedBy: "template", steered: [{ interest_id: "i" }] });
  expect(after(turn(), "reply", REPLY)).toEqual({ ...whole });
});

test("a message that is not known changes nothing", () => {
  expect(after(turn(), "ping", {})).toEqual(turn());
});

test("a turn is sent with the key, and its answer told in order wherever it is cut", async () => {
  const fetch = vi.fn(async () => streamed(sent([...EVENTS, ["reply", { ...REPLY, text: "两顶帐篷。🏕" }]])));
  vi.stubGlobal("fetch", fetch);
  const heard: [string, unknown][] = [];
  await converse(ASKED, (event, data) => heard.push([event, data]), still);
  expect(heard.map(([event]) => event)).toEqual(["observed", "slate", "text", "text", "question", "reply"]);
  expect((heard[5]?.[1] as Reply | undefined)?.text).toBe("两顶帐篷。🏕");
  const [path, call] = fetch.mock.calls[0] as unknown as [string, RequestInit];
  expect(path).toBe("/v1/chat");
  expect(call.headers).toMatchObject({ Authorization: "Bearer secret", Accept: "text/event-stream" });
  expect(JSON.parse(String(call.body))).toEqual(ASKED);
});

test("an answer that ends before it is whole has failed", async () => {
  vi.stubGlobal("fetch", async () => streamed(sent(EVENTS)));
  await expect(converse(ASKED, () => undefined, still)).rejects.toMatchObject({ status: 0, message: "cut" });
});

test("an answer that breaks off with a problem has failed in its words", async () => {
  const problem = { status: 503, title: "StoreBusy", detail: "the store is busy", hint: "ask again." };
  vi.stubGlobal("fetch", async () => streamed(sent([...EVENTS, ["problem", problem]])));
  const failed = converse(ASKED, () => undefined, still);
  await expect(failed).rejects.toMatchObject({
    status: 503,
    message: "the store is busy",
    hint: "ask again.",
  });
});

test("what the server says is wrong is told in its words", async () => {
  const told = { detail: "there are no words", hint: "give some." };
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(told), { status: 422 }));
  const failed = converse(ASKED, () => undefined, still);
  await expect(failed).rejects.toMatchObject({
    status: 422,
    message: "there are no words",
    hint: "give some.",
  });
});

test("a server that cannot be reached is told apart from one that was left", async () => {
  const fetch = async () => {
    throw new TypeError("fetch failed");
  };
  vi.stubGlobal("fetch", fetch);
  await expect(converse(ASKED, () => undefined, still)).rejects.toMatchObject({ status: 0 });
  await expect(converse(ASKED, () => undefined, AbortSignal.abort())).rejects.toThrow(TypeError);
});
