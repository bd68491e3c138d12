"""Test tables: texts with tokens, features, model inputs and outputs, for the Java side to be compared with."""

import argparse
import json
from pathlib import Path

import onnxruntime

from . import decoding, relations
from .evaluate import Shipped
from .features import encode, tokenize

TEXTS = (
    "Marie Curie was born in Warsaw on 7 November 1867. In 1903 Curie shared the Nobel Prize with Pierre Curie.",
    "José Martí’s café in São Paulo — opened 1,234.56 km from Kraków — isn't in the U.S.A.",
    "🚀 SpaceX launched Starlink from Cape Canaveral 😀👩‍🚀 in 2019!",
    "東京都は日本の首都。 北京 and Seoul (서울) are capitals, Владимир lives in Москва.",
    "\u201cThe Great Gatsby\u201d, 'Hamlet' & \"Emma\": Scott\u00a0Fitzgerald\u2009vs.\tJane Austen\r\nİSTANBUL ŞİŞLİ",
    "e\u0301cole na\u0308ive Zoe\u0308 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0968\u0966\u0967\u096f \U0001d7d8\U0001d400 \u2167 \u00bd x\u00b2",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft hired 99999999999999999999999999999999999999999999 people",
    "?",
    "Alan Turing worked at Bletchley Park, England. Turing, who had studied at King's College in Cambridge, joined "
    "the National Physical Laboratory in London in 1945. The Automatic Computing Engine was his design; it was "
    "built after he had left for the University of Manchester. There Max Newman led the laboratory that built the "
    "Manchester Baby, and Ferranti sold its successor, the Ferranti Mark 1, from February 1951. Ethel Sara Stoney, "
    "the mother of Alan, was the daughter of Edward Waller Stoney, chief engineer of the Madras Railways in India. "
    "Newman had been born in Chelsea. In 1952 Turing was convicted by a court in Cheshire, and he died at Wilmslow "
    "on 7 June 1954. The United Kingdom pardoned him in 2013, 59 years later, and the Bank of England put him on "
    "the £50 note in 2021. The Turing Award of the Association for Computing Machinery carries his name.",
)


def entity_cases(model):
    """One case a text."""
    cases = []
    for text in TEXTS:
        spans = tokenize(text)
        features, chars = encode([text[start:end] for start, end in spans])
        logits = model(features, chars)
        mentions = [
            {"start": spans[start][0], "end": spans[end - 1][1], "type": name, "confidence": confidence}
            for start, end, name, confidence in decoding.mentions(logits)
        ]
        outputs = {"outputs": {"logits": _floats(logits)}, "mentions": mentions}
        cases.append(_case(text, spans, features, chars) | outputs)
    return cases


def relation_cases(tagger, model):
    """One case a text in which the entity model finds a pair."""
    cases = []
    for text in TEXTS:
        spans = tokenize(text)
        tokens = [text[start:end] for start, end in spans]
        features, chars = encode(tokens)
        found = relations.found_spans(tokens, decoding.mentions(tagger(features, chars)))
        mentions, entities, pairs = relations.graph_inputs(found)
        if len(pairs):
            scores = model(features, chars, mentions, entities, pairs)
            inputs = {"mentions": mentions.tolist(), "entities": entities.tolist(), "pairs": pairs.tolist()}
            cases.append(_case(text, spans, features, chars) | inputs | {"outputs": {"scores": _floats(scores)}})
    return cases


def syntax_cases(model, config):
    """One case a text, read as one sentence; the labels are those of the best heads, tree or not."""
    cases = []
    for text in TEXTS:
        spans = tokenize(text)
        features, chars = encode([text[start:end] for start, end in spans])
        if len(spans) > config["max_tokens"]:
            continue
        heads, labels, pos, rules = model.run(None, {"features": features, "chars": chars})
        best = {
            "labels": [config["labels"][i] for i in labels.argmax(1)],
            "pos": [config["pos"][i] for i in pos.argmax(1)],
            "lemma_rules": [config["lemma_rules"][i] for i in rules.argmax(1)],
        }
        cases.append({"text": text, "tokens": spans, "outputs": {"heads": _floats(heads)}} | best)
    return cases


def _case(text, spans, features, chars):
    return {"text": text, "tokens": spans, "features": features.tolist(), "chars": chars.tolist()}


def _floats(array):
    return [[float(f"{value:.4g}") for value in row] for row in array.tolist()]


def write(path, cases):
    """One case a line, so that a change shows which."""
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"cases":[\n' + lines + "\n]}\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    tagger, relater = (Shipped(Path(args.models, name)) for name in ("knowstream-entities", "knowstream-relations"))
    write(Path(args.out, "knowstream-entities.json"), entity_cases(tagger))
    write(Path(args.out, "knowstream-relations.json"), relation_cases(tagger, relater))
    syntax = Path(args.models, "knowstream-syntax")
    parser_session = onnxruntime.InferenceSession(syntax / "model.onnx", providers=["CPUExecutionProvider"])
    config = json.loads((syntax / "config.json").read_text(encoding="utf-8"))
    write(Path(args.out, "knowstream-syntax.json"), syntax_cases(parser_session, config))


if __name__ == "__main__":
    main()
