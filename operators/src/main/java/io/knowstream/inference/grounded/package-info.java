/**
 * Grounded extraction: grammars over the tokens of a text, in which a language model can name nothing but spans of the
 * text and types of the schema. Imports the decoder's grammar and tokenizer, and knows no ONNX.
 */
package io.knowstream.inference.grounded;
