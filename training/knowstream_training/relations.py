"""Training of knowstream-relations: ATLOP (Zhou et al., 2021) over the entity encoder, small enough for one core.

An entity is the log-sum-exp of its mentions; each pair attends to the tokens of the whole chunk; a grouped bilinear
form scores every property against a threshold that is learned per pair.
"""

import argparse
import json
import math
from pathlib import Path
import random
import time

import numpy as np
import torch
from torch import nn

from . import decoding
from .data import SIX, TYPES, load_docred, split
from .encoder import WIDTH, Encoder
from .entities import EntityModel, f1, predict
from .features import encode

ENTITY = 192
HEADS = 4
BLOCK = 16
TYPE_DIMENSION = 16
NEAR = 12  # classes of distance: powers of two
MAX_ENTITIES = 40
SUBJECT_TYPES = tuple(name for name in TYPES if name not in ("TimeExpression", "Measurement"))
BATCH = 4
RATE = 1.5e-3
ENCODER_RATE = 7e-4
STRING_GROUPS = 0.6  # share of training documents whose entities are grouped by string, as at inference
HIDE = 0.1


class RelationModel(nn.Module):
    """Scores [P, 1 + properties] of entity pairs; column 0 is the threshold."""

    def __init__(self, properties):
        super().__init__()
        self.encoder = Encoder(dropout=0.4)
        self.mention = nn.Linear(2 * WIDTH, ENTITY)
        self.types = nn.Embedding(6, TYPE_DIMENSION)
        self.subject_query = nn.Linear(ENTITY + TYPE_DIMENSION, ENTITY)
        self.object_query = nn.Linear(ENTITY + TYPE_DIMENSION, ENTITY)
        self.key = nn.Linear(WIDTH, ENTITY, bias=False)
        self.value = nn.Linear(WIDTH, ENTITY)
        self.nearness = nn.Embedding(NEAR, HEADS)
        self.order = nn.Embedding(2 * NEAR, TYPE_DIMENSION)
        size = 2 * ENTITY + 2 * TYPE_DIMENSION
        self.subject = nn.Linear(size, ENTITY)
        self.object = nn.Linear(size, ENTITY)
        self.output = nn.Linear(ENTITY * BLOCK, 1 + properties)
        self.prior = nn.Embedding(36, 1 + properties)
        nn.init.zeros_(self.prior.weight)
        self.dropout = nn.Dropout(0.3)

    def forward(self, features, chars, mentions, entities, pairs):
        return self.pair_scores(self.encoder(features.unsqueeze(0), chars.unsqueeze(0))[0], mentions, entities, pairs)

    def pair_scores(self, states, mentions, entities, pairs):
        """Scores of `pairs` [P,2] of the entities whose `mentions` [M,3] lie in one text of `states` [T,WIDTH]."""
        of, start, last = mentions[:, 0], mentions[:, 1], mentions[:, 2] - 1
        member = of.unsqueeze(0) == torch.arange(entities.shape[0]).unsqueeze(1)
        absent = (~member).float()
        surface = self.mention(torch.cat([states[start], states[last]], 1))
        entity = (surface.unsqueeze(0) - 1e4 * absent.unsqueeze(2)).logsumexp(1)
        entity = torch.cat([entity, self.types(entities)], 1)

        places = torch.arange(states.shape[0])
        outside = torch.relu((start.unsqueeze(1) - places).float()) + torch.relu((places - last.unsqueeze(1)).float())
        distance = (outside.unsqueeze(0) + 1e4 * absent.unsqueeze(2)).amin(1)
        nearness = self.nearness(nearness_class(distance)).permute(2, 0, 1)

        keys = self.key(states).reshape(-1, HEADS, ENTITY // HEADS).permute(1, 2, 0)
        scale = (ENTITY // HEADS) ** -0.5
        subject_logits = self._heads(self.subject_query(entity)) @ keys * scale + nearness
        object_logits = self._heads(self.object_query(entity)) @ keys * scale + nearness
        subject, object_ = pairs[:, 0], pairs[:, 1]
        attention = (subject_logits[:, subject] + object_logits[:, object_]).softmax(-1)
        context = attention @ self._heads(self.value(states))
        context = context.permute(1, 0, 2).reshape(-1, ENTITY)

        between = distance[:, start]
        gap = (between.unsqueeze(1) + 1e4 * absent.unsqueeze(0)).amin(2)[subject, object_]
        first = (start.float().unsqueeze(0) + 1e4 * absent).amin(1)
        order = nearness_class(gap) + NEAR * (first[subject] < first[object_]).long()
        about = torch.cat([context, self.order(order)], 1)

        left = torch.tanh(self.subject(torch.cat([entity[subject], about], 1)))
        right = torch.tanh(self.object(torch.cat([entity[object_], about], 1)))
        left, right = self.dropout(left), self.dropout(right)
        product = left.reshape(-1, ENTITY // BLOCK, BLOCK, 1) * right.reshape(-1, ENTITY // BLOCK, 1, BLOCK)
        kinds = entities[subject] * 6 + entities[object_]
        return self.output(product.reshape(-1, ENTITY * BLOCK)) + self.prior(kinds)

    def _heads(self, rows):
        return rows.reshape(-1, HEADS, ENTITY // HEADS).permute(1, 0, 2)


def nearness_class(distance):
    """0 for 0, then one class for each power of two; the odd 1.1 keeps rounding away from the bounds."""
    return torch.log2(distance * 2.0 + 1.1).floor().clamp(max=NEAR - 1).long()


def graph_inputs(spans):
    """Arrays mentions [M,3], entities [E], pairs [P,2] for mentions (start, end, type, entity) of one text."""
    names, firsts, counts = {}, {}, {}
    for start, _, name, entity in spans:
        names.setdefault(entity, name)
        firsts[entity] = min(start, firsts.get(entity, start))
        counts[entity] = counts.get(entity, 0) + 1
    kept = sorted(sorted(names, key=lambda e: (-counts[e], firsts[e]))[:MAX_ENTITIES], key=lambda e: firsts[e])
    number = {entity: i for i, entity in enumerate(kept)}
    mentions = [(number[entity], start, end) for start, end, _, entity in spans if entity in number]
    pairs = [
        (s, o)
        for s in range(len(kept))
        for o in range(len(kept))
        if s != o and names[kept[s]] in SUBJECT_TYPES
    ]
    entities = [SIX[names[entity]] for entity in kept]
    return (
        np.array(mentions, dtype=np.int64).reshape(-1, 3),
        np.array(entities, dtype=np.int64),
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )


def found_spans(tokens, found):
    """Mentions of the entity model with the entity each belongs to."""
    spans = [(start, end, name) for start, end, name, _ in found]
    return [(*span, entity) for span, entity in zip(spans, decoding.group(tokens, spans))]


def gold_spans(document):
    """The annotated mentions with the annotated coreference."""
    return [(m.start, m.end, min(m.types, key=TYPES.index), m.entity) for m in document.mentions]


def meant_entities(document, mentions):
    """For each entity number in `mentions` [M,3] the annotated entities that have exactly one of its mentions."""
    at = {}
    for mention in document.mentions:
        at.setdefault((mention.start, mention.end), set()).add(mention.entity)
    meant = {}
    for entity, start, end in mentions.tolist():
        meant.setdefault(entity, set()).update(at.get((start, end), ()))
    return meant


def targets(document, mentions, pairs, index):
    """Matrix [P, 1 + properties] of what holds between the entities as numbered in `mentions`; column 0 is 0."""
    meant = meant_entities(document, mentions)
    labels = np.zeros((len(pairs), 1 + len(index)), dtype=np.float32)
    by_pair = {}
    for subject, name, object_ in document.relations:
        by_pair.setdefault((subject, object_), []).append(index[name])
    for row, (s, o) in enumerate(pairs.tolist()):
        for subject in meant[s]:
            for object_ in meant[o]:
                labels[row, [1 + column for column in by_pair.get((subject, object_), ())]] = 1
    return labels


def threshold_loss(scores, labels):
    """ATLOP's adaptive threshold: positives rank above it, all others below."""
    threshold = torch.zeros_like(labels)
    threshold[:, 0] = 1
    high = scores - (1 - labels - threshold) * 1e9
    low = scores - labels * 1e9
    positive = -(high.log_softmax(-1) * labels).sum(1)
    negative = -low.log_softmax(-1)[:, 0]
    return (positive + negative).mean()


def train(documents, entity_model, properties, seed, epochs, test=()):
    """A relation model over a copy of the entity encoder, whose tables stay as they are."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = RelationModel(len(properties))
    model.encoder.load_state_dict(entity_model.encoder.state_dict())
    index = {name: i for i, name in enumerate(properties)}
    prepared = []
    for document in documents:
        tokens = document.tokens
        gold = gold_spans(document)
        strings = found_spans(tokens, [span[:3] + (1.0,) for span in gold])
        variants = []
        for spans in (gold, strings):
            mentions, entities, pairs = graph_inputs(spans)
            variants.append((mentions, entities, pairs, targets(document, mentions, pairs, index)))
        prepared.append((encode(tokens), [[torch.from_numpy(a) for a in v] for v in variants]))
    model.encoder.tables.requires_grad_(False)
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    rest = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": rest, "lr": RATE}], weight_decay=0.01, fused=True
    )
    base = [group["lr"] for group in optimizer.param_groups]
    steps = math.ceil(len(prepared) / BATCH)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        model.train()
        rng.shuffle(prepared)
        for step in range(steps):
            progress = (epoch + step / steps) / epochs
            for group, rate in zip(optimizer.param_groups, base):
                group["lr"] = rate * min(1.0, progress * 10) * (1 - progress) + 1e-6
            loss = _batch_loss(model, prepared[step * BATCH : (step + 1) * BATCH], rng)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        line = f"relations epoch {epoch + 1}/{epochs} loss {total / steps:.4f} {time.time() - started:.0f} s"
        if test and (epoch % 4 == 3 or epoch == epochs - 1):
            given = [gold_spans(d) for d in test]
            line += f" F1 given entities {score(relate(model, test, given), test, properties)['f1']:.4f}"
        print(line, flush=True)
    return model.eval()


def _batch_loss(model, batch, rng):
    lengths = [len(features) for (features, _), _ in batch]
    features, chars = (
        nn.utils.rnn.pad_sequence([torch.from_numpy(ids[i]) for ids, _ in batch], batch_first=True) for i in (0, 1)
    )
    mask = (torch.rand(features.shape[:2]) >= HIDE).float()
    states = model.encoder(features, chars, torch.tensor(lengths), mask)
    losses = []
    for i, (_, variants) in enumerate(batch):
        mentions, entities, pairs, labels = variants[rng.random() < STRING_GROUPS]
        if len(pairs):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model.pair_scores(states[i, : lengths[i]], mentions, entities, pairs)
            losses.append(threshold_loss(scores.float(), labels))
    return torch.stack(losses).mean()


@torch.no_grad()
def relate(model, documents, all_spans):
    """(subject entity, object entity, scores) of every asked pair of each document's entities."""
    model.eval()
    result = []
    for document, spans in zip(documents, all_spans):
        mentions, entities, pairs = graph_inputs(spans)
        if not len(pairs):
            result.append((mentions, pairs, np.zeros((0, 1))))
            continue
        inputs = [torch.from_numpy(a) for a in (*encode(document.tokens), mentions, entities, pairs)]
        result.append((mentions, pairs, model(*inputs).numpy()))
    return result


def score(related, documents, properties, margin=0.0):
    """A predicted triple is right if its entities share exact mentions with those of an annotated triple."""
    right = proposed = found = gold = 0
    for (mentions, pairs, scores), document in zip(related, documents):
        gold += len(document.relations)
        meant = meant_entities(document, mentions)
        covered = set()
        for row, column in zip(*np.nonzero(scores[:, 1:] > scores[:, :1] + margin)):
            subject, object_ = pairs[row]
            hits = {
                (s, properties[column], o) for s in meant[int(subject)] for o in meant[int(object_)]
            } & document.relations
            proposed += 1
            right += bool(hits)
            covered |= hits
        found += len(covered)
    return f1(right, found, proposed, gold)


def halves(test):
    """The held-out documents that choose the threshold, and those that measure relations."""
    return test[: len(test) // 2], test[len(test) // 2 :]


@torch.no_grad()
def calibrate(model, documents, found, properties):
    """Moves every threshold by one margin, the best end to end: what is learned is too cautious about unseen text."""
    spans = [found_spans(document.tokens, mentions) for document, mentions in zip(documents, found)]
    related = relate(model, documents, spans)
    margins = [round(0.1 * step, 1) for step in range(-30, 11)]
    best = max(margins, key=lambda margin: score(related, documents, properties, margin)["f1"])
    print(f"threshold margin {best:+.1f}: {score(related, documents, properties, best)} end to end on tuning documents")
    model.output.bias[0] += best


def property_names(data, documents):
    """Ids of the properties that occur, sorted by number, and their English names."""
    names = json.loads(Path(data, "fewrel/pid2name.json").read_text(encoding="utf-8"))
    ids = sorted({name for d in documents for _, name, _ in d.relations}, key=lambda p: int(p[1:]))
    return ids, {p: names[p][0] if p in names else p for p in ids}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--entities", required=True, help="trained entity model")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=100, help="documents kept for scores and threshold; 0: on all")
    args = parser.parse_args()
    torch.set_num_threads(1)
    documents, _ = load_docred(args.data)
    properties, _ = property_names(args.data, documents)
    training, test = split(documents, args.held_out, args.seed)
    entity_model = EntityModel()
    entity_model.load_state_dict(torch.load(args.entities))
    model = train(training, entity_model, properties, args.seed, args.epochs, test)
    if test:
        tuning, _ = halves(test)
        calibrate(model, tuning, predict(entity_model, tuning), properties)
    torch.save(model.state_dict(), args.out)


if __name__ == "__main__":
    main()
