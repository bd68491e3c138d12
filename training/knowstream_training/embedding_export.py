"""Writes the embedding as ONNX with an int8 table, its config.json and the table that the Java tests compare with."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
import onnxruntime

from . import corpus

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
    """int8 rows and the float32 factor of each row, its weight included."""
    largest = np.abs(table).max(axis=1, keepdims=True)
    rows = np.rint(table / largest * 127).astype(np.int8)
    return rows, (largest[:, 0] / 127 * weight).astype(np.float32)


def model(rows, scale, alpha):
    """ids [N] -> embedding: the distinct ids, each id's row times scale * count^alpha, summed and normalised."""
    constants = {
        "table": rows,
        "scale": scale,
        "alpha": np.array(alpha, dtype=np.float32),
        "flat": np.array([rows.shape[1]], dtype=np.int64),
        "row": np.array([1, -1], dtype=np.int64),
        "tiny": np.array(1e-12, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Unique", ["ids"], ["distinct", "", "", "counts"], sorted=1),
        helper.make_node("Cast", ["counts"], ["counts_float"], to=TensorProto.FLOAT),
        helper.make_node("Pow", ["counts_float", "alpha"], ["tf"]),
        helper.make_node("Gather", ["scale", "distinct"], ["distinct_scale"]),
        helper.make_node("Mul", ["tf", "distinct_scale"], ["weight"]),
        helper.make_node("Reshape", ["weight", "row"], ["weight_row"]),
        helper.make_node("Gather", ["table", "distinct"], ["distinct_rows"]),
        helper.make_node("Cast", ["distinct_rows"], ["vectors"], to=TensorProto.FLOAT),
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
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [rows.shape[1]])],
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


def write_cases(path, run, buckets, long_text):
    """The test table: what Java must compute for each text, from the shipped model."""
    cases = []
    for text in (*_CASES, long_text):
        words = corpus.words(text)
        ids = buckets.ids(words)
        embedding = run.run(None, {"ids": ids})[0]
        cases.append(
            {
                "text": text,
                "words": words,
                "ids": ids.tolist(),
                "outputs": {"embedding": [round(float(x), 7) for x in embedding]},
            }
        )
    write_json(path, {"cases": cases})


def write_json(path, value):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
