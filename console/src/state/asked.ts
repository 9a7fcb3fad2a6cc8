import { useEffect, useState } from "preact/hooks";
import { tried } from "./status";

/** What the server answers to `ask`, asked again when a word of `about` changes; undefined until then. */
export function useAnswer<T>(ask: () => Promise<T>, about: readonly unknown[]): [T | undefined, () => void] {
  const [found, setFound] = useState<T>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    void tried(ask()).then((answer) => {
      if (wanted && answer !== undefined) setFound(answer);
    });
    return () => {
      wanted = false;
    };
  }, [...about, turn]);
  return [found, () => setTurn(turn + 1)];
}
