import type { Encoding, Reading } from "../api/nouns";
import { number } from "../logic/format";
import { language } from "../state/prefs";
import { t } from "../words";
import { Meter } from "./Meter";

/** How far a language model has read what was said, and what it could not. */
export function SecondReading({ found }: { found: Reading }) {
  const counts = Object.entries(found.counts).filter(([, count]) => count > 0);
  return (
    <section class="card" id="second-reading">
      <h2>{t("second.title")}</h2>
      <p class="muted small">{t("second.about", { name: found.reader })}</p>
      <ul class="plain small">
        <li>{t("second.behind", { n: found.behind })}</li>
        {found.waiting > 0 && <li>{t("second.waiting", { n: found.waiting })}</li>}
        {found.dead > 0 && <li class="refused">{t("second.dead", { n: found.dead })}</li>}
        {counts.map(([outcome, count]) => (
          <li key={outcome}>
            {t(`second.${outcome}`)} <b>{number(count, language.value)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Which encoder serves; while another is made ready, how far it has come. */
export function Encoder({ found }: { found: Encoding }) {
  return (
    <section class="card" id="encoder">
      <h2>{t("encoder.title")}</h2>
      <p class="muted small">{t("encoder.serves", { name: found.encoder || found.name, dim: found.dim })}</p>
      {found.phase === "encoding" && (
        <>
          <p class="small">
            {t("encoder.encoding", { name: found.to, done: found.done, total: found.total })}
          </p>
          <Meter value={found.total ? found.done / found.total : 0} label={t("encoder.title")} />
        </>
      )}
      {found.phase === "settling" && <p class="small">{t("encoder.settling")}</p>}
      {found.stale > 0 && <p class="small refused">{t("encoder.stale", { n: found.stale })}</p>}
      {found.error && <p class="small refused">{found.error}</p>}
    </section>
  );
}
