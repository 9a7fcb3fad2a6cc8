import { effect, signal } from "@preact/signals";
import { system } from "../api/calls";
import { locked } from "./status";

/** The language model that helps, by name; empty where none does. */
export const model = signal("");

effect(() => {
  if (locked.value) return;
  system().then(
    ({ reading }) => {
      // A reader is a model and the version of what it is told: "qwen3/2".
      model.value = reading?.reader.replace(/\/[^/]*$/, "") ?? "";
    },
    () => undefined,
  );
});
