import { useEffect } from "preact/hooks";
import { system } from "../api/calls";
import type { System as Figures } from "../api/nouns";
import { bytes, duration, number } from "../logic/format";
import { Meter } from "../parts/Meter";
import { ModelCalls } from "../parts/ModelCalls";
import { Encoder, SecondReading } from "../parts/Progress";
import { useAnswer } from "../state/asked";
import { language } from "../state/prefs";
import { t } from "../words";

const EVERY = 2000;

function Count({ name, value }: { name: string; value: string }) {
  return (
    <div class="count">
      <dd>{value}</dd>
      <dt>{name}</dt>
    </div>
  );
}

function Stages({ found }: { found: Figures }) {
  const longest = Math.max(1, ...Object.values(found.stages).map((stage) => stage.p99 ?? 0));
  return (
    <section class="card">
      <h2>{t("system.stages")}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("system.stage")}</th>
            <th scope="col">
              <span class="hidden">{t("system.most")}</span>
            </th>
            <th scope="col">{t("system.half")}</th>
            <th scope="col">{t("system.most")}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(found.stages).map(([name, stage]) => (
            <tr key={name}>
              <th scope="row">{t(`stage.${name}`)}</th>
              <td class="drawn">
                <Meter value={(stage.p99 ?? 0) / longest} label={t(`stage.${name}`)} />
              </td>
              <td>{duration(stage.p50, language.value)}</td>
              <td>{duration(stage.p99, language.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t("system.fresh")}</h2>
      <p class="muted small">{t("system.fresh.about")}</p>
      <p class="lead">
        {duration(found.freshness.p50, language.value)} <span class="muted small">{t("system.half")}</span> ·{" "}
        {duration(found.freshness.p99, language.value)} <span class="muted small">{t("system.most")}</span>
      </p>
    </section>
  );
}

function Weights({ found }: { found: Figures }) {
  const most = Math.max(...Object.values(found.weights), 1e-9);
  return (
    <section class="card">
      <h2>{t("system.models")}</h2>
      <p class="muted small">
        {t("system.blend")}: <b>{found.models.blend}</b>
        {found.models.failing && ` · ${t("system.failing", { text: found.models.failing })}`}
      </p>
      <ul class="plain measures">
        {Object.entries(found.weights).map(([name, weight]) => (
          <li key={name}>
            <code>{name}</code>
            <Meter value={weight / most} label={name} />
            <span class="figure">{number(weight, language.value, 2)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Failures({ found }: { found: Figures }) {
  const failures = Object.entries(found.degraded);
  return (
    <section class="card">
      <h2>{t("system.degraded")}</h2>
      {failures.length === 0 && <p class="muted">{t("system.degraded.none")}</p>}
      <ul class="plain">
        {failures.map(([source, count]) => (
          <li key={source} class="refused">
            {t(`part.${source}`)}: {t("system.degraded.lists", { n: count })} <code>{source}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function System() {
  const [found, again] = useAnswer(system, []);
  useEffect(() => {
    const timer = setTimeout(again, EVERY);
    return () => clearTimeout(timer);
  }, [found]);
  const speak = language.value;
  if (!found) return <p class="empty">{t("loading")}</p>;
  return (
    <>
      <h1>{t("system.title")}</h1>
      <p class="muted">
        {t("system.more", { scenario: found.scenario, workers: found.workers, version: found.version })}
      </p>
      <dl class="counts">
        <Count name={t("system.rate")} value={number(found.events_per_second, speak, 1)} />
        <Count name={t("system.events")} value={number(found.events, speak)} />
        <Count name={t("system.users")} value={number(found.users, speak)} />
        <Count name={t("system.items")} value={number(found.items, speak)} />
        <Count name={t("system.store")} value={bytes(found.store_bytes, speak)} />
      </dl>
      <div class="columns">
        <div class="wide">
          <Stages found={found} />
          <ModelCalls />
        </div>
        <div class="side">
          <Failures found={found} />
          {found.reading && <SecondReading found={found.reading} />}
          {found.encoder && <Encoder found={found.encoder} />}
          <Weights found={found} />
        </div>
      </div>
    </>
  );
}
