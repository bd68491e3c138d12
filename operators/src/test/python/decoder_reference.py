"""Writes tiny decoders as ONNX files, and what they must answer by a forward pass in numpy that shares nothing with ONNX.

    python3 decoder_reference.py [FOLDER]      default: ../resources/io/knowstream/decoder

Needs numpy and onnx. The files are a function of this script: random weights of a fixed seed. Graphs:

- plain: standard operators, keys and values concatenated, weights inside the file;
- grouped: GroupQueryAttention, floats;
- grouped_q4: GroupQueryAttention, four-bit weights whose products are in floats (accuracy level 1);
- grouped_last: as grouped, but with logits of the last position only, and no input of positions.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, HIDDEN, HEADS, KV_HEADS, INNER, VOCABULARY = 2, 32, 2, 1, 64, 96
HEAD = HIDDEN // HEADS
KV = KV_HEADS * HEAD
POSITIONS = 256
THETA = 10000.0
EPSILON = 1e-5
BLOCK = 32
CONTRIB = "com.microsoft"


def draw_weights(seed):
    random = np.random.default_rng(seed)

    def matrix(inputs, outputs):
        return (random.standard_normal((inputs, outputs)) / np.sqrt(inputs)).astype(np.float32)

    weights = {"embedding": random.standard_normal((VOCABULARY, HIDDEN)).astype(np.float32)}
    for layer in range(LAYERS):
        weights[layer] = {
            "q": matrix(HIDDEN, HIDDEN), "k": matrix(HIDDEN, KV), "v": matrix(HIDDEN, KV),
            "o": matrix(HIDDEN, HIDDEN), "gate": matrix(HIDDEN, INNER), "up": matrix(HIDDEN, INNER),
            "down": matrix(INNER, HIDDEN),
            "norm1": random.uniform(0.5, 1.5, HIDDEN).astype(np.float32),
            "norm2": random.uniform(0.5, 1.5, HIDDEN).astype(np.float32)}
    weights["norm"] = random.uniform(0.5, 1.5, HIDDEN).astype(np.float32)
    weights["head"] = matrix(HIDDEN, VOCABULARY)
    return weights


def quantised(matrix):
    """Four-bit blocks along the inputs: packed nibbles, scales, and the matrix that they stand for."""
    inputs, outputs = matrix.shape
    blocks = matrix.T.reshape(outputs, inputs // BLOCK, BLOCK)
    scales = (np.abs(blocks).max(2) / 7).astype(np.float32)
    nibbles = (np.clip(np.rint(blocks / scales[..., None]), -8, 7) + 8).astype(np.uint8)
    packed = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
    restored = (nibbles.astype(np.float32) - 8) * scales[..., None]
    return packed, scales, restored.reshape(outputs, inputs).T


def forward(weights, ids):
    """Logits of every position, in double precision."""
    length = len(ids)
    angles = np.outer(np.arange(length), THETA ** (-np.arange(0, HEAD, 2) / HEAD))
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]

    def norm(x, factor):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + EPSILON) * factor

    def rotate(x):
        low, high = x[..., :HEAD // 2], x[..., HEAD // 2:]
        return np.concatenate([low * cos - high * sin, high * cos + low * sin], -1)

    x = weights["embedding"][ids].astype(np.float64)
    for layer in range(LAYERS):
        w = weights[layer]
        n = norm(x, w["norm1"])
        q = rotate((n @ w["q"]).reshape(length, HEADS, HEAD))
        k = rotate((n @ w["k"]).reshape(length, KV_HEADS, HEAD))
        v = (n @ w["v"]).reshape(length, KV_HEADS, HEAD)
        out = np.zeros((length, HEADS, HEAD))
        for head in range(HEADS):
            group = head // (HEADS // KV_HEADS)
            for at in range(length):
                scores = k[:at + 1, group] @ q[at, head] / np.sqrt(HEAD)
                shares = np.exp(scores - scores.max())
                out[at, head] = (shares / shares.sum()) @ v[:at + 1, group]
        x = x + out.reshape(length, HIDDEN) @ w["o"]
        n = norm(x, w["norm2"])
        gate = n @ w["gate"]
        x = x + (gate / (1 + np.exp(-gate)) * (n @ w["up"])) @ w["down"]
    return norm(x, weights["norm"]) @ weights["head"]


class Graph:
    def __init__(self, four_bits):
        self.four_bits = four_bits
        self.nodes, self.constants, self.names = [], [], set()

    def constant(self, name, values, kind=np.float32):
        if name not in self.names:
            self.names.add(name)
            self.constants.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def number(self, *values):
        return self.constant("n" + "_".join(map(str, values)), values, np.int64)

    def node(self, kind, inputs, outputs=None, **attributes):
        outputs = outputs or [f"{kind}{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, inputs, outputs, f"node{len(self.nodes)}", **attributes))
        return outputs[0]

    def multiply(self, x, name, matrix):
        if not self.four_bits:
            return self.node("MatMul", [x, self.constant(name, matrix)])
        packed, scales, _ = quantised(matrix)
        return self.node(
            "MatMulNBits",
            [x, self.constant(name, packed, np.uint8), self.constant(name + "_scales", scales.reshape(-1))],
            domain=CONTRIB, K=matrix.shape[0], N=matrix.shape[1], bits=4, block_size=BLOCK, accuracy_level=1)

    def norm(self, x, name, factors):
        mean = self.node("ReduceMean", [self.node("Mul", [x, x])], axes=[-1], keepdims=1)
        root = self.node("Sqrt", [self.node("Add", [mean, self.constant("epsilon", EPSILON)])])
        return self.node("Mul", [self.node("Div", [x, root]), self.constant(name, factors)])


def plain_attention(graph, layer, w, n, tables):
    cos, sin, bias = tables

    def heads(x, count):
        return graph.node("Transpose", [graph.node("Reshape", [x, graph.number(0, 0, count, HEAD)])], perm=[0, 2, 1, 3])

    def rotate(x):
        low, high = graph.node("Split", [x, graph.number(HEAD // 2, HEAD // 2)], [f"{x}_low", f"{x}_high"], axis=3), f"{x}_high"
        turned = graph.node("Concat", [graph.node("Neg", [high]), low], axis=3)
        return graph.node("Add", [graph.node("Mul", [x, cos]), graph.node("Mul", [turned, sin])])

    def cached(x, kind):
        return graph.node("Concat", [f"past_key_values.{layer}.{kind}", x], [f"present.{layer}.{kind}"], axis=2)

    def repeat(x):
        wide = graph.node("Expand", [graph.node("Unsqueeze", [x, graph.number(2)]),
                                     graph.number(1, 1, HEADS // KV_HEADS, 1, 1)])
        return graph.node("Reshape", [wide, graph.number(0, HEADS, -1, HEAD)])

    q = rotate(heads(graph.multiply(n, f"q{layer}", w["q"]), HEADS))
    k = repeat(cached(rotate(heads(graph.multiply(n, f"k{layer}", w["k"]), KV_HEADS)), "key"))
    v = repeat(cached(heads(graph.multiply(n, f"v{layer}", w["v"]), KV_HEADS), "value"))
    scores = graph.node("MatMul", [q, graph.node("Transpose", [k], perm=[0, 1, 3, 2])])
    scaled = graph.node("Div", [scores, graph.constant("root", np.sqrt(HEAD))])
    shares = graph.node("Softmax", [graph.node("Add", [scaled, bias])], axis=-1)
    out = graph.node("Transpose", [graph.node("MatMul", [shares, v])], perm=[0, 2, 1, 3])
    return graph.node("Reshape", [out, graph.number(0, 0, HIDDEN)])


def grouped_attention(graph, layer, w, n, tables):
    qkv = graph.multiply(n, f"qkv{layer}", np.concatenate([w["q"], w["k"], w["v"]], 1))
    return graph.node(
        "GroupQueryAttention",
        [qkv, "", "", f"past_key_values.{layer}.key", f"past_key_values.{layer}.value", *tables],
        [f"attention{layer}", f"present.{layer}.key", f"present.{layer}.value"],
        domain=CONTRIB, num_heads=HEADS, kv_num_heads=KV_HEADS, do_rotary=1)


def plain_tables(graph, angles):
    twice = np.concatenate([angles, angles], 1)
    cos, sin = (graph.node("Unsqueeze", [graph.node("Gather", [graph.constant(name, f(twice)), "position_ids"]),
                                         graph.number(1)]) for name, f in (("cos", np.cos), ("sin", np.sin)))
    total = graph.node("Squeeze", [graph.node("Slice", [graph.node("Shape", ["attention_mask"]), graph.number(1),
                                                        graph.number(2)])])
    keys = graph.node("Range", [graph.constant("zero", 0, np.int64), total, graph.constant("one", 1, np.int64)])
    seen = graph.node("LessOrEqual", [keys, graph.node("Unsqueeze", ["position_ids", graph.number(2)])])
    bias = graph.node("Where", [graph.node("Unsqueeze", [seen, graph.number(1)]), graph.constant("all", 0.0),
                                graph.constant("none", -1e30)])
    return cos, sin, bias


def grouped_tables(graph, angles):
    ones = graph.node("Sub", [graph.node("ReduceSum", ["attention_mask", graph.number(1)], keepdims=1), graph.number(1)])
    lengths = graph.node("Cast", [ones], to=TensorProto.INT32)
    total = graph.node("Gather", [graph.node("Shape", ["attention_mask"]), graph.constant("one", 1, np.int64)], axis=0)
    return (lengths, graph.node("Cast", [total], to=TensorProto.INT32), graph.constant("cos", np.cos(angles)),
            graph.constant("sin", np.sin(angles)))


def write(folder, name, weights, plain=False, four_bits=False, last=False):
    graph = Graph(four_bits)
    angles = np.outer(np.arange(POSITIONS), THETA ** (-np.arange(0, HEAD, 2) / HEAD))
    tables = (plain_tables if plain else grouped_tables)(graph, angles)
    x = graph.node("Gather", [graph.constant("embedding", weights["embedding"]), "input_ids"])
    for layer in range(LAYERS):
        w = weights[layer]
        n = graph.norm(x, f"norm1_{layer}", w["norm1"])
        attended = (plain_attention if plain else grouped_attention)(graph, layer, w, n, tables)
        x = graph.node("Add", [x, graph.multiply(attended, f"o{layer}", w["o"])])
        n = graph.norm(x, f"norm2_{layer}", w["norm2"])
        gate = graph.multiply(n, f"gate{layer}", w["gate"])
        active = graph.node("Mul", [gate, graph.node("Sigmoid", [gate])])
        inner = graph.node("Mul", [active, graph.multiply(n, f"up{layer}", w["up"])])
        x = graph.node("Add", [x, graph.multiply(inner, f"down{layer}", w["down"])])
    y = graph.norm(x, "norm", weights["norm"])
    if last:
        y = graph.node("Slice", [y, graph.number(-1), graph.number(2 ** 62), graph.number(1)])
    graph.multiply(y, "head", weights["head"])
    graph.nodes[-1].output[0] = "logits"
    value = helper.make_tensor_value_info
    inputs = [value(n, TensorProto.INT64, ["batch", d]) for n, d in
              (("input_ids", "length"), ("attention_mask", "total"), ("position_ids", "length"))]
    inputs = inputs[:2] if last else inputs
    outputs = [value("logits", TensorProto.FLOAT, ["batch", "logits_length", VOCABULARY])]
    for layer in range(LAYERS):
        for kind in "key", "value":
            shape = ["batch", KV_HEADS]
            inputs.append(value(f"past_key_values.{layer}.{kind}", TensorProto.FLOAT, [*shape, "past", HEAD]))
            outputs.append(value(f"present.{layer}.{kind}", TensorProto.FLOAT, [*shape, "present", HEAD]))
    model = helper.make_model(helper.make_graph(graph.nodes, name, inputs, outputs, graph.constants),
                              opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(CONTRIB, 1)])
    model.ir_version = 8
    onnx.save(model, folder / f"{name}.onnx")


def restored(weights):
    """The weights that four-bit blocks of them stand for; query, key and value are cut in blocks together."""
    result = dict(weights)
    for layer in range(LAYERS):
        result[layer] = {k: w if w.ndim == 1 else quantised(w)[2] for k, w in weights[layer].items()}
    result["head"] = quantised(weights["head"])[2]
    return result


def main():
    default = Path(__file__).parent / "../resources/io/knowstream/decoder"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    weights = draw_weights(3)
    write(folder, "plain", weights, plain=True)
    write(folder, "grouped", weights)
    write(folder, "grouped_q4", weights, four_bits=True)
    write(folder, "grouped_last", weights, last=True)
    ids = np.random.default_rng(4).integers(0, VOCABULARY, 48)
    vectors = {"ids": ids.tolist()}
    for name, of in (("float", weights), ("q4", restored(weights))):
        vectors[name] = np.round(forward(of, ids), 7).tolist()
    with open(folder / "logits.json", "w", encoding="utf-8") as out:
        json.dump(vectors, out, separators=(",", ":"))


if __name__ == "__main__":
    main()
