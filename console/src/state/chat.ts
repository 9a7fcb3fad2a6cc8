import { effect, signal } from "@preact/signals";
import { converse } from "../api/chat";
import { Problem } from "../api/http";
import type { Choice, Slate } from "../api/nouns";
import { type Asking, after, begun, type Turn } from "../logic/turns";
import { t } from "../words";
import { forgotten } from "./live";
import { language, userId } from "./prefs";
import { failed, gone } from "./status";
import { learn } from "./titles";

/** Places of a list in a conversation: few, so that it stays one. */
const PLACES = 5;

/** The conversation with whoever is picked; kept by the page alone. */
export const turns = signal<Turn[]>([]);
let session = "";
let stop = new AbortController();

/** A name that nobody else gives: by time, then by chance. */
const fresh = () => `chat-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

effect(() => {
  const nobody = !userId.value;
  if (forgotten.value || nobody || turns.peek().length) clear();
});

export function clear(): void {
  stop.abort();
  turns.value = [];
  session = fresh();
}

export const going = () => turns.value.at(-1)?.state === "going";

export const say = (text: string) => void turn(text, { turn_id: fresh(), text });
export const choose = ({ label, edit }: Choice) => void turn(label, { turn_id: fresh(), choice: edit });

/** Asks anew after a failure, under the same id: what was taken in already counts once. */
export function again(one: Turn): void {
  turns.value = turns.peek().filter((other) => other !== one);
  void turn(one.said, one.asked);
}

/** Leaves the answer as far as it has come. */
export function halt(): void {
  stop.abort();
}

async function turn(said: string, asked: Asking): Promise<void> {
  if (going()) return;
  const id = (turns.peek().at(-1)?.id ?? 0) + 1;
  const mine = new AbortController();
  stop = mine;
  turns.value = [...turns.peek(), begun(id, said, asked)];
  const change = (how: (one: Turn) => Turn) => {
    turns.value = turns.peek().map((one) => (one.id === id ? how(one) : one));
  };
  const hear = (event: string, data: unknown) => {
    if (mine.signal.aborted) return;
    if (event === "slate") learn((data as Slate).items);
    change((one) => after(one, event, data));
  };
  try {
    const who = { user_id: userId.peek(), n: PLACES, language: language.peek(), session_id: session };
    await converse({ ...asked, ...who }, hear, mine.signal);
    gone.value = false;
  } catch (error) {
    if (mine.signal.aborted) change((one) => ({ ...one, state: "stopped" }));
    else change((one) => ({ ...one, state: "failed", trouble: told(error) }));
  }
}

/** Why a turn failed; a key that is missing is asked for as everywhere. */
function told(error: unknown): string {
  if (!(error instanceof Problem) || error.status === 0) return t("chat.cut");
  if (error.status === 401) failed(error);
  return `${error.message} ${error.hint}`.trim();
}
