import { useState } from "preact/hooks";
import type { Slate, SlateItem } from "../api/nouns";
import { signed } from "../logic/format";
import { deeds } from "../state/deeds";
import { deed, instead } from "../state/live";
import { to } from "../state/route";
import { t } from "../words";

function Row({ item, slate }: { item: SlateItem; slate: Slate }) {
  const [did, setDid] = useState("");
  const offered = [deeds()[1] ?? "like", "hide"];
  const press = async (type: string) => {
    if (await deed(type, item, slate)) setDid(type);
  };
  const [first, ...more] = item.reasons;
  return (
    <li class="row" data-item={item.item_id}>
      <span class="rank">{item.rank}</span>
      <div>
        <a class="title" href={to("catalogue", item.item_id)}>
          {item.title}
        </a>
        <p class="reason">{first?.text}</p>
        {more.length > 0 && (
          <details class="small">
            <summary>{t("list.reasons")}</summary>
            <ul class="plain">
              {item.reasons.map((reason) => (
                <li key={`${reason.kind}${reason.interest_id}${reason.event_id}${reason.text}`}>
                  <span class="figure">{signed(reason.contribution)}</span> {reason.text}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <div class="deeds">
        {offered.map((type) => (
          <button
            key={type}
            type="button"
            class={`small ${type === "hide" ? "no" : ""} ${did === type ? "on" : ""}`}
            data-deed={type}
            aria-pressed={did === type}
            aria-label={t("deed.on", { deed: t(`deed.${type}`), title: item.title })}
            onClick={() => void press(type)}
          >
            {t(`deed.${type}`)}
          </button>
        ))}
      </div>
    </li>
  );
}

/** The list that answers a turn, each item with its reasons. */
export function TurnList({ slate }: { slate: Slate }) {
  return (
    <>
      {slate.items.length === 0 && <p class="muted">{t("list.empty")}</p>}
      {slate.notes.map((note) => (
        <p key={note} class="muted small">
          {note}
        </p>
      ))}
      <ol class="rows plain small-rows">
        {slate.items.map((item) => (
          <Row key={item.item_id} item={item} slate={slate} />
        ))}
      </ol>
      <a class="small" href={to("why")} onClick={() => instead(slate)}>
        {t("list.why")}
      </a>
    </>
  );
}
