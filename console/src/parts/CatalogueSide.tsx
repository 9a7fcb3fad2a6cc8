import { followed, gaps } from "../api/calls";
import type { Item } from "../api/nouns";
import { date, number } from "../logic/format";
import { useAnswer } from "../state/asked";
import { language } from "../state/prefs";
import { to } from "../state/route";
import { t } from "../words";
import { Meter } from "./Meter";

const NEWEST = 5;

const FIELDS: Record<string, (item: Item) => boolean> = {
  description: (item) => item.description !== "",
  categories: (item) => item.categories.length > 0,
  tags: (item) => item.tags.length > 0,
  available: (item) => item.available,
};

/** What share of the items looked at says something in each field. */
export function Coverage({ items }: { items: Item[] }) {
  return (
    <section class="card">
      <h2>{t("catalogue.coverage")}</h2>
      <p class="muted small">{t("catalogue.coverage.about", { n: items.length })}</p>
      <ul class="plain measures">
        {Object.entries(FIELDS).map(([name, filled]) => {
          const share = items.length ? items.filter(filled).length / items.length : 0;
          const words = t(`catalogue.field.${name}`);
          return (
            <li key={name}>
              <span>{words}</span>
              <Meter value={share} label={words} />
              <span class="figure">{number(100 * share, language.value)} %</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Temperature({ id }: { id: string }) {
  const [found] = useAnswer(() => followed(id, 1), [id]);
  if (!found) return null;
  return (
    <span class={found.length ? "tag like" : "tag"}>
      {t(found.length ? "catalogue.warm" : "catalogue.cold")}
    </span>
  );
}

/** The items that came out last, and whether anybody has gone on from them yet. */
export function Newest({ items }: { items: Item[] }) {
  const dated = items
    .filter((item) => item.published_at !== null)
    .sort((a, b) => (b.published_at ?? 0) - (a.published_at ?? 0))
    .slice(0, NEWEST);
  return (
    <section class="card">
      <h2>{t("catalogue.new")}</h2>
      {dated.length === 0 && <p class="muted">{t("catalogue.new.none")}</p>}
      <ul class="plain near">
        {dated.map((item) => (
          <li key={item.item_id}>
            <span>
              <a href={to("catalogue", item.item_id)}>{item.title}</a>
              <span class="muted small block">{date(item.published_at ?? 0, language.value)}</span>
            </span>
            <Temperature id={item.item_id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What people want and the catalogue does not have. */
export function Gaps() {
  const [found] = useAnswer(gaps, []);
  return (
    <section class="card" id="gaps">
      <h2>{t("catalogue.gaps")}</h2>
      <p class="muted small">{found?.length === 0 ? t("catalogue.gaps.none") : t("catalogue.gaps.about")}</p>
      <ul class="plain">
        {found?.map((gap) => (
          <li key={gap.text} class="gap">
            <b>{gap.text}</b> <span class="muted small">{t("catalogue.gaps.users", { n: gap.users })}</span>
            {gap.nearest[0] && (
              <span class="muted small block">
                {t("catalogue.gaps.nearest", { title: gap.nearest[0].title })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
