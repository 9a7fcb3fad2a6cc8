import { followed, item as itemOf, similar } from "../api/calls";
import type { Nearest } from "../api/nouns";
import { date, number } from "../logic/format";
import { useAnswer } from "../state/asked";
import { language } from "../state/prefs";
import { to } from "../state/route";
import { t } from "../words";

function Neighbours({ name, none, found }: { name: string; none: string; found: Nearest[] | undefined }) {
  return (
    <section class="card">
      <h2>{name}</h2>
      {found?.length === 0 && <p class="muted">{none}</p>}
      <ul class="plain near">
        {found?.map((near) => (
          <li key={near.item_id}>
            <a href={to("catalogue", near.item_id)}>{near.title || near.item_id}</a>
            <span class="figure muted">{number(near.similarity, language.value, 2)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One item, and its neighbours by meaning and by what people went on to. */
export function ItemPage({ id }: { id: string }) {
  const [item] = useAnswer(() => itemOf(id), [id]);
  const [near] = useAnswer(() => similar(id), [id]);
  const [next] = useAnswer(() => followed(id), [id]);
  return (
    <>
      <a href={to("catalogue")}>← {t("catalogue.back")}</a>
      {!item && <p class="empty">{t("loading")}</p>}
      {item && (
        <article class="item">
          <h1>{item.title || item.item_id}</h1>
          <p class="muted">
            <code>{item.item_id}</code>
            {item.published_at !== null && ` · ${date(item.published_at, language.value)}`}
            {!item.available && ` · ${t("catalogue.hidden")}`}
          </p>
          <p class="lead">{item.description}</p>
          <p class="tags">
            {[...item.categories, ...item.tags].map((name) => (
              <span key={name} class="tag">
                {name}
              </span>
            ))}
          </p>
          <dl>
            {Object.entries(item.attributes).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{Array.isArray(value) ? value.join(", ") : String(value)}</dd>
              </div>
            ))}
          </dl>
        </article>
      )}
      <div class="pair">
        <Neighbours name={t("catalogue.similar")} none={t("catalogue.similar.none")} found={near} />
        <Neighbours name={t("catalogue.followed")} none={t("catalogue.followed.none")} found={next} />
      </div>
    </>
  );
}
