import { messages } from "../logic/messages";
import { auth, problemOf, seg } from "./http";

const RETRY = 1000;

export interface Listener {
  on: (event: string, data: unknown) => void;
  state: (connected: boolean) => void;
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
    const take = messages();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      for (const found of take(part.value)) {
        last = found.id ?? last;
        listener.on(found.event, JSON.parse(found.data));
      }
    }
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
