"""Writes the trained parser as the directory that the job opens, with its scores in int8."""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from . import export, syntax, trees
from .features import BUCKETS, CHARS, encode, lower
from .ship import VERSION, data_hash

SOURCES = ("ud-ewt/*.conllu", "gum/dep/*.conllu", "text/*.xz")


class Shipped:
    """The exported model, called like the trained one."""

    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def eval(self):
        return self

    def __call__(self, features, chars):
        outputs = self.session.run(None, {"features": features[0].numpy(), "chars": chars[0].numpy()})
        return tuple(torch.from_numpy(np.expand_dims(output, 0)) for output in outputs)


def verb_lemmas(training):
    """Forms of verbs that are no lemmas, with the lemma that most of them have: what is irregular needs no guess."""
    seen = {}
    for tree in training:
        for token, pos, lemma in zip(tree.tokens, tree.pos, tree.lemmas):
            if pos == "VERB" and lemma and token.isalpha() and lower(lemma) != lower(token):
                seen.setdefault(lower(token), Counter())[lower(lemma)] += 1
    return {form: lemmas.most_common(1)[0][0] for form, lemmas in sorted(seen.items())}


def ship(data, out, stored, seed):
    labels, scripts = stored["labels"], stored["scripts"]
    model = syntax.SyntaxModel(len(labels), len(scripts))
    model.load_state_dict(stored["state"])
    export.with_int8_tables(model.encoder)
    training, test = trees.load(data, seed)
    path = Path(out, "model.onnx")
    export.export(export.SyntaxGraph(model), encode(test["ewt"][0].tokens), path)
    shipped = Shipped(path)
    scores = {source: syntax.score(shipped, held, labels, scripts) for source, held in test.items()}
    print(scores)
    export.write_config(
        Path(out, "config.json"),
        model_type="knowstream",
        version=VERSION,
        task="syntax",
        labels=labels,
        pos=trees.POS,
        lemma_rules=scripts,
        verb_lemmas=verb_lemmas(training),
        buckets=BUCKETS,
        chars=CHARS,
        max_tokens=syntax.LONGEST,
        seed=seed,
        data_sha256=data_hash(data, SOURCES),
        scores=scores,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--syntax", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    ship(args.data, args.out, torch.load(args.syntax), args.seed)


if __name__ == "__main__":
    main()
