import { useState } from "preact/hooks";
import { explain, items as itemsOf } from "../api/calls";
import type { Explanation, Item } from "../api/nouns";
import { tried } from "../state/status";
import { t } from "../words";

const SUGGESTED = 8;

/** The box for "why not item X": a title, words or an id. */
export function WhyNot({ slateId }: { slateId: string }) {
  const [found, setFound] = useState<Item[]>([]);
  const [told, setTold] = useState<Explanation>();
  const suggest = async (event: Event) => {
    const q = (event.currentTarget as HTMLInputElement).value.trim();
    const answer = q ? await tried(itemsOf({ q, limit: SUGGESTED })) : undefined;
    setFound(answer?.items ?? []);
  };
  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget as HTMLFormElement).get("item") ?? "").trim();
    const named =
      found.find((one) => one.title === typed || one.item_id === typed) ??
      found.find((one) =>
        `${one.title} ${one.categories.join(" ")}`.toLowerCase().includes(typed.toLowerCase()),
      ) ??
      found[0];
    setTold(await tried(explain(slateId, { item_id: named?.item_id ?? typed })));
  };
  return (
    <section class="card">
      <h2>{t("why.not")}</h2>
      <p class="muted small">{t("why.not.about")}</p>
      <form onSubmit={ask}>
        <label>
          {t("why.not.label")}
          <input name="item" id="why-not" list="why-items" required autocomplete="off" onInput={suggest} />
        </label>
        <datalist id="why-items">
          {found.map((one) => (
            <option key={one.item_id} value={one.title} />
          ))}
        </datalist>
        <button type="submit">{t("why.not.go")}</button>
      </form>
      {told && (
        <p aria-live="polite" id="why-not-answer" class="answer">
          {told.text}
        </p>
      )}
    </section>
  );
}
