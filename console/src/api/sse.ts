import { messages } from "../logic/messages";
import { auth, problemOf, seg } from "./http";

const RETRY = 1000;

export interface Listener {
  on: (event: string, data: unknown) => void;
  state: (connected: boolean) => void;
}

/** Tells of each message of an answer as it arrives, until the answer ends. */
export async function each(
  answer: Response,
  on: (event: string, data: unknown, id: string | null) => void,
): Promise<void> {
  const take = messages();
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    for (const found of take(part.value)) on(found.event, JSON.parse(found.data), found.id);
  }
}

/** Follows a user's stream until the returned function is called. By fetch, since EventSource cannot send a key. */
export function follow(userId: string, listener: Listener): () => void {
  const stop = new AbortController();
  let last: string | null = null;
  const once = async () => {
    const headers = { ...auth(), ...(last ? { "Last-Event-ID": last } : {}) };
    const answer = await fetch(`/v1/users/${seg(userId)}/stream`, { headers, signal: stop.signal });
    if (!answer.ok || !answer.body) throw await problemOf(answer);
    listener.state(true);
    await each(answer, (event, data, id) => {
      last = id ?? last;
      listener.on(event, data);
    });
  };
  const forever = async () => {
    while (!stop.signal.aborted) {
      await once().catch(() => undefined);
      if (stop.signal.aborted) return;
      listener.state(false);
      await new Promise((done) => setTimeout(done, RETRY));
    }
  };
  void forever();
  return () => stop.abort();
}
