import { useState } from "preact/hooks";
import type { Idea } from "../api/nouns";
import { slate, think } from "../state/live";
import { model } from "../state/model";
import { to } from "../state/route";
import { t } from "../words";

/** Whose imagining is marked: what no person said and no pattern made. */
const MARKED = ["model", "language"];

function Row({ idea }: { idea: Idea }) {
  return (
    <li>
      <span>
        <b>{idea.text}</b>
        {MARKED.includes(idea.author) && (
          <span class="muted small block">{t(`ideas.by.${idea.author}`)}</span>
        )}
      </span>
      <span class="near">
        {idea.nearest.slice(0, 2).map((near) => (
          <a key={near.item_id} href={to("catalogue", near.item_id)}>
            {near.title}
          </a>
        ))}
      </span>
    </li>
  );
}

/** Waits for a language model's ideas; nothing where there is no model. */
function Think() {
  const [waiting, setWaiting] = useState(false);
  if (!model.value) return null;
  const press = async () => {
    setWaiting(true);
    await think();
    setWaiting(false);
  };
  return (
    <button type="button" class="small" id="think" disabled={waiting} onClick={() => void press()}>
      {t(waiting ? "ideas.thinking" : "ideas.think")}
    </button>
  );
}

export function Ideas() {
  const found = slate.value;
  const ideas = found?.ideas ?? [];
  return (
    <section class="ideas">
      <div class="heading">
        <h2>{t("ideas.title")}</h2>
        <Think />
      </div>
      <p class="muted small">{ideas.length ? t("ideas.about") : t("ideas.none")}</p>
      <ul class="plain">
        {ideas.slice(0, 6).map((idea) => (
          <Row key={idea.idea_id} idea={idea} />
        ))}
      </ul>
      {found?.gaps.slice(0, 2).map((gap) => (
        <p key={gap.idea_id} class="gap">
          {t("ideas.gap", { text: gap.text })}
        </p>
      ))}
    </section>
  );
}
