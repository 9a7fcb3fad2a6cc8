import { useState } from "preact/hooks";
import { system } from "../api/calls";
import { Problem } from "../api/http";
import { key } from "../state/prefs";
import { failed, locked } from "../state/status";
import { t } from "../words";

export function SignIn() {
  const [wrong, setWrong] = useState(false);
  const enter = async (event: SubmitEvent) => {
    event.preventDefault();
    key.value = String(new FormData(event.currentTarget as HTMLFormElement).get("key") ?? "").trim();
    try {
      await system();
      locked.value = false;
    } catch (error) {
      if (error instanceof Problem && [401, 403].includes(error.status)) setWrong(true);
      else failed(error);
    }
  };
  return (
    <form class="card signin" onSubmit={enter}>
      <h1>{t("signin.title")}</h1>
      <p class="muted">{t("signin.text")}</p>
      <label>
        {t("signin.key")}
        <input name="key" type="password" autocomplete="off" required aria-invalid={wrong} />
      </label>
      {wrong && (
        <p class="refused" role="alert">
          {t("signin.wrong")}
        </p>
      )}
      <button type="submit" class="main">
        {t("signin.go")}
      </button>
    </form>
  );
}
