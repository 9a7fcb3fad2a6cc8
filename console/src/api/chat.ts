import { auth, Problem, problemIn, problemOf } from "./http";
import type { InterestEdit, Language } from "./nouns";
import { each } from "./sse";

/** One turn, as `POST /v1/chat` takes it: words, or the answer to a question, or neither. */
export interface Asked {
  user_id: string;
  text?: string;
  choice?: InterestEdit;
  n: number;
  language: Language;
  session_id: string;
  turn_id: string;
}

/** Says a turn and tells of each part of the answer as it comes; the last is the whole, `reply`. Throws Problem. */
export async function converse(
  asked: Asked,
  on: (event: string, data: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const headers = { ...auth(), "Content-Type": "application/json", Accept: "text/event-stream" };
  let answer: Response;
  try {
    answer = await fetch("/v1/chat", { method: "POST", headers, body: JSON.stringify(asked), signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem(0, "unreachable");
  }
  if (!answer.ok) throw await problemOf(answer);
  let whole = false;
  await each(answer, (event, data) => {
    if (event === "problem") throw problemIn(data, answer.status);
    if (event === "reply") whole = true;
    on(event, data);
  });
  if (!whole) throw new Problem(0, "cut");
}
