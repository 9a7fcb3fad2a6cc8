import { language, type Theme, theme } from "../state/prefs";
import { PAGES, page, to } from "../state/route";
import { t } from "../words";

const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const SIGN: Record<Theme, string> = { auto: "◐", light: "○", dark: "●" };

export function Header() {
  const flip = () => {
    theme.value = NEXT[theme.value];
  };
  const speak = () => {
    language.value = language.value === "en" ? "zh" : "en";
  };
  return (
    <header class="top">
      <a class="brand" href={to("live")}>
        Penchant
      </a>
      <nav aria-label={t("nav.label")}>
        {PAGES.map((name) => (
          <a key={name} href={to(name)} aria-current={page.value === name ? "page" : undefined}>
            {t(`nav.${name}`)}
          </a>
        ))}
      </nav>
      <div class="switches">
        <button
          type="button"
          class="quiet"
          onClick={speak}
          lang={language.value === "en" ? "zh" : "en"}
          id="language"
        >
          {t("language.other")}
        </button>
        <button type="button" class="quiet" onClick={flip} title={t(`theme.${theme.value}`)} id="theme">
          <span aria-hidden="true">{SIGN[theme.value]}</span>
          <span class="hidden">{t(`theme.${theme.value}`)}</span>
        </button>
      </div>
    </header>
  );
}
