import { Changes } from "../parts/Changes";
import { Erased } from "../parts/Erased";
import { Ideas } from "../parts/Ideas";
import { List } from "../parts/List";
import { Reading } from "../parts/Reading";
import { SayBox } from "../parts/SayBox";
import { StoryBar } from "../parts/StoryBar";
import { Stream } from "../parts/Stream";
import { UserBar } from "../parts/UserBar";
import { userId } from "../state/prefs";
import { t } from "../words";

export function Live() {
  return (
    <>
      <h1 class="hidden">{t("nav.live")}</h1>
      <div class="bars">
        <UserBar />
        <StoryBar />
      </div>
      <Erased />
      {userId.value ? (
        <div class="live">
          <div class="left">
            <SayBox />
            <Reading />
            <Stream />
            <Ideas />
          </div>
          <div class="right">
            <Changes />
            <List />
          </div>
        </div>
      ) : (
        <div class="welcome">
          <p class="lead">{t("user.none")}</p>
          <p class="muted">{t("user.none.more")}</p>
        </div>
      )}
    </>
  );
}
