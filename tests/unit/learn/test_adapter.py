"""The interest model: nothing learned changes nothing, gradients are right, and it is judged on people it never saw."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.errors import InvalidInput
from penchant.learn import adapter
from penchant.learn.adapter import Adapter, Examples, fit

DIM, ITEMS, PEOPLE = 16, 60, 150


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def world(seed: int = 0, *, follows: bool = True) -> tuple[Examples, np.ndarray, np.ndarray]:
    """People whose words point at the mirror image of what they choose; without `follows`, at nothing in particular."""
    random = np.random.default_rng(seed)
    items = unit(random.standard_normal((ITEMS, DIM)))
    targets = random.integers(0, ITEMS, PEOPLE * 2)
    turned = items[:, ::-1][targets] if follows else random.standard_normal((PEOPLE * 2, DIM))
    talks = unit(turned + 0.1 * random.standard_normal((PEOPLE * 2, DIM)))
    deeds = np.zeros_like(talks)
    groups = np.repeat(np.arange(PEOPLE), 2)
    return Examples(talks, deeds, targets, groups), items, np.zeros(ITEMS)


def test_what_words_lead_to_is_learned_and_judged_on_others():
    made = fit(*world(), rounds=200)
    assert made.judged.after > 1.5 * made.judged.before
    assert made.judged.is_worth_it
    assert made.judged.people == round(adapter.JUDGE_SHARE * PEOPLE)


def test_nothing_to_learn_is_not_worth_it():
    assert not fit(*world(follows=False)).judged.is_worth_it


def test_without_training_the_ideal_lies_between_words_and_deeds():
    examples, items, support = world()
    plain = fit(examples, items, support, rounds=0)
    t, h = examples.talks[0], items[0]
    assert plain.ideal(t, h) == pytest.approx(unit(t + h), abs=1e-6)
    assert plain.ideal(None, h) == pytest.approx(h, abs=1e-6)
    assert plain.ideal(None, None) is None
    assert not plain.judged.is_worth_it


def test_the_gradient_is_that_of_the_loss():
    examples, items, _ = world()
    batch = examples.take(np.arange(8))._replace(deeds=items[:8])
    prior = np.linspace(0, 1, ITEMS).astype(np.float32)
    trainer = adapter._Trainer(items.astype(np.float64), prior, 0)
    trainer.weights = 0.1 * np.random.default_rng(1).standard_normal(trainer.weights.shape)

    def loss() -> float:
        raw = adapter._raw(trainer.weights, batch)
        raw = raw / np.linalg.norm(raw, axis=1, keepdims=True)
        chances = adapter._softmax(adapter.SHARPNESS * (raw @ items.T.astype(np.float64)) + prior)
        return float(-np.log(chances[np.arange(8), batch.targets]).mean())

    found = trainer._gradient(batch)
    for place in [(0, 2, 3), (0, 15, 0), (1, 4, 4), (1, 0, 9)]:
        trainer.weights[place] += 1e-4
        above = loss()
        trainer.weights[place] -= 2e-4
        below = loss()
        trainer.weights[place] += 1e-4
        assert found[place] == pytest.approx((above - below) / 2e-4, rel=1e-3, abs=1e-6)


def test_the_same_seed_gives_the_same_model():
    assert fit(*world()).to_bytes() == fit(*world()).to_bytes()


def test_an_artefact_comes_back_as_it_was():
    made = fit(*world())
    back = Adapter.from_bytes(made.to_bytes())
    t = world()[0].talks[0]
    assert back.ideal(t, None) == pytest.approx(made.ideal(t, None), abs=2e-3)
    assert back.judged == made.judged


@pytest.mark.parametrize("data", [b"", b"no artefact", fit(*world(), rounds=0).to_bytes()[:-40]])
def test_bytes_of_another_kind_are_refused(data):
    with pytest.raises(InvalidInput, match="no adapter"):
        Adapter.from_bytes(data)


def test_too_few_examples_are_refused():
    examples, items, support = world()
    with pytest.raises(InvalidInput, match="200 are needed"):
        fit(examples.take(np.arange(100)), items, support)
