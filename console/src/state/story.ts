import { effect, signal } from "@preact/signals";
import * as api from "../api/calls";
import type { Step } from "../api/nouns";
import { deed, erase, open, profile, say, shown, slate } from "./live";
import { language, userId } from "./prefs";
import { locked, tried } from "./status";

export const steps = signal<Step[]>([]);
export const name = signal("");
/** How many steps have been done. */
export const done = signal(0);
export const playing = signal(false);
/** What the story learned by asking "why not". */
export const answer = signal("");

/** Between two steps, long enough to read what changed. */
const PAUSE = 4500;
const PATIENCE = 4000;
const BEAT = 50;

const rest = (ms: number) => new Promise((end) => setTimeout(end, ms));

effect(() => {
  const chosen = language.value;
  if (locked.value) return;
  void tried(load(chosen));
});

async function load(chosen: typeof language.value): Promise<void> {
  const scenario = (await api.scenarios()).find((found) => found.current && found.story);
  if (!scenario) return;
  name.value = scenario.name;
  steps.value = (await api.story(scenario.name, chosen)).steps;
}

async function until(ready: () => boolean): Promise<void> {
  for (let waited = 0; !ready() && waited < PATIENCE; waited += BEAT) await rest(BEAT);
}

async function become(id: string): Promise<void> {
  if (userId.peek() !== id) open(id);
  await until(() => slate.peek()?.user_id === id);
}

/** Does the next step, and waits for the list that it brings. */
export async function step(): Promise<void> {
  const next = steps.peek()[done.peek()];
  if (!next) return;
  answer.value = "";
  const before = shown.peek();
  if (next.act !== "forget") await become(next.user_id);
  done.value += 1;
  await perform(next);
  if (next.act === "say" || next.act === "did" || next.act === "edit")
    await until(() => shown.peek() > before);
}

async function perform(next: Step): Promise<void> {
  const here = slate.peek();
  const item = here?.items[(next.place ?? 1) - 1];
  if (next.say) await say(next.say);
  else if (next.did && item) await deed(next.did, item);
  else if (next.why_not && here) {
    const found = await tried(api.explain(here.slate_id, { item_id: next.why_not }));
    answer.value = found?.text ?? "";
  } else if (next.recommend) {
    const found = await tried(api.recommend(next.user_id, language.peek(), next.recommend));
    if (found) slate.value = found;
  } else if (next.edit) await hand(next);
  else if (next.act === "forget") await erase(next.user_id);
}

async function hand({ user_id, edit }: Step): Promise<void> {
  const found = profile.peek()?.interests.find((interest) => interest.label === edit?.interest);
  if (!found || !edit) return;
  const { interest_id } = found;
  await tried(
    edit.action === "drop" ? api.drop(user_id, interest_id) : api.act(user_id, interest_id, edit.action),
  );
}

export async function play(): Promise<void> {
  if (playing.peek()) return;
  playing.value = true;
  while (playing.peek() && done.peek() < steps.peek().length) {
    await step();
    if (done.peek() < steps.peek().length) await rest(PAUSE);
  }
  playing.value = false;
}

export function restart(): void {
  playing.value = false;
  done.value = 0;
  answer.value = "";
}
