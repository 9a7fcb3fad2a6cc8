import { useState } from "preact/hooks";
import { items as itemsOf } from "../api/calls";
import type { Item } from "../api/nouns";
import { Coverage, Gaps, Newest } from "../parts/CatalogueSide";
import { ItemPage } from "../parts/ItemPage";
import { useAnswer } from "../state/asked";
import { shownId, to } from "../state/route";
import { t } from "../words";

/** How much of the catalogue is looked at for coverage and news. */
const LOOKED_AT = 1000;
const PAGE = 24;

function Row({ item }: { item: Item }) {
  return (
    <li>
      <a href={to("catalogue", item.item_id)}>{item.title || item.item_id}</a>
      <span class="muted small">
        {item.categories.join(" · ")}
        {!item.available && ` · ${t("catalogue.hidden")}`}
      </span>
    </li>
  );
}

function Results({ words, all }: { words: string; all: Item[] | undefined }) {
  const [found] = useAnswer(
    () => (words ? itemsOf({ q: words, limit: 50 }) : Promise.resolve(null)),
    [words],
  );
  const [shown, setShown] = useState(PAGE);
  const items = words ? found?.items : all;
  if (!items) return <p class="empty">{t("loading")}</p>;
  if (items.length === 0) return <p class="empty">{t("catalogue.none")}</p>;
  return (
    <>
      {words && (
        <p class="muted small" aria-live="polite">
          {t("catalogue.found", { n: items.length })}
        </p>
      )}
      <ul class="plain items" id="items">
        {items.slice(0, shown).map((item) => (
          <Row key={item.item_id} item={item} />
        ))}
      </ul>
      {items.length > shown && (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {t("catalogue.more")}
        </button>
      )}
    </>
  );
}

export function Catalogue() {
  const [words, setWords] = useState("");
  const [all] = useAnswer(() => itemsOf({ limit: LOOKED_AT }), []);
  if (shownId.value) return <ItemPage id={shownId.value} />;
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    setWords(String(new FormData(event.currentTarget as HTMLFormElement).get("q") ?? "").trim());
  };
  return (
    <>
      <h1>{t("catalogue.title")}</h1>
      <form class="userbar" onSubmit={search}>
        <label for="q">{t("catalogue.search")}</label>
        <input id="q" name="q" type="search" autocomplete="off" />
        <button type="submit">{t("catalogue.go")}</button>
      </form>
      <div class="columns">
        <section class="wide" aria-label={t("catalogue.title")}>
          <Results words={words} all={all?.items} />
        </section>
        <div class="side">
          <Gaps />
          {all && <Newest items={all.items} />}
          {all && <Coverage items={all.items} />}
        </div>
      </div>
    </>
  );
}
