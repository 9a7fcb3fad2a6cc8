import type { Choice, Interest, Observed, Question, Reply, Slate } from "../api/nouns";

/** What a turn says: words, the answer to a question, or neither. By `turn_id` it counts once, however often it is sent. */
export interface Asking {
  turn_id: string;
  text?: string;
  choice?: Choice["edit"];
}

/** One turn of a conversation, as far as it has come. */
export interface Turn {
  id: number;
  /** What the person said, or the words of the answer they chose. */
  said: string;
  asked: Asking;
  state: "going" | "done" | "stopped" | "failed";
  /** Why it failed, in words. */
  trouble: string;
  observed: Observed[];
  steered: Interest[];
  slate: Slate | null;
  text: string;
  question: Question | null;
  wordedBy: Reply["worded_by"] | null;
}

export function begun(id: number, said: string, asked: Asking): Turn {
  return {
    id,
    said,
    asked,
    state: "going",
    trouble: "",
    observed: [],
    steered: [],
    slate: null,
    text: "",
    question: null,
    wordedBy: null,
  };
}

/** The turn after a message of the stream; one that is not known changes nothing. */
export function after(turn: Turn, event: string, data: unknown): Turn {
  if (event === "observed") return { ...turn, observed: [...turn.observed, data as Observed] };
  if (event === "slate") return { ...turn, slate: data as Slate };
  if (event === "text") return { ...turn, text: turn.text + (data as { delta: string }).delta };
  if (event === "question") return { ...turn, question: data as Question };
  if (event !== "reply") return turn;
  const { text, slate, question, observed, steered, worded_by } = data as Reply;
  return { ...turn, text, slate, question, observed, steered, wordedBy: worded_by, state: "done" };
}
