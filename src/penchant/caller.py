"""The one way to a language model: every call goes through here, is bounded, checked and counted, or fails with a named error.

consent → redaction → cache → budget → the call → the check of its answer → restoring → counting
"""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import msgspec

from penchant.domain import Value
from penchant.errors import CallRefused, InvalidAnswer, LanguageModelError, ModelUnavailable
from penchant.ports import Blob, Cursor, Identified
from penchant.privacy.consent import allowed
from penchant.privacy.redact import Redacted, check_installed, redact
from penchant.spending.cache import Answers, digest, is_kept
from penchant.spending.ledger import Ledger, Unshared
from penchant.spending.tally import Tally, counted, price, tokens_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from penchant.costs import Costs
    from penchant.ports import Completion, LanguageModel, Prompt
    from penchant.settings import LanguageModelSettings
    from penchant.spending.ledger import Kept
    from penchant.spending.pages import Entry
    from penchant.spending.tally import Outcome

T = TypeVar("T")
CHARACTERS_A_TOKEN = 12
"""No tokenizer puts more of an answer's characters into one token, on the average: an answer longer than that is no answer."""
SPARE_CHARACTERS = 400
IDENTITY_SECONDS = 5.0
_ANSWERS = ("state", "answers")
"""Where answers stay between two runs: of the kind that every erasure drops."""
_END = 2**31 - 1


class Question(Value, frozen=True):
    """A prompt that may be asked: as it is sent, what stands for what in it, and its key among the answers; "" keeps it out."""

    prompt: Prompt
    sent: Prompt
    redacted: Redacted
    key: str


class Caller:
    """Asks a language model on behalf of the stages. Thread-safe; a call holds no lock.

    Args:
        model: whom to ask.
        settings: purposes, time-outs, budgets, consent.
        store: where costs and answers stay; without one, in memory.
        said_by: what a person said of each purpose, by their id.
        is_known: whether a name is one of the catalogue's, which is no secret.

    Raises MissingExtra where texts would leave this process and what redacts them is not installed.
    """

    def __init__(
        self,
        model: LanguageModel,
        settings: LanguageModelSettings,
        *,
        store: Kept | None = None,
        said_by: Callable[[str], Mapping[str, bool]] = lambda _: {},
        is_known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        if not model.local:
            check_installed()
        self.model, self.settings = model, settings
        self._store = store or Unshared()
        self._said_by, self._is_known = said_by, is_known
        self._ledger = Ledger(self._store, settings)
        self._answers = Answers()
        self._slots = threading.BoundedSemaphore(max(1, settings.calls_at_once))
        self._erasures = self._store.changes(Cursor(events=_END, items=_END), 1).cursor.erasures
        self._answers.load(self._store.get_blob(*_ANSWERS) or b"")
        self._behind = ""
        self.watch: Callable[[str, str, Tally], None] | None = None
        """Told of each wish to ask: its purpose, what became of it, and its tally."""

    def ask(self, prompt: Prompt, answer: type[T], *, timeout: float | None = None) -> T:
        """The answer to a prompt, decoded as `answer`, a msgspec type that its schema describes.

        A prompt without a `user_id` holds nobody's words. `timeout` (s) is at most that of the settings. Raises CallRefused,
        ModelUnavailable, InvalidAnswer.
        """
        question = self._question(prompt)
        held = self._answers.get(question.key, prompt.purpose) if question.key else None
        if held is not None:
            try:
                found = decoded(question.redacted.restored(held, _escaped), answer, self.model.name)
            except InvalidAnswer:
                held = None  # another version of the program asked for another form
            else:
                self._count(prompt.purpose, "cached")
                return found
        epoch = self._answers.epoch
        text, found = self._asked(question, answer, self._seconds(timeout))
        if question.key:
            self._answers.put(question.key, text, epoch)
        return found

    def stream(self, prompt: Prompt, *, timeout: float | None = None) -> Iterator[str]:
        """The answer in parts as they come, with identifiers back in their places. Errors as `ask`, at any part."""
        question = self._question(prompt)
        held = self._answers.get(question.key, prompt.purpose) if question.key else None
        if held is not None:
            self._count(prompt.purpose, "cached")
            yield question.redacted.restored(held)
            return
        parts: list[str] = []
        epoch = self._answers.epoch
        yield from question.redacted.restored_parts(self._streamed(question, self._seconds(timeout), parts))
        if question.key:
            self._answers.put(question.key, "".join(parts), epoch)

    def identity(self) -> str:
        """Which weights stand behind the model's name, as far as can be known; "" where it cannot. Waits for it a little."""
        if not isinstance(self.model, Identified):
            return ""
        behind = self.model.identity(IDENTITY_SECONDS)
        if behind:
            self._behind = behind
        return behind

    def saved(self, purpose: str, reason: str, count: int = 1) -> None:
        """Count calls that were not needed: whoever would have asked says why not (`gate`, `signature` …)."""
        tally = Tally(saved={reason: count})
        self._ledger.count(purpose, tally)
        if self.watch is not None:
            self.watch(purpose, reason, tally)

    def costs(self, days: int = 1) -> Costs:
        """What was spent by all processes over this store, in the last `days` with today (UTC)."""
        found = self._ledger.days(days)
        return counted(
            found, days, model=self.model.name, local=self.model.local, budgets=self._ledger.budgets()
        )

    def costs_of(self, user_id: str) -> dict[tuple[str, str], Tally]:
        """What was spent for one person, by `(day, purpose)`."""
        return self._ledger.of_user(user_id)

    def clear(self) -> None:
        """Let go of every answer, since somebody is forgotten: whose words shaped which answer is not known."""
        self._answers.clear()
        self._erasures = self._store.changes(Cursor(events=_END, items=_END), 1).cursor.erasures

    def close(self) -> None:
        """Write what waits, keep the answers, and let the model go. Closing twice is harmless."""
        self._ledger.release()
        if data := self._answers.dump():
            blob = Blob(key=_ANSWERS[1], data=data)
            self._store.put_blobs(_ANSWERS[0], [blob], erasures=self._erasures)
            self._answers.clear()
        self.model.close()

    def _question(self, prompt: Prompt) -> Question:
        """The prompt as it may be sent. Raises CallRefused."""
        if prompt.purpose not in self.settings.purposes:
            self._count(prompt.purpose, "off")
            raise CallRefused(
                f"the language model is not used for {prompt.purpose!r}",
                hint="add it to `language_model.purposes`.",
            )
        if prompt.user_id and not self._may(prompt):
            self._count(prompt.purpose, "consent")
            raise CallRefused(
                f"user {prompt.user_id!r} has not agreed to {prompt.purpose!r} by a language model",
                hint=f"`penchant consent {prompt.user_id} --allow {prompt.purpose}`, once they have.",
            )
        if self.model.local:
            redacted, sent = Redacted(text=prompt.data), prompt
        else:
            redacted = redact(prompt.data, self._is_known)
            sent = msgspec.structs.replace(prompt, data=redacted.text, user_id="", tenant="")
        key = digest(self.model.name + self._behind, prompt, redacted.text) if is_kept(prompt) else ""
        return Question(prompt=prompt, sent=sent, redacted=redacted, key=key)

    def _may(self, prompt: Prompt) -> bool:
        said = self._said_by(prompt.user_id)
        return allowed(said, self.settings, local=self.model.local)[prompt.purpose]

    def _asked(self, question: Question, answer: type[T], seconds: float) -> tuple[str, T]:
        """The text as it came and what it holds; settled, whatever happens."""
        entry, purpose = self._entered(question), question.prompt.purpose
        start = time.perf_counter()
        try:
            completion = self._completed(question, seconds)
            tally = self._tally(question, completion, time.perf_counter() - start)
            try:
                found = self._checked(question, completion, answer)
            except InvalidAnswer:
                self._settle(entry, purpose, "invalid", tally)
                raise
        except ModelUnavailable:
            self._settle(entry, purpose, "unavailable", Tally(seconds=time.perf_counter() - start))
            raise
        self._settle(entry, purpose, "answered", tally)
        return completion.text, found

    def _completed(self, question: Question, seconds: float) -> Completion:
        """What the model answers, once there is a place for one more call. Raises ModelUnavailable."""
        until = time.monotonic() + seconds
        self._take_slot(seconds)
        try:
            return self.model.complete(question.sent, max(0.001, until - time.monotonic()))
        except LanguageModelError:
            raise
        except Exception as error:
            raise self._broken(error) from error
        finally:
            self._slots.release()

    def _checked(self, question: Question, completion: Completion, answer: type[T]) -> T:
        if not completion.finished:
            raise InvalidAnswer(
                f"the answer was cut short after {completion.output_tokens} tokens",
                hint="a shorter text, or a greater `max_tokens`.",
            )
        if len(completion.text) > most_characters(question.prompt):
            raise InvalidAnswer(
                f"the answer of {self.model.name!r} has {len(completion.text):,} characters, far more than were asked for",
                hint="see which models keep to their bounds in docs/howto/models.md.",
            )
        return decoded(question.redacted.restored(completion.text, _escaped), answer, self.model.name)

    def _streamed(self, question: Question, seconds: float, parts: list[str]) -> Iterator[str]:
        """The parts as they come; what was written is settled, also where nobody listens to the end."""
        entry, purpose = self._entered(question), question.prompt.purpose
        start, most = time.perf_counter(), most_characters(question.prompt)
        outcome: Outcome = "answered"
        try:
            for part in self._parts(question, seconds):
                most -= len(part)
                if most < 0:
                    break
                parts.append(part)
                yield part
        except ModelUnavailable:
            outcome = "unavailable"
            raise
        finally:
            written = tokens_in("".join(parts))
            read = self._input_tokens(question) if written or outcome == "answered" else 0
            tally = self._priced(read, written, time.perf_counter() - start)
            self._settle(entry, purpose, outcome, tally)

    def _parts(self, question: Question, seconds: float) -> Iterator[str]:
        until = time.monotonic() + seconds
        self._take_slot(seconds)
        try:
            yield from self.model.stream(question.sent, max(0.001, until - time.monotonic()))
        except LanguageModelError:
            raise
        except Exception as error:
            raise self._broken(error) from error
        finally:
            self._slots.release()

    def _take_slot(self, seconds: float) -> None:
        if not self._slots.acquire(timeout=seconds):
            raise ModelUnavailable(
                f"{self.settings.calls_at_once} calls are under way, and none ended within {seconds:g} s",
                hint="a faster model, or a greater `language_model.calls_at_once`.",
            )

    def _broken(self, error: Exception) -> ModelUnavailable:
        return ModelUnavailable(
            f"the model {self.model.name!r} failed: {type(error).__name__}",
            hint="`penchant doctor` tries it out.",
        )

    def _entered(self, question: Question) -> Entry:
        """The call in the ledger. Raises CallRefused where a budget has no room for it."""
        read, written = self._input_tokens(question), question.prompt.max_tokens
        money = price(read, written, self.model.input_price, self.model.output_price)
        try:
            return self._ledger.reserve(question.prompt, read + written, money)
        except CallRefused:
            self._count(question.prompt.purpose, "budget")
            raise

    def _input_tokens(self, question: Question) -> int:
        schema = msgspec.json.encode(question.prompt.schema).decode() if question.prompt.schema else ""
        return tokens_in(question.prompt.instructions + question.sent.data + schema)

    def _tally(self, question: Question, completion: Completion, seconds: float) -> Tally:
        """What a call took: by the model's own count, else by ours."""
        read = completion.input_tokens or self._input_tokens(question)
        written = completion.output_tokens or tokens_in(completion.text)
        return self._priced(read, written, seconds)

    def _priced(self, read: int, written: int, seconds: float) -> Tally:
        money = price(read, written, self.model.input_price, self.model.output_price)
        return Tally(input_tokens=read, output_tokens=written, money=money, seconds=seconds)

    def _settle(self, entry: Entry, purpose: str, outcome: Outcome, tally: Tally) -> None:
        tally = msgspec.structs.replace(tally, outcomes={outcome: 1})
        self._ledger.settle(entry, tally)
        if self.watch is not None:
            self.watch(purpose, outcome, tally)

    def _count(self, purpose: str, outcome: Outcome) -> None:
        tally = Tally(outcomes={outcome: 1})
        self._ledger.count(purpose, tally)
        if self.watch is not None:
            self.watch(purpose, outcome, tally)

    def _seconds(self, timeout: float | None) -> float:
        most = self.settings.timeout_seconds
        return most if timeout is None else max(0.001, min(timeout, most))


def decoded(text: str, answer: type[T], model: str) -> T:
    """The answer that a text holds. Raises InvalidAnswer where it is not of that type."""
    try:
        return msgspec.json.decode(text, type=answer)
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError) as error:
        raise InvalidAnswer(
            f"the answer of {model!r} does not follow the schema: {str(error)[:200]}",
            hint="see which models follow schemas in docs/howto/models.md.",
        ) from error


def most_characters(prompt: Prompt) -> int:
    """How long an answer can be that kept to its tokens."""
    return SPARE_CHARACTERS + CHARACTERS_A_TOKEN * prompt.max_tokens


def _escaped(text: str) -> str:
    """As it stands inside a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
