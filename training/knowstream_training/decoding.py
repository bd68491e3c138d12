"""From label scores to mentions, and from mentions to entities: what the Java side does with a model's output."""

import numpy as np

from .data import LABELS
from .features import lower

_IMPOSSIBLE = -1e9


def _transitions():
    allowed = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for to, label in enumerate(LABELS):
        if label.startswith("I-"):
            for source, before in enumerate(LABELS):
                if before[2:] != label[2:]:
                    allowed[source, to] = _IMPOSSIBLE
    return allowed


TRANSITIONS = _transitions()
START = np.where([label.startswith("I-") for label in LABELS], np.float32(_IMPOSSIBLE), np.float32(0))


def log_softmax(logits):
    """Log-probabilities over the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def viterbi(log_probabilities):
    """Best label sequence in which I-X follows only B-X or I-X; the first label wins a tie."""
    best = log_probabilities[0] + START
    back = []
    for row in log_probabilities[1:]:
        scores = best[:, None] + TRANSITIONS
        source = scores.argmax(0)
        back.append(source)
        best = scores[source, np.arange(len(LABELS))] + row
    path = [int(best.argmax())]
    for source in reversed(back):
        path.append(int(source[path[-1]]))
    return path[::-1]


def mentions(logits):
    """Mentions (start, end, type, confidence) of logits [T, labels]."""
    log_probabilities = log_softmax(logits)
    path = viterbi(log_probabilities)
    found = []
    for i, label in enumerate(path):
        if LABELS[label].startswith("B-"):
            end = i + 1
            while end < len(path) and LABELS[path[end]] == "I-" + LABELS[label][2:]:
                end += 1
            confidence = np.exp(np.mean([log_probabilities[t, path[t]] for t in range(i, end)]))
            found.append((i, end, LABELS[label][2:], float(confidence)))
    return found


def group(tokens, spans):
    """Entity index of each mention (start, end, type), entities numbered by first mention.

    Mentions of one type and one lower-case surface are one entity; a Person of a single token joins the earliest
    longer Person that contains this token.
    """
    surfaces = [tuple(lower(token) for token in tokens[start:end]) for start, end, _ in spans]
    first = {}
    for surface, (_, _, name) in zip(surfaces, spans):
        first.setdefault((name, surface), len(first))
    full_names = {}
    for name, surface in first:
        if name == "Person" and len(surface) > 1:
            for token in surface:
                full_names.setdefault(token, ("Person", surface))
    keys = []
    for surface, (_, _, name) in zip(surfaces, spans):
        key = (name, surface)
        if name == "Person" and len(surface) == 1:
            key = full_names.get(surface[0], key)
        keys.append(key)
    numbers = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
