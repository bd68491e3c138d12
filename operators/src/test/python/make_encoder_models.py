#!/usr/bin/env python3
"""Writes the two small models of the Hugging Face layout that the encoder tests read.

Their answers can be told from their input ids: every token has one row of a table.
  python3 make_encoder_models.py OUT_DIR      needs Debian's python3-onnx and python3-numpy
"""
import json
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "marie", "cu", "##rie", "war", "##saw", "was", "born", "in", "the", ",", ".",
         "acme", "corp", "zo", "##ë"]
LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"]
LABEL_OF = {"marie": "B-PER", "cu": "I-PER", "war": "B-LOC", "acme": "B-ORG", "corp": "I-ORG", "zo": "B-MISC"}
DIMENSIONS = 384
POSITIONS = 10


def tokenizer():
    def special(token):
        return {"id": WORDS.index(token), "content": token, "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": True}

    def framed(token):
        return {"SpecialToken": {"id": token, "type_id": 0}}

    return {
        "version": "1.0", "truncation": {"direction": "Right", "max_length": POSITIONS, "strategy": "LongestFirst",
                                         "stride": 0}, "padding": None,
        "added_tokens": [special(token) for token in WORDS[:4]],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": False,
                       "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [framed("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, framed("[SEP]")],
            "pair": [framed("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, framed("[SEP]"),
                     {"Sequence": {"id": "B", "type_id": 1}}, framed("[SEP]")],
            "special_tokens": {token: {"id": token, "ids": [WORDS.index(token)], "tokens": [token]}
                               for token in ("[CLS]", "[SEP]")}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {word: i for i, word in enumerate(WORDS)}}}


def model(table, output, typed):
    inputs = ["input_ids", "attention_mask"] + (["token_type_ids"] if typed else [])
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], [output])], "rows",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in inputs],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", "sequence", table.shape[1]])],
        [numpy_helper.from_array(table, "table")])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made


def write(directory, table, output, typed, config):
    os.makedirs(directory, exist_ok=True)
    onnx.save(model(table, output, typed), f"{directory}/model.onnx")
    for name, content in (("config.json", config), ("tokenizer.json", tokenizer())):
        with open(f"{directory}/{name}", "w", encoding="utf-8") as out:
            json.dump(content, out, ensure_ascii=False, indent=1)
            out.write("\n")


def main(out):
    labels = np.zeros((len(WORDS), len(LABELS)), np.float32)
    for i, word in enumerate(WORDS):
        labels[i, LABELS.index(LABEL_OF.get(word, "O"))] = 5
    write(f"{out}/bert-ner", labels, "logits", True, {
        "model_type": "bert", "max_position_embeddings": POSITIONS,
        "id2label": {str(i): label for i, label in enumerate(LABELS)}})
    rows = np.random.default_rng(7).standard_normal((len(WORDS), DIMENSIONS)).astype(np.float32)
    rows[:, :2] = [[i, 1] for i in range(len(WORDS))]
    write(f"{out}/bert-embedder", rows, "last_hidden_state", False, {
        "model_type": "bert", "max_position_embeddings": POSITIONS, "hidden_size": DIMENSIONS})


if __name__ == "__main__":
    main(sys.argv[1])
