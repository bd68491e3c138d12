"""Benchmark of the sentence embedding on held-out documents, beside BM25 and a random projection of TF-IDF.

The pool is at most 500 held-out documents a source. The query is one sentence of at least eight words, drawn by the
seed and taken out of its document; it is a hit if that document is among the ten nearest of the pool. Passages
of one title (of one novel, say) compete with each other. For semantic boundaries: the
mean cosine of two neighbouring sentences and of sentences of different documents, and the share of such pairs that are
in the right order (AUC).
"""

import numpy as np

from .corpus import SOURCES

_POOL_PER_SOURCE = 500
_QUERY_WORDS = 8


class Benchmark:
    """The pool, the queries and the baselines; `corpus` must be loaded with the same seed as for training."""

    def __init__(self, corpus, seed):
        rng = np.random.default_rng(seed)
        usable = np.flatnonzero(corpus.held_out & (np.diff(corpus.first) >= 3))
        self.corpus = corpus
        self.pool = np.concatenate(
            [rng.permutation(usable[corpus.source[usable] == s])[:_POOL_PER_SOURCE] for s in range(len(SOURCES))]
        )
        lengths = np.diff(corpus.bounds)
        removed = []
        for document in self.pool:
            sentences = np.arange(corpus.first[document], corpus.first[document + 1])
            sentences = sentences[lengths[sentences] >= _QUERY_WORDS]
            removed.append(rng.choice(sentences) if len(sentences) else None)
        self.removed = removed
        self.targets = np.array([i for i, sentence in enumerate(removed) if sentence is not None])

    def model(self, texts, encode):
        """Scores of a model: `encode` turns a list of id arrays into an array of unit vectors."""
        documents = encode([texts.document(d, s) for d, s in zip(self.pool, self.removed)])
        queries = encode([texts.sentences(self.removed[i], self.removed[i] + 1) for i in self.targets])
        scores = self._recall(queries @ documents.T)
        middles = [(self.corpus.first[d] + self.corpus.first[d + 1]) // 2 for d in self.pool]
        before = encode([texts.sentences(m - 1, m) for m in middles])
        after = encode([texts.sentences(m, m + 1) for m in middles])
        cosines = before @ after.T
        same = np.diag(cosines)
        different = cosines[~np.eye(len(same), dtype=bool)]
        ranks = np.searchsorted(np.sort(different), same)
        scores["neighbours_cosine"] = round(float(same.mean()), 3)
        scores["strangers_cosine"] = round(float(different.mean()), 3)
        scores["neighbours_auc"] = round(float(ranks.mean() / len(different)), 3)
        return scores

    def bm25(self, k1=1.2, b=0.75):
        bags, idf = self._bags(lambda n, df: np.log(1 + (n - df + 0.5) / (df + 0.5)))
        lengths = np.array([counts.sum() for _, counts in bags])
        weights = np.zeros((len(bags), len(idf)), dtype=np.float32)
        for row, (words, counts) in enumerate(bags):
            norm = k1 * (1 - b + b * lengths[row] / lengths.mean())
            weights[row, words] = counts * (k1 + 1) / (counts + norm) * idf[words]
        queries = [np.unique(query) for query in self._queries()]
        return self._recall(np.stack([weights[:, query].sum(axis=1) for query in queries]))

    def random_projection(self, dimensions, seed):
        bags, idf = self._bags(lambda n, df: np.log((n + 1) / (df + 1)))
        projection = np.random.default_rng(seed).standard_normal((len(idf), dimensions), dtype=np.float32)

        def embed(words, counts):
            vector = ((1 + np.log(counts)) * idf[words]) @ projection[words]
            return vector / np.linalg.norm(vector)

        documents = np.stack([embed(*bag) for bag in bags])
        queries = np.stack([embed(*np.unique(query, return_counts=True)) for query in self._queries()])
        return self._recall(queries @ documents.T)

    def _recall(self, scores):
        own = scores[np.arange(len(self.targets)), self.targets]
        rank = (scores > own[:, None]).sum(axis=1)
        source = self.corpus.source[self.pool[self.targets]]
        result = {f"recall@{k}": _percent(rank < k) for k in (1, 10)}
        result["recall@10 by source"] = {name: _percent(rank[source == s] < 10) for s, name in enumerate(SOURCES)}
        return result

    def _queries(self):
        """Word arrays of the queries, renumbered like `_bags`."""
        return [self._renumber[self.corpus.span(s, s + 1)] for s in self.removed if s is not None]

    def _bags(self, idf):
        """(words, counts) of each document of the pool, and the weight of each word by df in the pool."""
        corpus = self.corpus
        parts = []
        for d, s in zip(self.pool, self.removed):
            start, end = corpus.first[d], corpus.first[d + 1]
            parts.append(
                corpus.span(start, end)
                if s is None
                else np.concatenate([corpus.span(start, s), corpus.span(s + 1, end)])
            )
        used = np.unique(np.concatenate(parts + [corpus.span(s, s + 1) for s in self.removed if s is not None]))
        self._renumber = np.full(len(corpus.vocabulary), -1)
        self._renumber[used] = np.arange(len(used))
        bags = [np.unique(self._renumber[part], return_counts=True) for part in parts]
        frequency = np.bincount(np.concatenate([words for words, _ in bags]), minlength=len(used))
        return bags, idf(len(bags), frequency).astype(np.float32)


def _percent(hits):
    return round(100 * float(np.mean(hits)), 1)
