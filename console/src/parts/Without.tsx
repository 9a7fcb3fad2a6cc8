import { useState } from "preact/hooks";
import { explain, item as itemOf } from "../api/calls";
import type { Explanation, Interest, Slate } from "../api/nouns";
import { tried } from "../state/status";
import { t } from "../words";

async function titlesOf(ids: readonly string[], known: Map<string, string>): Promise<Map<string, string>> {
  const missing = ids.filter((id) => !known.has(id));
  const found = await Promise.all(missing.map((id) => itemOf(id).catch(() => null)));
  return new Map([...known, ...missing.map((id, at) => [id, found[at]?.title || id] as const)]);
}

function Column({
  kind,
  name,
  ids,
  other,
  titles,
}: {
  kind: "left" | "came";
  name: string;
  ids: string[];
  other: string[];
  titles: Map<string, string>;
}) {
  return (
    <div>
      <h3>{name}</h3>
      <ol>
        {ids.map((id) => (
          <li key={id} class={other.includes(id) ? "" : kind}>
            {titles.get(id) ?? id}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The list as it was and as it would be without one interest. */
export function Without({ slate, interests }: { slate: Slate; interests: Interest[] }) {
  const [told, setTold] = useState<Explanation>();
  const [titles, setTitles] = useState(new Map(slate.items.map((one) => [one.item_id, one.title])));
  const leave = async (event: Event) => {
    const without = (event.currentTarget as HTMLSelectElement).value;
    if (!without) return setTold(undefined);
    const found = await tried(explain(slate.slate_id, { without }));
    if (!found) return undefined;
    setTitles(await titlesOf(found.after, titles));
    return setTold(found);
  };
  return (
    <section class="card">
      <h2>{t("why.without")}</h2>
      <p class="muted small">{t("why.without.about")}</p>
      <label>
        {t("why.without.pick")}
        <select id="without" onChange={leave}>
          <option value="">{t("why.without.choose")}</option>
          {interests.map((interest) => (
            <option key={interest.interest_id} value={interest.interest_id}>
              {interest.label}
            </option>
          ))}
        </select>
      </label>
      {told && (
        <div aria-live="polite">
          <p>{told.text}</p>
          <div class="pair">
            <Column kind="left" name={t("why.before")} ids={told.before} other={told.after} titles={titles} />
            <Column kind="came" name={t("why.after")} ids={told.after} other={told.before} titles={titles} />
          </div>
        </div>
      )}
    </section>
  );
}
