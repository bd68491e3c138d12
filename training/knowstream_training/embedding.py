"""The sentence embedding: a contrastively trained bag of hashed words, word beginnings and word pairs.

Each bucket has a vector of 384 numbers and a weight; a text is the sum of its buckets' vectors, a repeated bucket
counting as count^alpha, scaled to length one. Two disjoint parts of one document are pulled together and the other
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
# How often each source is drawn: wiki, openstax, factbook, 18f, litbank.
SHARES = (0.15, 0.45, 0.08, 0.07, 0.25)


@dataclass(frozen=True)
class Buckets:
    """How the ids of a text are made; 0 is the id of a text without words."""

    words: int = 4096
    prefixes: int = 1024
    bigrams: int = 2048
    prefix_length: int = 5

    @property
    def total(self):
        return 1 + self.words + self.prefixes + self.bigrams

    def word(self, word):
        return 1 + hash32("e:" + word) % self.words

    def prefix(self, word):
        """The id of the word's beginning, or -1 for a word that is no longer than that."""
        if len(word) <= self.prefix_length:
            return -1
        return 1 + self.words + hash32("f:" + word[: self.prefix_length]) % self.prefixes

    def bigram(self, before, word):
        return 1 + self.words + self.prefixes + hash32(f"g:{before} {word}") % self.bigrams

    def ids(self, words):
        """The model's input for the words of a text, in text order."""
        result = []
        for i, word in enumerate(words[:MAX_WORDS]):
            result.append(self.word(word))
            if len(word) > self.prefix_length:
                result.append(self.prefix(word))
            if i > 0:
                result.append(self.bigram(words[i - 1], word))
        return np.array(result or [0], dtype=np.int64)


class Texts:
    """Ids of any stretch of the corpus, from hashes computed once."""

    def __init__(self, corpus, buckets):
        self.corpus = corpus
        self.total = buckets.total
        vocabulary = corpus.vocabulary
        self.word = np.array([buckets.word(w) for w in vocabulary])
        self.prefix = np.array([buckets.prefix(w) for w in vocabulary])
        size = len(vocabulary)
        pairs, where = np.unique(corpus.words[:-1] * size + corpus.words[1:], return_inverse=True)
        hashed = np.array([buckets.bigram(vocabulary[p // size], vocabulary[p % size]) for p in pairs.tolist()])
        self.bigram = np.concatenate([[0], hashed[where]])

    def sentences(self, start, end):
        """Ids of the sentences start..end-1."""
        return self._words(self.corpus.bounds[start], self.corpus.bounds[end])

    def document(self, number, without=None):
        """Ids of a document, or of what is left of it when sentence `without` is taken out."""
        start, end = self.corpus.first[number], self.corpus.first[number + 1]
        if without is None:
            return self.sentences(start, end)
        return np.concatenate([self.sentences(start, without), self.sentences(without + 1, end)])

    def title(self, number):
        words = self.corpus.title_words(number)
        return np.concatenate([self.word[words], self._prefixes(words)])

    def _words(self, start, end):
        words = self.corpus.words[start:end]
        return np.concatenate([self.word[words], self._prefixes(words), self.bigram[start + 1 : end]])

    def _prefixes(self, words):
        found = self.prefix[words]
        return found[found >= 0]


class Encoder(torch.nn.Module):
    """One vector and one weight a bucket; starts as a random projection of TF-IDF."""

    def __init__(self, idf, seed):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        table = torch.randn(len(idf), DIMENSIONS, generator=generator) / DIMENSIONS**0.5
        self.table = torch.nn.Parameter(table)
        self.log_weight = torch.nn.Parameter(torch.from_numpy(idf).float().clamp(min=0.2).log())
        self.alpha = torch.nn.Parameter(torch.tensor(0.5))
        self.log_scale = torch.nn.Parameter(torch.tensor(3.0))

    def forward(self, texts):
        """Embeddings [len(texts), 384] of a list of id arrays."""
        rows = np.repeat(np.arange(len(texts)), [len(ids) for ids in texts])
        keys, counts = np.unique(rows * len(self.table) + np.concatenate(texts), return_counts=True)
        starts = torch.from_numpy(np.searchsorted(keys, np.arange(len(texts)) * len(self.table)))
        ids = torch.from_numpy(keys % len(self.table))
        weights = self.log_weight[ids].exp() * torch.from_numpy(counts).float().pow(self.alpha)
        bags = F.embedding_bag(ids, self.table, starts, mode="sum", per_sample_weights=weights)
        return F.normalize(bags, dim=-1)


def inverse_document_frequency(texts, documents):
    """log(N/df) of every bucket over the documents."""
    found = np.zeros(texts.total)
    for number in documents:
        found[np.unique(texts.document(number))] += 1
    return np.log((len(documents) + 1) / (found + 0.5))


def train(texts, documents, seed, steps, batch=384, rate=3e-3):
    """Pulls two disjoint parts of one document together, against the other documents of the batch."""
    corpus = texts.corpus
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Encoder(inverse_document_frequency(texts, documents), seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    documents = documents[np.diff(corpus.first)[documents] >= 3]
    by_source = [documents[corpus.source[documents] == s] for s in range(len(corpora.SOURCES))]
    started = time.time()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 30) * max(0.02, 1 - step / steps)
        left, right = zip(*(_pair(texts, d, rng) for d in _batch(by_source, batch, rng)))
        embeddings = model([*left, *right])
        cosines = embeddings[: len(left)] @ embeddings[len(left) :].T
        logits = cosines * model.log_scale.exp().clamp(max=100)
        targets = torch.arange(len(left))
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
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    corpus = corpora.load(options.data, options.seed)
    buckets = Buckets()
    texts = Texts(corpus, buckets)
    benchmark = Benchmark(corpus, options.seed)
    scores = {"bm25": benchmark.bm25(), "random projection": benchmark.random_projection(DIMENSIONS, options.seed)}
    model = train(texts, np.flatnonzero(~corpus.held_out), options.seed, options.steps)

    folder = options.out / "operators/src/main/resources/io/knowstream/models" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    rows, scale = export.quantise(model.table.detach().numpy(), model.log_weight.detach().exp().numpy())
    (folder / "model.onnx").write_bytes(export.model(rows, scale, model.alpha.item()))
    session = export.session(folder / "model.onnx")
    scores["model"] = benchmark.model(
        texts, lambda batch: np.stack([session.run(None, {"ids": ids})[0] for ids in batch])
    )
    export.write_json(folder / "config.json", config(buckets, options, scores))
    long_text = " ".join(corpus.vocabulary[w] for w in corpus.words[:1300])
    tests = options.out / "operators/src/test/resources/io/knowstream/models" / f"{NAME}.json"
    export.write_cases(tests, session, buckets, long_text)
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
        "bigram_buckets": buckets.bigrams,
        "prefix_length": buckets.prefix_length,
        "ids": [
            "words: tokens that start with a letter, mark or number, lower-cased code point by code point,"
            " the first max_words of the text",
            "for each word w in text order, h being the hash of the token features:",
            "1 + h('e:' + w) mod word_buckets",
            "if w has more than prefix_length code points:"
            " 1 + word_buckets + h('f:' + its first prefix_length code points) mod prefix_buckets",
            "if a word v precedes it:"
            " 1 + word_buckets + prefix_buckets + h('g:' + v + ' ' + w) mod bigram_buckets",
            "a text without words: the single id 0",
        ],
        "seed": options.seed,
        "steps": options.steps,
        "training_data_sha256": data_hash(options.data),
        "scores": scores,
    }


if __name__ == "__main__":
    main()
