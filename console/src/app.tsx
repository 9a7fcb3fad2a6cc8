import { useEffect, useRef } from "preact/hooks";
import { Catalogue } from "./pages/Catalogue";
import { Chat } from "./pages/Chat";
import { Live } from "./pages/Live";
import { Person } from "./pages/Person";
import { System } from "./pages/System";
import { Why } from "./pages/Why";
import { Banner } from "./parts/Banner";
import { Header } from "./parts/Header";
import { SignIn } from "./parts/SignIn";
import { page } from "./state/route";
import { locked } from "./state/status";
import { t } from "./words";

const PAGES = { live: Live, chat: Chat, why: Why, person: Person, catalogue: Catalogue, system: System };

export function App() {
  const Shown = PAGES[page.value];
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${t(`nav.${page.value}`)} · Penchant`;
  });
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link, kept from the address since that names the page */}
      <a class="skip" href="#main" onClick={skip}>
        {t("skip")}
      </a>
      <Header />
      <Banner />
      <main id="main" ref={main} tabIndex={-1}>
        {locked.value ? <SignIn /> : <Shown />}
      </main>
    </>
  );
}
