"""Peers of closed or nearly closed form over the user-item matrix: item-kNN and ALS of `implicit`, and EASE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from loo import Rows, Scores, Split
    from scipy.sparse import csr_matrix


def matrix(queries: list[Rows], items: int) -> csr_matrix:
    """One row a query, 1 where it holds the item: `(len(queries), items)`."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(query) for query in queries)])
    held = np.concatenate(queries)
    return csr_matrix((np.ones(len(held), np.float32), held, ends), shape=(len(queries), items))


class ItemNeighbours:
    """`implicit` item-kNN (Sarwar et al. 2001): the sum of the similarities of the user's items to each item."""

    def __init__(self, *, weights: str, neighbours: int) -> None:
        self.weights, self.neighbours = weights, neighbours

    def fit(self, split: Split) -> None:
        from implicit import nearest_neighbours as kinds

        kind = {
            "cosine": kinds.CosineRecommender,
            "tfidf": kinds.TFIDFRecommender,
            "bm25": kinds.BM25Recommender,
        }[self.weights]
        model = kind(K=self.neighbours, num_threads=1)
        model.fit(matrix(split.fitted, split.items), show_progress=False)
        self.similarity = model.similarity.tocsr().astype(np.float32)

    def scores(self, queries: list[Rows]) -> Scores:
        return (matrix(queries, self.similarity.shape[0]) @ self.similarity).toarray()

    def notes(self) -> dict[str, object]:
        return {"stored_similarities": int(self.similarity.nnz)}


class ALS:
    """`implicit` alternating least squares (Hu, Koren & Volinsky 2008); a query is folded in by one more exact solve."""

    def __init__(self, *, factors: int, alpha: float, regularization: float, seed: int = 0) -> None:
        self.factors, self.alpha, self.regularization, self.seed = factors, alpha, regularization, seed

    def fit(self, split: Split) -> None:
        from implicit.als import AlternatingLeastSquares

        self.model = AlternatingLeastSquares(
            factors=self.factors,
            alpha=self.alpha,
            regularization=self.regularization,
            iterations=15,
            num_threads=1,
            random_state=self.seed,
            use_gpu=False,
        )
        self.model.fit(matrix(split.fitted, split.items), show_progress=False)

    def scores(self, queries: list[Rows]) -> Scores:
        held = matrix(queries, len(self.model.item_factors))
        users = np.atleast_2d(self.model.recalculate_user(np.arange(len(queries)), held))
        return users @ self.model.item_factors.T

    def notes(self) -> dict[str, object]:
        return {"iterations": 15}


class EASE:
    """EASE (Steck 2019): `B = I - P / diag(P)`, `P = (X'X + penalty I)^-1`, in float32; scores are `x B`."""

    def __init__(self, *, penalty: float) -> None:
        self.penalty = penalty

    def fit(self, split: Split) -> None:
        from scipy.linalg.lapack import spotrf, spotri

        held = matrix(split.fitted, split.items)
        gram = np.asfortranarray((held.T @ held).toarray())
        gram[np.diag_indices_from(gram)] += np.float32(self.penalty)
        lower, failed = spotrf(gram, lower=1, overwrite_a=1)
        inverse, failed_too = spotri(lower, lower=1, overwrite_c=1)
        if failed or failed_too:
            raise ArithmeticError(f"EASE could not be inverted with penalty {self.penalty}")
        self.weights = self._solved(inverse)

    @staticmethod
    def _solved(inverse: Scores) -> Scores:
        diagonal = inverse.diagonal().copy()
        # the lower triangle is mirrored row by row, so that no second matrix is needed
        for row in range(len(inverse)):
            inverse[row, row + 1 :] = inverse[row + 1 :, row]
        inverse /= -diagonal
        np.fill_diagonal(inverse, 0.0)
        return np.ascontiguousarray(inverse)

    def scores(self, queries: list[Rows]) -> Scores:
        return np.stack([self.weights[query].sum(axis=0) for query in queries])

    def notes(self) -> dict[str, object]:
        return {}
