package io.knowstream.inference.decoder;

/**
 * The numbers of fields in files of ONNX, by message, and of types of elements.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto3">where they are defined</a>
 */
final class OnnxFields {

    static final int MODEL_GRAPH = 7;
    static final int GRAPH_NODE = 1;
    static final int GRAPH_INITIALIZER = 5;
    static final int GRAPH_INPUT = 11;
    static final int GRAPH_OUTPUT = 12;
    static final int GRAPH_VALUE = 13;
    static final int NODE_INPUT = 1;
    static final int NODE_OUTPUT = 2;
    static final int NODE_NAME = 3;
    static final int NODE_OPERATOR = 4;
    static final int NODE_ATTRIBUTE = 5;
    static final int TENSOR_DIMENSION = 1;
    static final int TENSOR_TYPE = 2;
    static final int TENSOR_INT64 = 7;
    static final int TENSOR_NAME = 8;
    static final int TENSOR_RAW = 9;
    static final int TENSOR_EXTERNAL = 13;
    static final int TENSOR_LOCATION = 14;
    static final int FLOAT = 1;
    static final int INT64 = 7;

    private OnnxFields() {}
}
