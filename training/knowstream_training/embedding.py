"""The sentence embedding: a contrastively trained bag of hashed words and word beginnings.

Each bucket has a vector of 384 numbers and a weight; a text is the sum of its buckets' vectors, a repeated bucket
counting as count^0.65, scaled to length one. Two disjoint parts of one document are pulled together and the other
documents of the batch pushed away (InfoNCE). The bag is chosen over a transformer for its price: microseconds a text.

    python -m knowstream_training.embedding --data DIR --seed N --out DIR
"""

import argparse
from dataclasses import dataclass
import hashlib
from pathlib import Path
import time

import numpy as np
import torch
import torch.nn.functional as F

from . import corpus as corpora
from . import embedding_export as export
from .features import hash32
from .retrieval import Benchmark

NAME = "knowstream-embedding"
VERSION = "1"
DIMENSIONS = 384
MAX_WORDS = 1024
# Exponent of a repeated id's count; learned freely it falls to 0.4, which costs two points on unseen documents.
ALPHA = 0.65
# How often each source is drawn: wiki, openstax, factbook, 18f, litbank.
SHARES = (0.15, 0.45, 0.08, 0.07, 0.25)


@dataclass(frozen=True)
class Buckets:
    """How the ids of a text are made; 0 is the id of a text without words."""

    words: int = 32768
    prefixes: int = 8192
    prefix_length: int = 5

    @property
    def total(self):
        return 1 + self.words + self.prefixes

    def word(self, word):
        return 1 + hash32("e:" + word) % self.words

    def prefix(self, word):
        """The id of the word's beginning, or -1 for a word that is no longer than that."""
        if len(word) <= self.prefix_length:
            return -1
        return 1 + self.words + hash32("f:" + word[: self.prefix_length]) % self.prefixes

    def ids(self, words):
        """The model's input for the words of a text, in text order."""
        result = []
        for word in words[:MAX_WORDS]:
            result.append(self.word(word))
            if len(word) > self.prefix_length:
                result.append(self.prefix(word))
        return np.array(result or [0], dtype=np.int64)


class Texts:
    """Ids of any stretch of the corpus, from hashes computed once."""

    def __init__(self, corpus, buckets):
        self.corpus = corpus
        self.buckets = buckets
        vocabulary = corpus.vocabulary
        self.word = np.array([buckets.word(w) for w in vocabulary])
        self.prefix = np.array([buckets.prefix(w) for w in vocabulary])

    def sentences(self, start, end):
        """Ids of the sentences start..end-1."""
        return self._ids(self.corpus.span(start, end))

    def document(self, number, without=None):
        """Ids of a document, or of what is left of it when sentence `without` is taken out."""
        start, end = self.corpus.first[number], self.corpus.first[number + 1]
        if without is None:
            return self.sentences(start, end)
        return np.concatenate([self.sentences(start, without), self.sentences(without + 1, end)])

    def title(self, number):
        return self._ids(self.corpus.title_words(number))

    def _ids(self, words):
        prefixes = self.prefix[words]
        return np.concatenate([self.word[words], prefixes[prefixes >= 0]])


class Encoder(torch.nn.Module):
    """One vector and one weight a bucket; starts as a random projection of TF-IDF."""

    def __init__(self, weight, seed):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        table = torch.randn(len(weight), DIMENSIONS, generator=generator) / DIMENSIONS**0.5
        self.table = torch.nn.Parameter(table)
        self.log_weight = torch.nn.Parameter(torch.from_numpy(weight).float().log())
        self.log_scale = torch.nn.Parameter(torch.tensor(3.0))

    def forward(self, texts):
        """Embeddings [len(texts), 384] of a list of id arrays."""
        rows = np.repeat(np.arange(len(texts)), [len(ids) for ids in texts])
        keys, counts = np.unique(rows * len(self.table) + np.concatenate(texts), return_counts=True)
        starts = torch.from_numpy(np.searchsorted(keys, np.arange(len(texts)) * len(self.table)))
        ids = torch.from_numpy(keys % len(self.table))
        weights = self.log_weight[ids].exp() * torch.from_numpy(counts).float().pow(ALPHA)
        bags = F.embedding_bag(ids, self.table, starts, mode="sum", per_sample_weights=weights)
        return F.normalize(bags, dim=-1)


def first_weights(texts, documents):
    """log(N/df) of every bucket over the documents; half of that for word beginnings, which repeat what words say."""
    found = np.zeros(texts.buckets.total)
    for number in documents:
        found[np.unique(texts.document(number))] += 1
    weights = np.log((len(documents) + 1) / (found + 0.5)).clip(min=0.2)
    weights[1 + texts.buckets.words :] /= 2
    return weights


def train(texts, documents, seed, steps, batch=640, rate=3e-3):
    """Pulls two disjoint parts of one document together, against the other documents of the batch."""
    corpus = texts.corpus
    rng = np.random.default_rng(seed)
    model = Encoder(first_weights(texts, documents), seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    documents = documents[np.diff(corpus.first)[documents] >= 3]
    by_source = [documents[corpus.source[documents] == s] for s in range(len(corpora.SOURCES))]
    started = time.time()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 30) * max(0.02, 1 - step / steps)
        pairs = [_pair(texts, document, rng) for document in _batch(by_source, batch, rng)]
        embeddings = model([_thin(ids, rng) for side in zip(*pairs) for ids in side])
        logits = embeddings[: len(pairs)] @ embeddings[len(pairs) :].T * model.log_scale.exp()
        targets = torch.arange(len(pairs))
        loss = (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 100 == 0:
            print(f"step {step + 1} loss {loss.item():.3f} {time.time() - started:.0f} s", flush=True)
    return model


def _batch(by_source, size, rng):
    """Distinct documents; every other batch of one source only, whose documents are harder to tell apart."""
    if rng.random() < 0.5:
        return np.unique(rng.choice(by_source[rng.choice(len(by_source), p=SHARES)], size))
    return np.unique(np.concatenate([rng.choice(d, int(size * p)) for d, p in zip(by_source, SHARES)]))


def _pair(texts, document, rng):
    """Ids of two disjoint parts of a document."""
    corpus = texts.corpus
    start, end = corpus.first[document], corpus.first[document + 1]
    draw = rng.random()
    if draw < 0.1 and len(corpus.title_words(document)):
        return texts.title(document), texts.document(document)
    if draw < 0.3:
        cut = rng.integers(start + 1, end)
        return texts.sentences(start, cut), texts.sentences(cut, end)
    if draw < 0.45:
        sentence = rng.integers(start, end - 1)
        return texts.sentences(sentence, sentence + 1), texts.sentences(sentence + 1, sentence + 2)
    sentence = rng.integers(start, end)
    return texts.sentences(sentence, sentence + 1), texts.document(document, without=sentence)


def _thin(ids, rng):
    """Drops a random share of the ids, up to six in ten, so that no text is known by one word alone."""
    if len(ids) < 6:
        return ids
    return ids[rng.random(len(ids)) >= 0.6 * rng.random()]


def data_hash(data):
    """SHA-256 over the training files, for config.json."""
    digest = hashlib.sha256()
    for source in corpora.SOURCES:
        digest.update((Path(data) / "text" / f"{source}.jsonl.xz").read_bytes())
    return digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds text/*.jsonl.xz")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="root of the repository")
    parser.add_argument("--steps", type=int, default=1300)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    corpus = corpora.load(options.data, options.seed)
    buckets = Buckets()
    texts = Texts(corpus, buckets)
    benchmark = Benchmark(corpus, options.seed)
    scores = {
        "benchmark": {"documents": len(benchmark.pool), "queries": len(benchmark.targets)},
        "bm25": benchmark.bm25(),
        "random projection": benchmark.random_projection(DIMENSIONS, options.seed),
    }
    model = train(texts, np.flatnonzero(~corpus.held_out), options.seed, options.steps)

    folder = options.out / "operators/src/main/resources/io/knowstream/models" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    rows, scale = export.quantise(model.table.detach().numpy(), model.log_weight.detach().exp().numpy())
    (folder / "model.onnx").write_bytes(export.model(rows, scale, ALPHA))
    session = export.session(folder / "model.onnx")
    scores["model"] = benchmark.model(
        texts, lambda batch: np.stack([session.run(None, {"ids": ids})[0] for ids in batch])
    )
    export.write_json(folder / "config.json", config(buckets, options, scores))
    long_text = " ".join(corpus.vocabulary[w] for w in corpus.words[:1300])
    tests = options.out / "operators/src/test/resources/io/knowstream/models" / f"{NAME}.json"
    export.write_cases(tests, session, buckets.ids, MAX_WORDS, long_text)
    for name, score in scores.items():
        print(name, score)


def config(buckets, options, scores):
    """What Java needs to make ids, and where the model comes from."""
    return {
        "model_type": "knowstream",
        "task": "embedding",
        "version": VERSION,
        "dimensions": DIMENSIONS,
        "max_words": MAX_WORDS,
        "word_buckets": buckets.words,
        "prefix_buckets": buckets.prefixes,
        "bigram_buckets": 0,
        "prefix_length": buckets.prefix_length,
        "ids": [
            "words: tokens that start with a letter, mark or number, lower-cased code point by code point,"
            " the first max_words of the text",
            "for each word w in text order, h being the hash of the token features:",
            "1 + h('e:' + w) mod word_buckets",
            "if w has more than prefix_length code points:"
            " 1 + word_buckets + h('f:' + its first prefix_length code points) mod prefix_buckets",
            "a text without words: the single id 0",
        ],
        "seed": options.seed,
        "steps": options.steps,
        "training_data_sha256": data_hash(options.data),
        "scores": scores,
    }


if __name__ == "__main__":
    main()
