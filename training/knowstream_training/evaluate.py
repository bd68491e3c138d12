"""Scores and speed of shipped models on held-out documents, run as the job runs them: one text a call, one thread."""

import argparse
import json
from pathlib import Path
import time

import numpy as np
import onnxruntime

from . import decoding, entities, relations
from .data import load_docred, split
from .features import encode


class Shipped:
    """A model directory opened with ONNX Runtime on one thread."""

    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.config = json.loads(Path(folder, "config.json").read_text(encoding="utf-8"))
        self.session = onnxruntime.InferenceSession(str(Path(folder, "model.onnx")), options)
        self.names = [value.name for value in self.session.get_inputs()]

    def __call__(self, *arrays):
        return self.session.run(None, dict(zip(self.names, arrays)))[0]


def find_entities(model, documents):
    """Mentions of each document."""
    return [decoding.mentions(model(*encode(document.tokens))) for document in documents]


def relate(model, documents, all_spans):
    """What relations.relate answers, by the shipped model."""
    result = []
    for document, spans in zip(documents, all_spans):
        mentions, kinds, pairs = relations.graph_inputs(spans)
        scores = model(*encode(document.tokens), mentions, kinds, pairs) if len(pairs) else np.zeros((0, 1))
        result.append((mentions, pairs, scores))
    return result


def measure(models, documents):
    """All scores of the pair of models on `documents`; speed is in processor time, whatever else is running."""
    tagger, relater = (Shipped(Path(models, name)) for name in ("knowstream-entities", "knowstream-relations"))
    properties = [p["id"] for p in relater.config["predicates"]]
    prepared = [encode(document.tokens) for document in documents]
    started = time.process_time()
    for inputs in prepared:
        tagger(*inputs)
    entity_seconds = time.process_time() - started
    scores = entities.score(find_entities(tagger, documents), documents)
    tokens = sum(len(document.spans) for document in documents)

    _, measured = relations.halves(documents)
    given = [relations.gold_spans(document) for document in measured]
    found = find_entities(tagger, measured)
    spans = [relations.found_spans(document.tokens, mentions) for document, mentions in zip(measured, found)]
    started = time.process_time()
    related = relate(relater, measured, spans)
    relation_seconds = time.process_time() - started
    return {
        "entities": scores,
        "relations given entities": relations.score(relate(relater, measured, given), measured, properties),
        "relations end to end": relations.score(related, measured, properties),
        "entity tokens per second": round(tokens / entity_seconds),
        "relation tokens per second": round(sum(len(document.spans) for document in measured) / relation_seconds),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--models", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=100)
    args = parser.parse_args()
    _, test = split(load_docred(args.data)[0], args.held_out, args.seed)
    print(json.dumps(measure(args.models, test), indent=2))


if __name__ == "__main__":
    main()
