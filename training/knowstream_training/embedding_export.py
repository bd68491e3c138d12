"""Writes the embedding as ONNX with a table of four bits a number, its config.json and the table that the Java tests compare with."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
import onnxruntime

from . import corpus

# Four bits hold -7..7, stored with 8 added.
_LEVELS = 7
_ZERO = 8

_CASES = (
    "The Amazon rainforest covers much of the Amazon basin of South America.",
    "Zoë Müller-Łukasiewicz visited the Musée d'Orsay in Paris — it cost €16.50!",
    "Cafe\u0301 au lait 🥐, naïve façade; e\u0301tude no. 42",
    "東京は日本の首都です。 Токио — столица Японии. القاهرة",
    "\"Don't,\" she said, “it's 3.14% of the 1,000,000 U.S. dollars.”",
    "𝒜 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 text: 👩‍👩‍👧 and İstanbul, STRASSE, Straße, ΣΊΣΥΦΟΣ",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "",
    " \n\t … !? ",
    "the the the the the",
    "x",
)


def quantise(table, weight):
    """Rows of four-bit numbers, two a byte (number i in the high half of byte i, number 192 + i in the low half), and
    the float32 factor of each row, its weight included."""
    largest = np.abs(table).max(axis=1, keepdims=True)
    levels = (np.rint(table / largest * _LEVELS) + _ZERO).astype(np.uint8)
    high, low = np.split(levels, 2, axis=1)
    return high * 16 + low, (largest[:, 0] / _LEVELS * weight).astype(np.float32)


def model(rows, scale, alpha):
    """ids [N] -> embedding: the distinct ids, each id's row times scale * count^alpha, summed and normalised."""
    dimensions = 2 * rows.shape[1]
    constants = {
        "table": rows,
        "scale": scale,
        "alpha": np.array(alpha, dtype=np.float32),
        "sixteenth": np.array(1 / 16, dtype=np.float32),
        "sixteen": np.array(16, dtype=np.float32),
        "zero_level": np.array(_ZERO, dtype=np.float32),
        "as_row": np.array([1, -1], dtype=np.int64),
        "flat": np.array([dimensions], dtype=np.int64),
        "tiny": np.array(1e-12, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Unique", ["ids"], ["distinct", "", "", "counts"], sorted=1),
        helper.make_node("Cast", ["counts"], ["counts_float"], to=TensorProto.FLOAT),
        helper.make_node("Pow", ["counts_float", "alpha"], ["frequency"]),
        helper.make_node("Gather", ["scale", "distinct"], ["factor"]),
        helper.make_node("Mul", ["frequency", "factor"], ["weight"]),
        helper.make_node("Reshape", ["weight", "as_row"], ["weight_row"]),
        helper.make_node("Gather", ["table", "distinct"], ["packed"]),
        helper.make_node("Cast", ["packed"], ["bytes"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["bytes", "sixteenth"], ["shifted"]),
        helper.make_node("Floor", ["shifted"], ["high"]),
        helper.make_node("Mul", ["high", "sixteen"], ["high_part"]),
        helper.make_node("Sub", ["bytes", "high_part"], ["low"]),
        helper.make_node("Concat", ["high", "low"], ["levels"], axis=1),
        helper.make_node("Sub", ["levels", "zero_level"], ["vectors"]),
        helper.make_node("MatMul", ["weight_row", "vectors"], ["sum_row"]),
        helper.make_node("Reshape", ["sum_row", "flat"], ["sum"]),
        helper.make_node("ReduceL2", ["sum"], ["length"], keepdims=1),
        helper.make_node("Max", ["length", "tiny"], ["divisor"]),
        helper.make_node("Div", ["sum", "divisor"], ["embedding"]),
    ]
    graph = helper.make_graph(
        nodes,
        "knowstream-embedding",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["N"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [dimensions])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="knowstream")
    proto.ir_version = 8
    onnx.checker.check_model(proto, full_check=True)
    return proto.SerializeToString(deterministic=True)


def session(path):
    """A session on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def write_cases(path, run, make_ids, max_words, long_text):
    """The test table: what Java must compute for each text, from the shipped model."""
    cases = []
    for text in (*_CASES, long_text):
        words = corpus.words(text)[:max_words]
        ids = make_ids(words)
        embedding = run.run(None, {"ids": ids})[0]
        cases.append(
            {
                "text": text,
                "words": words,
                "ids": ids.tolist(),
                "outputs": {"embedding": [round(float(x), 7) for x in embedding]},
            }
        )
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    _write(path, '{"cases":[\n' + lines + "\n]}\n")


def write_json(path, value):
    _write(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write(path, text):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
