import { useState } from "preact/hooks";
import { worded } from "../api/calls";
import type { Slate } from "../api/nouns";
import { failures } from "../state/failures";
import { model } from "../state/model";
import { language } from "../state/prefs";
import { tried } from "../state/status";
import { t } from "../words";

/** A list's first reasons in a language model's words, beside the plain ones; nothing where there is no model. */
export function Worded({ slate }: { slate: Slate }) {
  const [told, setTold] = useState<Slate>();
  const [waiting, setWaiting] = useState(false);
  if (!model.value) return null;
  const ask = async () => {
    setWaiting(true);
    setTold(await tried(worded(slate.slate_id, language.value)));
    setWaiting(false);
  };
  return (
    <section class="card" id="worded">
      <h2>{t("worded.title")}</h2>
      <p class="muted small">{t("worded.about", { name: model.value })}</p>
      <button type="button" disabled={waiting} onClick={() => void ask()}>
        {t(waiting ? "worded.waiting" : "worded.go")}
      </button>
      {told && (
        <div aria-live="polite">
          {told.degraded.length > 0 && (
            <p class="note small">{t("degraded", { names: failures(told.degraded) })}</p>
          )}
          <ul class="plain proofs">
            {told.items.map((item, place) => (
              <li key={item.item_id}>
                <b>{item.title}</b>
                <span class="block">{item.reasons[0]?.text}</span>
                {item.reasons[0]?.text !== slate.items[place]?.reasons[0]?.text && (
                  <span class="muted small block">{slate.items[place]?.reasons[0]?.text}</span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
