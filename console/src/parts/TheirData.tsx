import { useRef } from "preact/hooks";
import { exported } from "../api/calls";
import { erase } from "../state/live";
import { userId } from "../state/prefs";
import { tried } from "../state/status";
import { t } from "../words";

async function download(id: string): Promise<void> {
  const held = await tried(exported(id));
  if (held === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(held, null, 2)], { type: "application/json" }));
  link.download = "penchant-export.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Export, and erase after asking once more. */
export function TheirData() {
  const sure = useRef<HTMLDialogElement>(null);
  const user = userId.value;
  const erased = async () => {
    sure.current?.close();
    await erase(user);
  };
  return (
    <section class="card">
      <h2>{t("person.data")}</h2>
      <div class="deeds">
        <button type="button" id="export" onClick={() => void download(user)}>
          {t("person.export")}
        </button>
        <button type="button" class="no" id="erase" onClick={() => sure.current?.showModal()}>
          {t("person.erase", { user })}
        </button>
      </div>
      <dialog ref={sure} aria-labelledby="sure">
        <h2 id="sure">{t("person.erase.sure", { user })}</h2>
        <p>{t("person.erase.text")}</p>
        <div class="deeds">
          <button type="button" class="no" id="erase-sure" onClick={() => void erased()}>
            {t("person.erase.go")}
          </button>
          <button type="button" class="quiet" onClick={() => sure.current?.close()}>
            {t("cancel")}
          </button>
        </div>
      </dialog>
    </section>
  );
}
