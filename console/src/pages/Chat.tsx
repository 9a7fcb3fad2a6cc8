import { useEffect, useRef } from "preact/hooks";
import { Erased } from "../parts/Erased";
import { SpeakBox } from "../parts/SpeakBox";
import { Steering } from "../parts/Steering";
import { Strengths } from "../parts/Strengths";
import { Turn } from "../parts/Turn";
import { UserBar } from "../parts/UserBar";
import { clear, going, halt, say, turns } from "../state/chat";
import { profile } from "../state/live";
import { userId } from "../state/prefs";
import { t } from "../words";

/** What a conversation can begin with. */
const BEGINNINGS = ["chat.try.any", "chat.try.surprise"];

function Beginning() {
  return (
    <div class="beginning">
      <p class="lead">{t("chat.empty")}</p>
      <p class="muted">{t("chat.empty.more")}</p>
      <div class="deeds">
        {BEGINNINGS.map((key) => (
          <button key={key} type="button" class="chip" onClick={() => say(t(key))}>
            {t(key)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Conversation() {
  const end = useRef<HTMLDivElement>(null);
  const found = turns.value;
  const last = found.at(-1);
  useEffect(() => {
    if (last) end.current?.scrollIntoView({ block: "nearest" });
  }, [last?.id, last?.state, last?.slate]);
  return (
    <section class="talk" aria-label={t("nav.chat")}>
      {found.length === 0 && <Beginning />}
      <ol class="plain turns" id="turns" aria-live="polite">
        {found.map((turn) => (
          <Turn key={turn.id} turn={turn} last={turn === last} />
        ))}
      </ol>
      <div class="speaking">
        <SpeakBox
          id="chat"
          label="chat.label"
          placeholder="chat.placeholder"
          go="chat.go"
          rows={1}
          onSay={(text) => {
            if (going()) return false;
            say(text);
            return true;
          }}
        />
        <div class="deeds">
          {going() && (
            <button type="button" class="quiet small" onClick={halt}>
              {t("chat.stop")}
            </button>
          )}
          {found.length > 0 && (
            <button type="button" class="quiet small" onClick={clear}>
              {t("chat.clear")}
            </button>
          )}
        </div>
      </div>
      <div ref={end} />
    </section>
  );
}

function Around() {
  return (
    <div class="side">
      <Steering />
      <section class="card">
        <h2>{t("chat.interests")}</h2>
        {profile.value === null && <p class="muted">{t("loading")}</p>}
        {profile.value?.interests.length === 0 && <p class="muted">{t("stream.empty")}</p>}
        <Strengths />
      </section>
    </div>
  );
}

/** A conversation as the person would hold it: said, answered with a list, at most one question asked back. */
export function Chat() {
  return (
    <>
      <h1 class="hidden">{t("nav.chat")}</h1>
      <div class="bars">
        <UserBar />
      </div>
      <Erased />
      {userId.value ? (
        <div class="columns chat">
          <Conversation />
          <Around />
        </div>
      ) : (
        <div class="welcome">
          <p class="lead">{t("user.none")}</p>
          <p class="muted">{t("chat.none.more")}</p>
        </div>
      )}
    </>
  );
}
