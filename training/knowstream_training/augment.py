"""Variation of training text: windows of sentences, swapped entities, changed case."""

from collections import defaultdict
import random

from .data import Mention

SWAP = 0.25
OUTSIDE = 0.3  # share of swapped entities that take an outside name
WINDOW = 0.3
LOWER = 0.03
UPPER = 0.03


class Variation:
    """Draws variants (tokens, mentions) of documents; every choice comes from the seed.

    `names` are outside names by type (token lists) that may stand in for annotated entities.
    """

    def __init__(self, documents, names, seed):
        self.random = random.Random(seed)
        pool = defaultdict(set)
        for document in documents:
            tokens = document.tokens
            for mention in document.mentions:
                if mention.types and not mention.types & {"TimeExpression", "Measurement"}:
                    pool[mention.types].add(tuple(tokens[mention.start : mention.end]))
        self.pool = {types: sorted(surfaces) for types, surfaces in pool.items()}
        self.names = names

    def __call__(self, document):
        tokens, mentions = document.tokens, document.mentions
        if self.random.random() < WINDOW and len(document.sentences) > 1:
            tokens, mentions = self._window(document, tokens)
        tokens, mentions = self._swap(tokens, mentions)
        draw = self.random.random()
        if draw < LOWER:
            tokens = [token.lower() for token in tokens]
        elif draw < LOWER + UPPER:
            tokens = [token.upper() for token in tokens]
        return tokens, mentions

    def _window(self, document, tokens):
        bounds = sorted(set(document.sentences)) + [len(tokens)]
        first = self.random.randrange(len(bounds) - 1)
        last = self.random.randrange(first + 1, len(bounds))
        start, end = bounds[first], bounds[last]
        if end == start:
            return tokens, document.mentions
        kept = [m for m in document.mentions if m.start >= start and m.end <= end]
        return tokens[start:end], [Mention(m.start - start, m.end - start, m.types, m.entity) for m in kept]

    def _swap(self, tokens, mentions):
        result, moved, position = [], [], 0
        for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
            if mention.start < position:
                continue
            result += tokens[position : mention.start]
            surface = tokens[mention.start : mention.end]
            if mention.types in self.pool and self.random.random() < SWAP:
                surface = self._draw(mention.types)
            moved.append(Mention(len(result), len(result) + len(surface), mention.types, mention.entity))
            result += surface
            position = mention.end
        return result + tokens[position:], moved

    def _draw(self, types):
        outside = self.names.get(types)
        if outside and self.random.random() < OUTSIDE:
            return list(self.random.choice(outside))
        return list(self.random.choice(self.pool[types]))
