import { failures } from "../state/failures";
import { slate } from "../state/live";
import { gone, trouble } from "../state/status";
import { t } from "../words";

/** What is wrong, above the page: the server is gone, a call failed, a list was made without some source. */
export function Banner() {
  const parts = slate.value?.degraded ?? [];
  return (
    <div role="status" class="banners">
      {gone.value && (
        <p class="banner bad">
          {t("error.gone")}{" "}
          <button type="button" onClick={() => location.reload()}>
            {t("retry")}
          </button>
        </p>
      )}
      {trouble.value && (
        <p class="banner bad">
          {trouble.value}{" "}
          <button
            type="button"
            onClick={() => {
              trouble.value = "";
            }}
          >
            {t("close")}
          </button>
        </p>
      )}
      {parts.length > 0 && <p class="banner">{t("degraded", { names: failures(parts) })}</p>}
    </div>
  );
}
