"""ONNX graphs of trained models: int8 tables and matrices, float in and out, the same bytes for the same weights."""

import io
import json
from pathlib import Path
import tempfile
import warnings

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
import torch
from torch import nn

OPSET = 17
IR_VERSION = 8


class _Int8Table(nn.Module):
    """An embedding table of int8 rows, each with its own scale."""

    def __init__(self, table):
        super().__init__()
        weight = table.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids):
        return self.rows[ids].float() * self.scale[ids]


def with_int8_tables(encoder):
    """Replaces the large tables of an encoder."""
    encoder.tables = nn.ModuleList(_Int8Table(table) for table in encoder.tables)


class EntityGraph(nn.Module):
    """features [T,5], chars [T,16] -> logits [T, labels]."""

    names = (("features", "chars"), ("logits",))
    axes = {"features": {0: "T"}, "chars": {0: "T"}, "logits": {0: "T"}}

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, features, chars):
        return self.model(features.unsqueeze(0), chars.unsqueeze(0))[0]


class RelationGraph(nn.Module):
    """The relation model as it is; named so that both exports read alike."""

    names = (("features", "chars", "mentions", "entities", "pairs"), ("scores",))
    axes = {
        "features": {0: "T"}, "chars": {0: "T"}, "mentions": {0: "M"}, "entities": {0: "E"}, "pairs": {0: "P"},
        "scores": {0: "P"},
    }  # fmt: skip

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        return self.model(*inputs)


class SyntaxGraph(nn.Module):
    """features [T,5], chars [T,16] -> heads [T, T+1], labels, parts of speech and lemma rules [T, *]."""

    names = (("features", "chars"), ("heads", "labels", "pos", "lemma_rules"))
    axes = {
        "features": {0: "T"}, "chars": {0: "T"}, "heads": {0: "T", 1: "H"}, "labels": {0: "T"}, "pos": {0: "T"},
        "lemma_rules": {0: "T"},
    }  # fmt: skip

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, features, chars):
        return tuple(output[0] for output in self.model(features.unsqueeze(0), chars.unsqueeze(0)))


def export(graph, example, path, int8=True):
    """Writes `graph` to `path`: traced on `example`, dynamically quantised."""
    graph.eval()
    buffer = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            tuple(torch.from_numpy(a) for a in example),
            buffer,
            input_names=list(graph.names[0]),
            output_names=list(graph.names[1]),
            dynamic_axes=graph.axes,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load_from_string(buffer.getvalue())
    if int8:
        model = _quantize(model)
    _normalize(model)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(model.SerializeToString(deterministic=True))


def _quantize(model):
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "float.onnx"), Path(folder, "int8.onnx")
        onnx.save(model, source)
        quantize_dynamic(
            source,
            target,
            op_types_to_quantize=["MatMul", "Gemm", "LSTM"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        return onnx.load(target)


def _normalize(model):
    """Drops what names the tools or the machine, so that equal weights give equal bytes."""
    model.ir_version = IR_VERSION
    model.producer_name, model.producer_version, model.doc_string = "knowstream", "", ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del model.metadata_props[:]
    onnx.checker.check_model(model)


def write_config(path, **values):
    """config.json of a model, keys in the order given."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")
