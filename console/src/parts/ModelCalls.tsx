import { useEffect } from "preact/hooks";
import { costs } from "../api/calls";
import type { Cost, Costs } from "../api/nouns";
import { duration, number } from "../logic/format";
import { useAnswer } from "../state/asked";
import { language } from "../state/prefs";
import { t } from "../words";
import { Meter } from "./Meter";

const EVERY = 10_000;
/** Digits of money after the point: a call costs a small part of a cent. */
const MONEY = 4;

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
const named = (counts: Record<string, number>, kind: string) =>
  Object.entries(counts)
    .map(([name, count]) => `${t(`${kind}.${name}`)} ${number(count, language.value)}`)
    .join(" · ");

function Row({ cost }: { cost: Cost }) {
  const speak = language.value;
  return (
    <tr>
      <th scope="row">{t(cost.purpose ? `purpose.${cost.purpose}` : "models.total")}</th>
      <td class="figure">{number(cost.calls, speak)}</td>
      <td class="figure">{number(cost.input_tokens + cost.output_tokens, speak)}</td>
      <td class="figure">{number(cost.money, speak, MONEY)}</td>
      <td class="figure">{duration(cost.calls ? (1000 * cost.seconds) / cost.calls : null, speak)}</td>
      <td class="figure">{number(cost.cached, speak)}</td>
      <td class="figure">{number(sum(cost.saved), speak)}</td>
      <td class="figure">{number(sum(cost.failures), speak)}</td>
      <td class="figure">{number(sum(cost.refused), speak)}</td>
    </tr>
  );
}

const COLUMNS = ["calls", "tokens", "money", "time", "cached", "saved", "failures", "refused"];

function Table({ found }: { found: Costs }) {
  return (
    <div class="wide-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("models.purpose")}</th>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" class="figure">
                {t(`models.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.by_purpose.map((cost) => (
            <Row key={cost.purpose} cost={cost} />
          ))}
          <Row cost={found.total} />
        </tbody>
      </table>
    </div>
  );
}

function Notes({ total }: { total: Cost }) {
  const lines = [
    total.ratio !== null && t("models.ratio", { n: number(100 * total.ratio, language.value, 1) }),
    sum(total.failures) && t("models.failed", { text: named(total.failures, "outcome") }),
    sum(total.refused) && t("models.turned", { text: named(total.refused, "outcome") }),
    sum(total.saved) && t("models.gate", { text: named(total.saved, "saving") }),
  ];
  return (
    <ul class="plain small">
      {lines.filter(Boolean).map((line) => (
        <li key={String(line)}>{line}</li>
      ))}
    </ul>
  );
}

function Budgets({ found }: { found: Costs }) {
  const bounded = found.budgets.filter((budget) => budget.limit > 0);
  if (bounded.length === 0) return null;
  return (
    <>
      <h3>{t("models.budgets")}</h3>
      <ul class="plain measures budgets">
        {bounded.map(({ name, used, limit }) => (
          <li key={name}>
            <span>{t(`budget.${name}`)}</span>
            <Meter value={Math.min(1, used / limit)} label={t(`budget.${name}`)} />
            <span class="figure">
              {number(used, language.value, 2)} / {number(limit, language.value, 2)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What language models were asked, what they cost, and what was not asked; nothing where the server has no such figures. */
export function ModelCalls() {
  const [found, again] = useAnswer(() => costs().catch(() => null), []);
  useEffect(() => {
    if (!found?.model) return undefined; // without one the figures change slowly, and the server reckons long for them
    const timer = setTimeout(again, EVERY);
    return () => clearTimeout(timer);
  }, [found]);
  if (!found) return null;
  const { total, would_ask } = found;
  const quiet = total.calls + total.cached + sum(total.refused) + sum(total.saved) === 0;
  return (
    <section class="card" id="models">
      <h2>{t("models.title")}</h2>
      <p class="muted small">
        {found.model
          ? t(found.local ? "models.local" : "models.remote", { name: found.model, days: found.days })
          : t("models.none")}
      </p>
      {quiet ? <p class="muted">{t("models.quiet")}</p> : <Table found={found} />}
      <Notes total={total} />
      <Budgets found={found} />
      {would_ask && would_ask.texts > 0 && (
        <p class="muted small">
          {t("models.would", {
            calls: would_ask.calls,
            texts: would_ask.texts,
            gate: would_ask.gate,
            cached: would_ask.cached,
          })}
        </p>
      )}
    </section>
  );
}
