"""Training of knowstream-syntax: dependency trees, parts of speech and lemmas of one sentence a call."""

import argparse
from collections import Counter
import copy
import math
import random
import time

import numpy as np
import torch
from torch import nn

from . import trees
from .encoder import WIDTH, Encoder, follow
from .entities import batches
from .features import encode

ARC_UNITS = 160
LABEL_UNITS = 96
EMA = 0.995
RATE = 2.5e-3
MIN_SCRIPTS = 3  # fewer occurrences than this make no lemma rule
LONGEST = 128


class SyntaxModel(nn.Module):
    """A biaffine parser (Dozat and Manning, 2017) with parts of speech and lemma rules beside it.

    Of features and characters: heads [B,T,T+1], whose last column is the root; labels, parts of speech and lemma rules
    [B,T,*]. The label is that of the head in `heads`, or of the best one.
    """

    def __init__(self, labels, scripts):
        super().__init__()
        self.encoder = Encoder()
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.arc_child = nn.Linear(WIDTH, ARC_UNITS)
        self.arc_head = nn.Linear(WIDTH, ARC_UNITS)
        self.arc = nn.Linear(ARC_UNITS, ARC_UNITS, bias=False)
        self.arc_bias = nn.Linear(ARC_UNITS, 1, bias=False)
        self.label_child = nn.Linear(WIDTH, LABEL_UNITS)
        self.label_head = nn.Linear(WIDTH, LABEL_UNITS)
        self.label_both = nn.Bilinear(LABEL_UNITS, LABEL_UNITS, labels, bias=False)
        self.label_each = nn.Linear(2 * LABEL_UNITS, labels)
        self.pos = nn.Linear(WIDTH, len(trees.POS))
        self.script = nn.Linear(WIDTH, scripts)
        self.dropout = nn.Dropout(0.33)
        nn.init.zeros_(self.arc.weight)
        nn.init.zeros_(self.label_both.weight)

    def forward(self, features, chars, lengths=None, word_mask=None, heads=None):
        states = self.encoder(features, chars, lengths, word_mask)
        above = torch.cat([states, self.root.expand(states.shape[0], 1, -1)], 1)
        child = self.dropout(torch.relu(self.arc_child(states)))
        head = self.dropout(torch.relu(self.arc_head(above)))
        arcs = self.arc(child) @ head.transpose(1, 2) / math.sqrt(ARC_UNITS) + self.arc_bias(head).transpose(1, 2)
        if lengths is not None:
            places = torch.arange(arcs.shape[2] - 1)
            beyond = torch.cat([places >= lengths.unsqueeze(1), torch.zeros(len(lengths), 1, dtype=torch.bool)], 1)
            arcs = arcs.masked_fill(beyond.unsqueeze(1), -1e9)
        chosen = arcs.argmax(2) if heads is None else heads
        child = self.dropout(torch.relu(self.label_child(states)))
        head = self.dropout(torch.relu(self.label_head(above)))
        head = head.gather(1, chosen.unsqueeze(2).expand(-1, -1, LABEL_UNITS))
        # The bilinear form as two products, which is what can be quantised.
        weight = self.label_both.weight
        turned = (child @ weight.permute(1, 0, 2).reshape(LABEL_UNITS, -1)).unflatten(2, (-1, LABEL_UNITS))
        labels = (turned * head.unsqueeze(2)).sum(3) + self.label_each(torch.cat([child, head], 2))
        return arcs, labels, self.pos(states), self.script(states)


def vocabulary(training):
    """Labels and lemma rules, each in order."""
    labels = sorted({label for tree in training for label in tree.labels})
    counts = Counter(
        trees.script(token, lemma) for tree in training for token, lemma in zip(tree.tokens, tree.lemmas) if lemma
    )
    return labels, sorted(script for script, count in counts.items() if count >= MIN_SCRIPTS)


def collate(samples, labels, scripts):
    """Padded tensors of trees: features, chars, lengths, then heads, labels, parts of speech, scripts; -1 is unknown."""
    size = max(len(sample[0]) for sample in samples)
    features = np.zeros((len(samples), size, 5), dtype=np.int64)
    chars = np.zeros((len(samples), size, 16), dtype=np.int64)
    targets = np.full((4, len(samples), size), -1, dtype=np.int64)
    for i, (tokens, tree) in enumerate(samples):
        here = len(tokens)
        features[i, :here], chars[i, :here] = encode(tokens)
        targets[0, i, :here] = [size if head < 0 else head for head in tree.heads]
        targets[1, i, :here] = [labels.get(label, -1) for label in tree.labels]
        targets[2, i, :here] = [trees.POS.index(pos) for pos in tree.pos]
        targets[3, i, :here] = [
            scripts.get(trees.script(token, lemma), -1) if lemma else -1 for token, lemma in zip(tree.tokens, tree.lemmas)
        ]
    lengths = torch.tensor([len(tokens) for tokens, _ in samples])
    return torch.from_numpy(features), torch.from_numpy(chars), lengths, torch.from_numpy(targets)


def varied(tree, rng):
    """The tokens of a tree, now and then in lower or upper case throughout."""
    draw = rng.random()
    if draw < 0.04:
        return [token.lower() if len(token.lower()) == len(token) else token for token in tree.tokens]
    if draw < 0.06:
        return [token.upper() if len(token.upper()) == len(token) else token for token in tree.tokens]
    return tree.tokens


def loss_of(outputs, targets):
    arcs, labels, pos, scripts = outputs
    total = 0.0
    for scores, target in zip((arcs, labels, pos, scripts), targets):
        known = target >= 0
        total = total + nn.functional.cross_entropy(scores[known], target[known])
    return total


def train(training, test, vectors, counts, seed, epochs):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    labels, scripts = vocabulary(training)
    label_ids = {label: i for i, label in enumerate(labels)}
    script_ids = {script: i for i, script in enumerate(scripts)}
    model = SyntaxModel(len(labels), len(scripts))
    model.encoder.tables[0].weight.data.copy_(torch.from_numpy(vectors / np.sqrt((vectors**2).mean()) * 0.3))
    hide = torch.from_numpy((0.08 + 0.4 * 3 / (3 + counts)).astype(np.float32))
    average = copy.deepcopy(model).requires_grad_(False)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.95), fused=True)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        model.train()
        steps = batches([(varied(tree, rng), tree) for tree in training], rng)
        for step, batch in enumerate(steps):
            done = epoch + step / len(steps)
            now = RATE * min(1.0, 2 * done) * (0.5 + 0.5 * math.cos(math.pi * done / epochs))
            optimizer.param_groups[0]["lr"] = max(now, 1e-5)
            features, chars, lengths, targets = collate(batch, label_ids, script_ids)
            mask = (torch.rand(features.shape[:2]) >= hide[features[..., 0]]).float()
            outputs = model(features, chars, lengths, mask, targets[0].clamp(min=0))
            loss = loss_of(outputs, targets)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            follow(average, model, epoch * len(steps) + step, EMA)
            total += loss.item()
        line = f"syntax epoch {epoch + 1}/{epochs} loss {total / len(steps):.4f} {time.time() - started:.0f} s"
        if epoch % 4 == 3 or epoch + 1 == epochs:
            for source, held in test.items():
                line += f" {source} {score(average, held, labels, scripts)}"
        print(line, flush=True)
    return average.eval(), labels, scripts


@torch.no_grad()
def score(model, held, labels, scripts):
    """Attachment without and with labels, leaving punctuation and fragments out; parts of speech and lemmas; in percent."""
    model.eval()
    right, seen = Counter(), Counter()
    for tree in held:
        features, chars = (torch.from_numpy(a).unsqueeze(0) for a in encode(tree.tokens))
        arcs, label_scores, pos, script_scores = (output[0] for output in model(features, chars))
        heads = arcs.argmax(1).tolist()
        found, poses, rules = (scores.argmax(1).tolist() for scores in (label_scores, pos, script_scores))
        for i, token in enumerate(tree.tokens):
            if tree.labels[i] in ("punct", trees.FRAGMENT):
                continue
            head = len(tree.tokens) if tree.heads[i] < 0 else tree.heads[i]
            attached = heads[i] == head
            seen.update(("uas", "las", "pos"))
            right.update(
                name
                for name, hit in (
                    ("uas", attached),
                    ("las", attached and labels[found[i]] == tree.labels[i]),
                    ("pos", trees.POS[poses[i]] == tree.pos[i]),
                )
                if hit
            )
            if tree.lemmas[i]:
                seen["lemma"] += 1
                right["lemma"] += scripts[rules[i]] == trees.script(token, tree.lemmas[i])
    return {name: round(100 * right[name] / seen[name], 2) for name in ("uas", "las", "pos", "lemma")}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=24)
    args = parser.parse_args()
    torch.set_num_threads(1)
    stored = np.load(args.vectors)
    training, test = trees.load(args.data, args.seed)
    training = [tree for tree in training if len(tree.tokens) <= LONGEST]
    model, labels, scripts = train(training, test, stored["vectors"], stored["counts"], args.seed, args.epochs)
    torch.save({"state": model.state_dict(), "labels": labels, "scripts": scripts}, args.out)


if __name__ == "__main__":
    main()
