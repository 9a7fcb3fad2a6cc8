import { slate } from "../state/live";
import { to } from "../state/route";
import { t } from "../words";

export function Ideas() {
  const found = slate.value;
  const ideas = found?.ideas ?? [];
  return (
    <section class="ideas">
      <h2>{t("ideas.title")}</h2>
      <p class="muted small">{ideas.length ? t("ideas.about") : t("ideas.none")}</p>
      <ul class="plain">
        {ideas.slice(0, 6).map((idea) => (
          <li key={idea.idea_id}>
            <b>{idea.text}</b>
            <span class="near">
              {idea.nearest.slice(0, 2).map((near) => (
                <a key={near.item_id} href={to("catalogue", near.item_id)}>
                  {near.title}
                </a>
              ))}
            </span>
          </li>
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
