"""Training of knowstream-entities: a BIO tagger learned from sources that each label other types."""

import argparse
import copy
from dataclasses import dataclass
import math
import random
import time

import numpy as np
import torch
from torch import nn

from . import decoding, names
from .augment import Variation
from .data import LABELS, SIX, TYPES, load_docred, load_sentences, split
from .encoder import WIDTH, Encoder
from .features import encode

BATCH_TOKENS = 2000
RATE = 2.5e-3
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


@dataclass
class Targets:
    """What the annotation of one text allows.

    `allowed` [T, labels] holds for tokens outside of mentions, where a source's unlabelled types may be anywhere, and
    is all false within mentions, which are (start, end, types).
    """

    allowed: np.ndarray
    mentions: list


def targets(length, mentions, unlabelled):
    """Targets of a text of `length` tokens; of overlapping mentions the first counts."""
    allowed = np.zeros((length, len(LABELS)), dtype=bool)
    allowed[:, [0] + [1 + 2 * TYPES.index(name) + inside for name in unlabelled for inside in (0, 1)]] = True
    taken = np.zeros(length, dtype=bool)
    kept = []
    for mention in mentions:
        place = slice(mention.start, mention.end)
        if taken[place].any():
            continue
        taken[place] = True
        allowed[place] = mention.types is None
        if mention.types is not None:
            kept.append((mention.start, mention.end, mention.types))
    return Targets(allowed, kept)


@dataclass
class Batch:
    """Padded tensors of several texts; `tokens`, `spans` and `columns` place the mentions' tokens in them."""

    features: torch.Tensor
    chars: torch.Tensor
    lengths: torch.Tensor
    allowed: torch.Tensor
    tokens: torch.Tensor  # flat position of each token of a mention
    spans: torch.Tensor  # mention of each such token
    columns: torch.Tensor  # first column (B- or I- of the first type) of each such token
    types: torch.Tensor  # types allowed to each mention


def collate(samples):
    """A Batch of (token strings, Targets)."""
    lengths = [len(tokens) for tokens, _ in samples]
    longest = max(lengths)
    features = np.zeros((len(samples), longest, 5), dtype=np.int64)
    chars = np.zeros((len(samples), longest, 16), dtype=np.int64)
    allowed = np.zeros((len(samples), longest, len(LABELS)), dtype=bool)
    places, types = [], []
    for i, (tokens, target) in enumerate(samples):
        features[i, : len(tokens)], chars[i, : len(tokens)] = encode(tokens)
        allowed[i, : len(tokens)] = target.allowed
        for start, end, names in target.mentions:
            places += [(i * longest + t, len(types), 1 if t == start else 2) for t in range(start, end)]
            types.append([name in names for name in TYPES])
    places = torch.tensor(places, dtype=torch.long).reshape(-1, 3)
    arrays = (torch.from_numpy(features), torch.from_numpy(chars), torch.tensor(lengths), torch.from_numpy(allowed))
    return Batch(*arrays, *places.unbind(1), torch.tensor(types, dtype=torch.bool).reshape(-1, len(TYPES)))


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


def partial_loss(logits, batch):
    """Minus the log-probability of all that the annotation allows, a token.

    Outside of mentions labels are marginalised token by token; a mention has one type, so types are marginalised over
    its tokens together.
    """
    outside = batch.allowed.any(-1)
    free = logits[outside].log_softmax(-1).masked_fill(~batch.allowed[outside], -1e9).logsumexp(-1)
    inside = logits.flatten(0, 1)[batch.tokens].log_softmax(-1)
    columns = batch.columns.unsqueeze(1) + 2 * torch.arange(len(TYPES))
    by_type = torch.zeros(batch.types.shape).index_add(0, batch.spans, inside.gather(1, columns))
    mentions = by_type.masked_fill(~batch.types, -1e9).logsumexp(-1)
    return -(free.sum() + mentions.sum()) / batch.lengths.sum()


def train(documents, sentences, outside, vectors, counts, seed, epochs, test=(), log=print):
    """A model averaged over its steps; scores on `test` are logged after each epoch."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = EntityModel()
    scaled = vectors / np.sqrt((vectors**2).mean()) * 0.3
    model.encoder.tables[0].weight.data.copy_(torch.from_numpy(scaled))
    hide = torch.from_numpy((0.1 + 0.5 * 3 / (3 + counts)).astype(np.float32))
    average = copy.deepcopy(model).requires_grad_(False)
    vary = Variation(documents + sentences, outside, seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        model.train()
        chosen = documents + rng.sample(sentences, int(len(sentences) * SENTENCE_SHARE))
        samples = []
        for document in chosen:
            tokens, mentions = vary(document)
            if tokens:
                samples.append((tokens, targets(len(tokens), mentions, document.unlabelled)))
        steps = batches(samples, rng)
        for step, batch in enumerate(steps):
            progress = (epoch + step / len(steps)) / epochs
            rate = RATE * min(1.0, progress * epochs * 4) * (0.5 + 0.5 * math.cos(math.pi * progress))
            optimizer.param_groups[0]["lr"] = max(rate, 1e-5)
            batch = collate(batch)
            mask = (torch.rand(batch.features.shape[:2]) >= hide[batch.features[..., 0]]).float()
            loss = partial_loss(model(batch.features, batch.chars, batch.lengths, mask), batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            count = epoch * len(steps) + step
            with torch.no_grad():
                decay = min(EMA, (1 + count) / (10 + count))
                torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
            total += loss.item()
        line = f"entities epoch {epoch + 1}/{epochs} loss {total / len(steps):.4f} {time.time() - started:.0f} s"
        if test:
            line += f" F1 {score(predict(average, test), test)['f1']:.4f}"
        log(line, flush=True)
    return average.eval()


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
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=100, help="documents kept for the score; 0 trains on all")
    args = parser.parse_args()
    torch.set_num_threads(1)
    stored = np.load(args.vectors)
    related, others = load_docred(args.data)
    training, test = split(related, args.held_out, args.seed)
    sentences, other_test = split(load_sentences(args.data), args.held_out * 10, args.seed)
    outside = names.load(args.data, random.Random(args.seed))
    model = train(
        training + others, sentences, outside, stored["vectors"], stored["counts"], args.seed, args.epochs, test
    )
    torch.save(model.state_dict(), args.out)
    for source in sorted({document.source for document in other_test}):
        documents = [document for document in other_test if document.source == source]
        print(f"held-out sentences of {source}:", score_partial(predict(model, documents), documents))


if __name__ == "__main__":
    main()
