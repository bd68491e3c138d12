"""Word vectors on plain text: continuous bag of words with sampled negatives, straight into the hashed word table.

The result initialises the word table of the encoder. Training under the bucket, not the word, keeps one table and no
vocabulary.
"""

import argparse
import itertools
import json
import lzma
from pathlib import Path

import numpy as np
import torch

from .features import BUCKETS, tokenize, word_id

WINDOW = 4
NEGATIVES = 1024
BATCH = 4096
SUBSAMPLE = 2e-4
EVERY = {"litbank": 4, "openstax": 2}  # of these collections only one document in so many


def read_texts(data):
    """The plain text of the collections under data/text."""
    for file in sorted(Path(data, "text").glob("*.xz")):
        every = EVERY.get(file.name.split(".")[0], 1)
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in itertools.islice(lines, 0, None, every):
                yield json.loads(line)["text"]


def corpus(texts):
    """Word bucket of every token, documents separated by -1."""
    ids = []
    for text in texts:
        ids.extend(word_id(text[start:end]) for start, end in tokenize(text))
        ids.append(-1)
    return np.array(ids, dtype=np.int32)


def train(ids, dimension, seed, epochs=1, rate=0.05, log=print):
    """Vectors [word buckets, dimension] by Adagrad on a sampled softmax over the word in the middle of a window."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    counts = np.bincount(ids[ids >= 0], minlength=BUCKETS["word"]).astype(np.float64)
    share = counts / counts.sum()
    keep = np.minimum(1.0, np.sqrt(SUBSAMPLE / np.maximum(share, 1e-12)))
    noise = counts**0.75
    noise /= noise.sum()
    log_noise = torch.tensor(np.log(np.maximum(noise, 1e-12)), dtype=torch.float32)
    rows = BUCKETS["word"]
    source = torch.nn.Parameter(torch.randn(rows + 1, dimension) * 0.1)
    target = torch.nn.Parameter(torch.zeros(rows, dimension))
    history = [torch.full((rows + 1,), 1e-6), torch.full((rows,), 1e-6)]
    offsets = np.array([o for o in range(-WINDOW, WINDOW + 1) if o])
    for epoch in range(epochs):
        kept = ids[(ids < 0) | (rng.random(len(ids)) < keep[np.maximum(ids, 0)])]
        padded = np.concatenate([np.full(WINDOW, -1), kept, np.full(WINDOW, -1)])
        centres = rng.permutation(np.flatnonzero(kept >= 0)) + WINDOW
        total = 0.0
        steps = len(centres) // BATCH
        for step in range(steps):
            at = centres[step * BATCH : (step + 1) * BATCH]
            context = padded[at[:, None] + offsets]
            context = torch.from_numpy(np.where(context < 0, rows, context).astype(np.int64))
            words = torch.from_numpy(padded[at].astype(np.int64))
            negative = torch.from_numpy(rng.choice(rows, NEGATIVES, p=noise))
            seen = source[context]
            weight = (context != rows).float().unsqueeze(2)
            middle = (seen * weight).sum(1) / weight.sum(1).clamp(min=1)
            right, wrong = target[words].detach().requires_grad_(), target[negative].detach().requires_grad_()
            positive = (middle * right).sum(1, keepdim=True) - log_noise[words].unsqueeze(1)
            rejected = middle @ wrong.t() - log_noise[negative]
            rejected = rejected.masked_fill(words.unsqueeze(1) == negative, -1e9)
            loss = torch.nn.functional.cross_entropy(
                torch.cat([positive, rejected], 1), torch.zeros(len(at), dtype=torch.long)
            )
            seen_rows, right_rows = context.reshape(-1), torch.cat([words, negative])
            gradients = torch.autograd.grad(loss * BATCH, [seen, right, wrong])
            now = rate * (1 - 0.9 * (epoch * steps + step) / (epochs * steps))
            with torch.no_grad():
                _adagrad(source, history[0], seen_rows, gradients[0].reshape(-1, dimension), now)
                _adagrad(target, history[1], right_rows, torch.cat(gradients[1:]), now)
            total += loss.item()
            if step % 100 == 99:
                log(f"vectors epoch {epoch} step {step + 1}/{steps} loss {total / 100:.3f}", flush=True)
                total = 0.0
    return source.detach()[:rows].numpy(), counts


def _adagrad(table, history, rows, gradient, rate):
    """Adds the gradients of repeated rows, then makes one row-wise Adagrad step."""
    unique, inverse = torch.unique(rows, return_inverse=True)
    summed = torch.zeros(len(unique), gradient.shape[1]).index_add_(0, inverse, gradient)
    history.index_add_(0, unique, summed.pow(2).mean(1))
    table.index_add_(0, unique, summed / history[unique].sqrt().unsqueeze(1), alpha=-rate)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--out", required=True)
    parser.add_argument("--dimension", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    ids = corpus(read_texts(args.data))
    print(f"{len(ids):,} tokens", flush=True)
    vectors, counts = train(ids, args.dimension, args.seed, args.epochs)
    np.savez(args.out, vectors=vectors.astype(np.float32), counts=counts.astype(np.int64))


if __name__ == "__main__":
    main()
