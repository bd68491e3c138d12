"""Writes trained models as the directories that the job opens: config.json and model.onnx."""

import argparse
import hashlib
import json
from pathlib import Path

import torch

from . import export
from .data import LABELS, SIX, load_docred
from .entities import EntityModel
from .features import BUCKETS, CHARS, encode
from .relations import MAX_ENTITIES, SUBJECT_TYPES, RelationModel, gold_spans, graph_inputs, property_names

VERSION = "1"
MAX_TOKENS = 512
SOURCES = {
    "knowstream-entities": (
        "re-docred/*.json", "docred-entities/*.json", "wnut17/*.conll", "broad-twitter/*.conll", "crossner/*/*.txt",
        "text/*.xz", "gazetteers/names-smashew/*/*.txt", "gazetteers/*/data/*.csv", "gazetteers/corpora-cc0/*/*.json",
    ),
    "knowstream-relations": ("re-docred/*.json",),
}  # fmt: skip


def data_hash(data, patterns):
    """SHA-256 over the names and bytes of the files a model was trained on."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(Path(data).glob(pattern)):
            digest.update(str(file.relative_to(data)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def ship(data, out, entity_state, relation_state, seed, scores):
    """Exports both models with their configurations."""
    documents, _ = load_docred(data)
    example = documents[0]
    inputs = encode(example.tokens)
    common = {"model_type": "knowstream", "version": VERSION}
    facts = {"buckets": BUCKETS, "chars": CHARS, "max_tokens": MAX_TOKENS, "seed": seed}

    model = EntityModel()
    model.load_state_dict(entity_state)
    export.with_int8_tables(model.encoder)
    folder = Path(out, "knowstream-entities")
    export.export(export.EntityGraph(model), inputs, folder / "model.onnx")
    export.write_config(
        folder / "config.json",
        **common,
        task="entities",
        labels=LABELS,
        **facts,
        data_sha256=data_hash(data, SOURCES["knowstream-entities"]),
        scores={"entities": scores["entities"]} if scores else {},
    )

    properties, names = property_names(data, documents)
    model = RelationModel(len(properties))
    model.load_state_dict(relation_state)
    export.with_int8_tables(model.encoder)
    folder = Path(out, "knowstream-relations")
    export.export(
        export.RelationGraph(model), (*inputs, *graph_inputs(gold_spans(example))), folder / "model.onnx"
    )
    export.write_config(
        folder / "config.json",
        **common,
        task="relations",
        predicates=[{"id": p, "name": names[p]} for p in properties],
        entity_types=SIX,
        subject_types=SUBJECT_TYPES,
        max_entities=MAX_ENTITIES,
        **facts,
        data_sha256=data_hash(data, SOURCES["knowstream-relations"]),
        scores={k: scores[k] for k in ("relations given entities", "relations end to end") if k in scores},
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--entities", required=True)
    parser.add_argument("--relations", required=True)
    parser.add_argument("--scores", help="JSON that knowstream_training.evaluate printed for the held-out run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    scores = json.loads(Path(args.scores).read_text(encoding="utf-8")) if args.scores else {}
    ship(args.data, args.out, torch.load(args.entities), torch.load(args.relations), args.seed, scores)


if __name__ == "__main__":
    main()
