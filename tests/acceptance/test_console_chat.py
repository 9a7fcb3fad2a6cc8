"""The console's chat in a real Chromium: eight turns in each language with the real engine, and what may go wrong on the way."""

from __future__ import annotations

import json
import re

import pytest
from console_browser import FAINT, SHOTS, chromium, served

from penchant.build import build
from penchant.testing.readers import knowing, labelled
from penchant.testing.scripted import ScriptedModel
from small_server import serving
from small_world import ITEMS, small_settings

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: pip install '.[dev]'"
)
expect = sync_api.expect

pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine: apt-get install chromium"),
    pytest.mark.slow,
    pytest.mark.xdist_group("console"),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with served(tmp_path_factory.mktemp("chat")) as (address, _):
        yield address


def talk_as(page, base, user, language="en"):
    """The chat of a new person."""
    page.goto(f"{base}/console#/chat")
    if language == "zh":
        page.click("#language")
    page.fill("#user", user)
    page.keyboard.press("Enter")
    expect(page.locator(".pulse.on")).to_be_visible()
    expect(page.locator(".beginning")).to_be_visible()


def turns(page, state="done"):
    return page.locator(f".turn[data-state={state}]")


def tell(page, text):
    """Says it and waits until it is answered."""
    before = turns(page).count()
    page.fill("#chat", text)
    page.keyboard.press("Enter")
    expect(turns(page)).to_have_count(before + 1)


CHIP = None
"""A turn that presses the first answer to the question."""
TALKS = {
    "en": (
        "I'm going camping at the weekend, something light and waterproof",
        CHIP,
        "what else?",
        "nothing over 300",
        "surprise me",
        "less tents for a week",
        "I need something to cook with outdoors",
        "no perfume",
    ),
    "zh": (
        "周末想去露营，要轻便防水的",
        CHIP,
        "换一批",
        "不超过500元",
        "来点惊喜",
        "一周内少来点帐篷",
        "想在户外做饭",
        "不要香水",
    ),
}
BOUND = {"en": ("nothing over 300", "price <= 300"), "zh": ("不超过500元", "price <= 500")}
IN_FORCE = {"en": ("surprise me", "tents"), "zh": ("来点惊喜", "帐篷")}
BACK = {"en": "Take back", "zh": "收回"}
CHOSEN = {"en": "chosen from the answers", "zh": "选自给出的答案"}
OVER = {"en": "no longer in force", "zh": "已不再生效"}


@pytest.mark.parametrize("language", TALKS)
def test_eight_turns_with_a_question_that_is_answered_by_a_chip(page, base, language):
    talk_as(page, base, f"talker-{language}", language)
    page.evaluate("window.same = true")
    asked = 0
    for number, text in enumerate(TALKS[language], 1):
        asked += page.locator(".chip").count() > 0
        if text is CHIP:
            answer_by_chip(page, language)
        else:
            tell(page, text)
        turn = turns(page).last
        expect(turn.locator(".answered .lead")).not_to_be_empty()
        expect(turn.locator(".small-rows .row")).not_to_have_count(0)
        expect(page.locator("details.then[open]")).to_have_count(1)  # of earlier turns the list is folded
        assert turns(page).count() == number
    assert asked >= 1
    first = turns(page).first.locator(".said mark.like")
    assert len(first.all_inner_texts()) == 2
    take_back(page, language)
    for words in IN_FORCE[language]:
        expect(page.locator("#steering")).to_contain_text(words)
    assert page.evaluate("window.same") is True
    looked_at(page, f"talk-{language}")


def answer_by_chip(page, language):
    """The question of the newest turn is answered with its first chip, by keyboard."""
    question = turns(page).last.locator(".question")
    expect(question.locator(".chip")).not_to_have_count(0)
    expect(question).to_contain_text("%")
    before, words = turns(page).count(), question.locator(".chip").first.inner_text()
    question.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    expect(turns(page)).to_have_count(before + 1)
    expect(turns(page).last.locator(".said")).to_contain_text(words)
    expect(turns(page).last.locator(".said")).to_contain_text(CHOSEN[language])
    expect(page.locator("#steering")).to_contain_text(words)
    expect(turns(page).nth(before - 1).locator(".chip")).to_have_count(0)  # asked and answered
    expect(page.locator("#chat")).to_be_focused()


def take_back(page, language):
    """A bound is listed with what it does, and is gone once it is taken back."""
    label, where = BOUND[language]
    listed = page.locator("#steering li", has_text=label)
    expect(listed).to_contain_text(where)
    listed.get_by_role("button", name=BACK[language]).click()
    expect(listed).to_have_count(0)
    expect(page.locator(".steered li", has_text=label)).to_contain_text(OVER[language])


def looked_at(page, name):
    """Contrast, width and a picture in both themes."""
    SHOTS.mkdir(exist_ok=True)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(300)
        assert page.evaluate(FAINT)["faint"] == [], theme
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), theme
        page.screenshot(path=SHOTS / f"{name}-{theme}.png", full_page=True)


def sent(*events):
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


def answering(body, status=200, kind="text/event-stream"):
    """A route that answers every turn with the same."""
    return lambda route: route.fulfill(status=status, headers={"Content-Type": kind}, body=body)


SLATE = {
    "slate_id": "s",
    "user_id": "u",
    "interest_version": "v",
    "as_of": 1,
    "degraded": [],
    "items": [],
    "ideas": [],
    "gaps": [],
    "notes": [],
    "request": None,
}
REPLY = {
    "user_id": "u",
    "text": "Nothing yet.",
    "slate": SLATE,
    "question": None,
    "observed": [],
    "steered": [],
    "worded_by": "template",
}


def test_a_turn_that_is_cut_is_said_to_be_and_can_be_asked_anew(page, base):
    talk_as(page, base, "cut")
    asked = []
    page.on("request", lambda call: asked.append(call.post_data_json) if "/v1/chat" in call.url else None)
    page.route("**/v1/chat", answering(sent(("slate", SLATE), ("text", {"delta": "Nothing"}))))
    page.fill("#chat", "something quiet")
    page.keyboard.press("Enter")
    alert = turns(page, "failed").locator("[role=alert]")
    expect(alert).to_contain_text("This turn was not answered: the server does not answer.")
    expect(turns(page, "failed").locator(".lead")).to_have_text("Nothing")  # what came stays
    page.unroute("**/v1/chat")
    page.route("**/v1/chat", answering(sent(("slate", SLATE), ("reply", REPLY))))
    alert.get_by_role("button").click()
    expect(turns(page)).to_have_count(1)
    expect(turns(page, "failed")).to_have_count(0)
    expect(turns(page).locator(".said")).to_contain_text("something quiet")
    assert [one["text"] for one in asked] == ["something quiet"] * 2
    assert asked[0]["session_id"] == asked[1]["session_id"]


def test_a_turn_that_is_asked_anew_keeps_its_id_so_that_it_counts_once(page, base):
    """The first answer is lost on its way, after the server has taken the turn in."""
    talk_as(page, base, "twice")
    asked = []

    def lost(route):
        asked.append(route.request.post_data_json)
        found = route.fetch()
        first = found.text().split("\n\n")[0]
        route.fulfill(response=found, body=f"{first}\n\n")

    page.route("**/v1/chat", lost)
    page.fill("#chat", "I love camping")
    page.keyboard.press("Enter")
    alert = turns(page, "failed").locator("[role=alert]")
    expect(alert).to_be_visible()
    page.unroute("**/v1/chat")
    alert.get_by_role("button").click()
    expect(turns(page)).to_have_count(1)
    page.click("nav a[href='#/person']")
    expect(page.locator(".log li")).to_have_count(1)
    expect(page.locator("#interests .interest")).to_have_count(1)
    assert asked[0]["turn_id"]


def test_what_the_server_refuses_is_told_in_its_words(page, base):
    page.expected = ("422",)
    talk_as(page, base, "refused")
    problem = {"title": "InvalidInput", "detail": "there are no words", "hint": "give some."}
    page.route("**/v1/chat", answering(json.dumps(problem), 422, "application/problem+json"))
    page.fill("#chat", "…")
    page.keyboard.press("Enter")
    expect(page.locator(".turn [role=alert]")).to_contain_text("there are no words give some.")


def test_while_an_answer_is_on_its_way_it_says_so_and_can_be_left(page, base):
    talk_as(page, base, "slow")
    page.route("**/v1/chat", lambda _: None)  # never answered
    page.fill("#chat", "something quiet")
    page.keyboard.press("Enter")
    expect(turns(page, "going").locator(".answered")).to_contain_text("Reading, looking")
    assert turns(page, "going").get_attribute("aria-busy") == "true"
    page.fill("#chat", "another")
    page.keyboard.press("Enter")  # not before the first is answered: the words stay in the box
    expect(page.locator("#chat")).to_have_value("another")
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    expect(turns(page, "stopped")).to_contain_text("Stopped here.")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".beginning")).to_be_visible()


def test_an_answer_without_some_part_says_which_in_words(page, base):
    talk_as(page, base, "degraded")
    slate = SLATE | {"degraded": ["rank.wording"]}
    page.route("**/v1/chat", answering(sent(("slate", slate), ("reply", REPLY | {"slate": slate}))))
    tell(page, "something quiet")
    expect(page.locator(".turn .note")).to_contain_text("Made without the language model’s wording")


def test_another_person_is_another_conversation(page, base):
    talk_as(page, base, "one")
    page.route("**/v1/chat", answering(sent(("reply", REPLY))))
    tell(page, "tea")
    page.fill("#user", "two")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".beginning")).to_be_visible()


def test_of_a_person_who_is_erased_no_conversation_is_left(page, base):
    talk_as(page, base, "leaving")
    tell(page, "I love camping")
    page.click("nav a[href='#/person']")
    page.click("#erase")
    page.click("#erase-sure")
    expect(page.locator("#receipt")).to_contain_text("leaving is erased")
    talk_as(page, base, "leaving")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#strengths li")).to_have_count(0)


SPOKEN = "“{title}” is what I would look at first."


IRONY = "Wonderful, horror again, just what my evening needed."
READER = knowing({IRONY: [labelled(IRONY, ("horror",), "dislike", strength=3)]})
IMAGINED = "Dust and Thunder"


class Speaker:
    """A scripted model; `broken`, it words no answer. It shows what the console shows, and says nothing of any model's quality."""

    broken = False

    def __call__(self, prompt):
        by_purpose = {"reading": reads, "chat": speaks, "ideas": imagines, "wording": words}
        return None if self.broken and prompt.purpose == "chat" else by_purpose[prompt.purpose](prompt)


def reads(prompt):
    return READER.complete(prompt, 1).text


def speaks(prompt):
    """It names the first item of the list."""
    title = re.search(r'"title": ?"([^"]+)"', prompt.data)
    return title and json.dumps({"text": SPOKEN.format(title=title[1])})


def imagines(_):
    item = {
        "title": IMAGINED,
        "description": "A silent duel in the desert, filmed from far away.",
        "facets": ["science fiction"],
        "serves": [1],
    }
    return json.dumps({"items": [item]})


def words(prompt):
    """It says what was said in other words."""
    plain = json.loads(prompt.data)["sentences"]
    other = [
        {"number": one["number"], "text": one["sentence"].replace("You said", "Because you said")}
        for one in plain
    ]
    return json.dumps({"sentences": other})


@pytest.fixture(scope="module")
def speaker():
    return Speaker()


@pytest.fixture(scope="module")
def spoken(speaker):
    """The address of a server with a scripted model."""
    engine = build("memory://", settings=small_settings(), language_model=ScriptedModel(speaker))
    engine.put_items(ITEMS)
    with serving(engine, open=True, key_rate=0, user_rate=0) as client:
        yield str(client.base_url)


def test_an_answer_in_a_models_words_says_so_and_without_the_model_the_pattern_does(page, spoken, speaker):
    talk_as(page, spoken, "worded")
    tell(page, "I love horror")
    first = turns(page).last
    title = first.locator(".small-rows .title").first.inner_text()
    expect(first.locator(".lead")).to_have_text(SPOKEN.format(title=title))
    expect(first.locator(".by")).to_have_text("worded by a language model, checked against the reasons")
    speaker.broken = True
    tell(page, "I love comedy")
    speaker.broken = False
    second = turns(page).last
    expect(second.locator(".lead")).to_contain_text("Here is what fits now")
    expect(second.locator(".by")).to_have_text("worded from the reasons, by pattern")
    expect(second.locator(".note")).to_contain_text("Made without the language model’s wording")


def test_a_sentence_that_is_read_anew_changes_its_colour_and_says_who_read(page, spoken):
    talk_as(page, spoken, "ironic")
    tell(page, IRONY)
    expect(turns(page).last.locator(".said mark", has_text="horror")).to_have_class("dislike", timeout=15_000)
    expect(turns(page).last.locator(".read-by")).to_have_text("read anew by scripted/refine-1")
    expect(page.locator("#strengths li.refused")).to_contain_text("horror")
    page.click("nav a[href='#/live']")
    expect(page.locator(".reading .read-by.model")).to_be_visible()
    expect(page.locator(".reading mark", has_text="horror")).to_have_class("dislike")
    page.click("nav a[href='#/person']")
    expect(page.locator(".log li", has_text="Wonderful")).to_contain_text("read anew by scripted")
    page.click("nav a[href='#/system']")
    expect(page.locator("#second-reading")).to_contain_text("read anew 1")


def test_ideas_and_reasons_of_a_model_are_marked_as_such(page, spoken):
    talk_as(page, spoken, "imagined")
    tell(page, "I love science fiction")
    page.click("nav a[href='#/live']")
    page.click("#think")
    idea = page.locator(".ideas li", has_text=IMAGINED)
    expect(idea).to_contain_text("imagined by a language model")
    expect(idea.locator("a")).not_to_have_count(0)  # grounded in real items
    page.click("nav a[href='#/why']")
    page.get_by_role("button", name="Word the reasons").click()
    first = page.locator("#worded li", has_text="Because you said").first
    expect(first).to_contain_text("You said “I love science fiction”")  # the plain one stands below


def test_what_the_model_was_asked_and_what_failed_is_on_the_systems_page(page, spoken, speaker):
    talk_as(page, spoken, "counted")
    tell(page, "I love war films")
    speaker.broken = True
    tell(page, "I love science fiction")
    speaker.broken = False
    page.click("nav a[href='#/system']")
    models = page.locator("#models")
    expect(models).to_contain_text("scripted, in this process")
    chat = models.locator("tbody tr", has_text="chat").locator("td")
    calls, tokens, *_, failed, _ = [int(text.replace(",", "")) for text in _figures(chat)]
    assert calls >= 2
    assert tokens > 100
    assert failed >= 1
    expect(models).to_contain_text("not reached, or too slow")


def _figures(cells):
    texts = cells.all_inner_texts()
    return [*texts[:2], *texts[4:]]  # money and time are not whole numbers


def test_a_purpose_that_is_switched_off_is_off_from_the_next_turn_on(page, spoken):
    talk_as(page, spoken, "consenting")
    page.click("nav a[href='#/person']")
    switch = page.locator("#consent input[name=chat]")
    expect(switch).to_be_checked()
    expect(page.locator("#consent li", has_text="word the answers")).to_contain_text("as is assumed here")
    switch.uncheck()
    expect(page.locator("#consent li", has_text="word the answers")).to_contain_text("they said so")
    page.reload()
    expect(page.locator("#consent input[name=chat]")).not_to_be_checked()
    expect(page.locator("#consent input[name=reading]")).to_be_checked()
    page.click("nav a[href='#/chat']")
    tell(page, "I love horror")
    expect(turns(page).last.locator(".by")).to_have_text("worded from the reasons, by pattern")
