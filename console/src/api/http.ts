import { key } from "../state/prefs";

/** What the server said was wrong (RFC 9457), or that it did not answer at all (`status` 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly hint = "",
  ) {
    super(message);
  }
}

export const auth = (): Record<string, string> => (key.value ? { Authorization: `Bearer ${key.value}` } : {});

/** One path segment; ids may hold any character. */
export const seg = encodeURIComponent;

export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const pairs = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  return pairs.length ? `?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)]))}` : "";
}

/** The server's JSON. Throws Problem. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = { ...auth(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, "unreachable");
  }
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}

export async function problemOf(answer: Response): Promise<Problem> {
  return problemIn(await answer.json().catch(() => ({})), answer.status, answer.statusText);
}

/** A problem document as an error. */
export function problemIn(found: unknown, status: number, otherwise = ""): Problem {
  const told = found as { detail?: string; title?: string; hint?: string; status?: number };
  return new Problem(told.status ?? status, told.detail ?? told.title ?? otherwise, told.hint);
}
