import { signal } from "@preact/signals";
import { Problem } from "../api/http";
import { t } from "../words";

/** The server does not answer. */
export const gone = signal(false);
/** It asks for a key that it was not given. */
export const locked = signal(false);
/** The last thing that did not work, in words. */
export const trouble = signal("");

export function failed(error: unknown): void {
  if (error instanceof Problem && error.status === 0) gone.value = true;
  else if (error instanceof Problem && error.status === 401) locked.value = true;
  else if (error instanceof Problem)
    trouble.value = t("error.any", { text: `${error.message} ${error.hint}` });
  else trouble.value = t("error.any", { text: String(error) });
}

/** The answer, or undefined after saying what went wrong. */
export async function tried<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    const answer = await work;
    gone.value = false;
    trouble.value = "";
    return answer;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
