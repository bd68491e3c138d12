"""Training of knowstream-entities: a BIO tagger learned from sources that each label other types."""

import argparse
import copy
import math
import random
import time

import numpy as np
import torch
from torch import nn

from . import decoding, names
from .augment import Variation
from .data import LABELS, SIX, load_docred, load_sentences, split
from .encoder import WIDTH, Encoder, follow
from .features import encode

BATCH_TOKENS = 2000
# Epochs and first rate of each fall of the rate; each starts from the average that the one before left.
CYCLES = ((12, 2.5e-3), (8, 1.5e-3), (6, 1.2e-3))
SENTENCE_SHARE = 0.35  # of the sentence sources, each epoch
EMA = 0.99
FINE_TYPES = 5  # the last ones of TYPES, which DocRED calls MISC
DECISION = 4.0


class EntityModel(nn.Module):
    """Logits [B,T,labels] of feature and character ids."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.output = nn.Linear(WIDTH, len(LABELS))

    def forward(self, features, chars, lengths=None, word_mask=None):
        logits = self.output(self.encoder(features, chars, lengths, word_mask))
        return logits if self.training else decisive(logits)


def decisive(logits):
    """Lets the likeliest fine type speak for nearly all of them.

    Much of the annotation says only that a mention is some fine type. The probability of "some fine type" is then sure
    but spread over five, and each of them would lose against a type that is less likely than all together.
    """
    fine = logits[..., -2 * FINE_TYPES :].unflatten(-1, (FINE_TYPES, 2))
    together = fine.logsumexp(-2, keepdim=True)
    return torch.cat([logits[..., : -2 * FINE_TYPES], (together + (DECISION * fine).log_softmax(-2)).flatten(-2)], -1)


def allowed_labels(length, mentions, unlabelled):
    """Which labels [T, labels] the annotation leaves possible: a source's unlabelled types may be anywhere outside."""
    index = {label: i for i, label in enumerate(LABELS)}
    outside = [0] + [index[f"{prefix}-{name}"] for name in unlabelled for prefix in "BI"]
    allowed = np.zeros((length, len(LABELS)), dtype=bool)
    allowed[:, outside] = True
    taken = np.zeros(length, dtype=bool)
    for mention in mentions:
        if taken[mention.start : mention.end].any():
            continue
        taken[mention.start : mention.end] = True
        if mention.types is None:
            allowed[mention.start : mention.end] = True
            continue
        allowed[mention.start : mention.end] = False
        for name in mention.types:
            allowed[mention.start, index["B-" + name]] = True
            allowed[mention.start + 1 : mention.end, index["I-" + name]] = True
    return allowed


def collate(samples):
    """Padded tensors features, chars, lengths, and the stacked `allowed` masks of (tokens, allowed) samples."""
    lengths = [len(tokens) for tokens, _ in samples]
    features = np.zeros((len(samples), max(lengths), 5), dtype=np.int64)
    chars = np.zeros((len(samples), max(lengths), 16), dtype=np.int64)
    allowed = np.zeros((len(samples), max(lengths), len(LABELS)), dtype=bool)
    for i, (tokens, mask) in enumerate(samples):
        features[i, : len(tokens)], chars[i, : len(tokens)] = encode(tokens)
        allowed[i, : len(tokens)] = mask
    return torch.from_numpy(features), torch.from_numpy(chars), torch.tensor(lengths), torch.from_numpy(allowed)


def batches(samples, rng):
    """Batches of about equal length and a bounded number of tokens, in random order."""
    samples = sorted(samples, key=lambda s: len(s[0]) * (1 + 0.1 * rng.random()))
    result, batch = [], []
    for sample in samples:
        if batch and (len(batch) + 1) * len(sample[0]) > BATCH_TOKENS:
            result.append(batch)
            batch = []
        batch.append(sample)
    result.append(batch)
    rng.shuffle(result)
    return result


def partial_loss(logits, allowed):
    """Minus the log of the probability that falls on allowed labels, over real tokens."""
    real = allowed.any(-1)
    log_probabilities = logits[real].log_softmax(-1)
    return -log_probabilities.masked_fill(~allowed[real], -1e9).logsumexp(-1).mean()


def train(documents, sentences, outside, vectors, counts, seed, cycles=CYCLES, test=()):
    """A model averaged over its steps; scores on `test` are printed after each epoch."""
    torch.manual_seed(seed)
    model = EntityModel()
    scaled = vectors / np.sqrt((vectors**2).mean()) * 0.3
    model.encoder.tables[0].weight.data.copy_(torch.from_numpy(scaled))
    hide = torch.from_numpy((0.1 + 0.5 * 3 / (3 + counts)).astype(np.float32))
    for number, (epochs, rate) in enumerate(cycles):
        model = _cycle(model, documents, sentences, outside, hide, seed + 1000 * number, epochs, rate, test)
    return model.eval()


def _cycle(model, documents, sentences, outside, hide, seed, epochs, rate, test):
    """The average of a model over one fall of the rate from `rate` to nearly nothing, along a cosine."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    average = copy.deepcopy(model).requires_grad_(False)
    vary = Variation(documents + sentences, outside, seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate, fused=True)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        model.train()
        samples = []
        for document in documents + rng.sample(sentences, int(len(sentences) * SENTENCE_SHARE)):
            tokens, mentions = vary(document)
            if tokens:
                samples.append((tokens, allowed_labels(len(tokens), mentions, document.unlabelled)))
        steps = batches(samples, rng)
        for step, batch in enumerate(steps):
            done = epoch + step / len(steps)
            now = rate * min(1.0, 4 * done) * (0.5 + 0.5 * math.cos(math.pi * done / epochs))
            optimizer.param_groups[0]["lr"] = max(now, 1e-5)
            features, chars, lengths, allowed = collate(batch)
            mask = (torch.rand(features.shape[:2]) >= hide[features[..., 0]]).float()
            loss = partial_loss(model(features, chars, lengths, mask), allowed)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            follow(average, model, epoch * len(steps) + step, EMA)
            total += loss.item()
        line = f"entities epoch {epoch + 1}/{epochs} loss {total / len(steps):.4f} {time.time() - started:.0f} s"
        if test:
            line += f" F1 {score(predict(average, test), test)['f1']:.4f}"
        print(line, flush=True)
    return average.requires_grad_(True)


@torch.no_grad()
def predict(model, documents):
    """Mentions of each document, one call a document."""
    model.eval()
    result = []
    for document in documents:
        features, chars = (torch.from_numpy(a).unsqueeze(0) for a in encode(document.tokens))
        result.append(decoding.mentions(model(features, chars)[0].numpy()))
    return result


def score(predicted, documents):
    """Strict span and type over DocRED's six types, micro-averaged."""
    right = proposed = gold = 0
    for found, document in zip(predicted, documents):
        expected = {(m.start, m.end, SIX[min(m.types, key=SIX.get)]) for m in document.mentions}
        answer = {(start, end, SIX[name]) for start, end, name, _ in found}
        right, proposed, gold = right + len(expected & answer), proposed + len(answer), gold + len(expected)
    return f1(right, right, proposed, gold)


def score_partial(predicted, documents):
    """Strict span, any allowed type; types that the source does not label, and free spans, do not count."""
    right = proposed = gold = 0
    for found, document in zip(predicted, documents):
        expected = {(m.start, m.end): m.types for m in document.mentions}
        free = {place for m in document.mentions if m.types is None for place in range(m.start, m.end)}
        gold += sum(types is not None for types in expected.values())
        for start, end, name, _ in found:
            hit = name in (expected.get((start, end)) or ())
            if hit or (name not in document.unlabelled and not free & set(range(start, end))):
                right, proposed = right + hit, proposed + 1
    return f1(right, right, proposed, gold)


def f1(right, covered, proposed, gold):
    """Precision, recall and their harmonic mean, rounded; `covered` counts annotated things that were found."""
    precision, recall = right / max(proposed, 1), covered / max(gold, 1)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(both, 4)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=100, help="documents kept for the score; 0 trains on all")
    args = parser.parse_args()
    torch.set_num_threads(1)
    stored = np.load(args.vectors)
    related, others = load_docred(args.data)
    training, test = split(related, args.held_out, args.seed)
    sentences, other_test = split(load_sentences(args.data), args.held_out * 10, args.seed)
    outside = names.load(args.data, random.Random(args.seed))
    model = train(training + others, sentences, outside, stored["vectors"], stored["counts"], args.seed, test=test)
    torch.save(model.state_dict(), args.out)
    for source in sorted({document.source for document in other_test}):
        documents = [document for document in other_test if document.source == source]
        print(f"held-out sentences of {source}:", score_partial(predict(model, documents), documents))


if __name__ == "__main__":
    main()
