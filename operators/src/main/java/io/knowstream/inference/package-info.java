/**
 * Models, from their names to their answers. What the packages below share is here: how a model fails, and
 * what is tried again.
 *
 * <ul>
 *   <li>{@code catalogue} knows which models there are and where their files lie;
 *   <li>{@code pool} lends loaded models inside a memory budget, and knows nothing of what a model is;
 *   <li>{@code cache} keeps what models answered;
 *   <li>{@code encoder} runs models that read a text once: token and relation classifiers, sentence embedders;
 *   <li>{@code decoder} runs causal language models, token by token, inside a grammar;
 *   <li>{@code grounded} makes them say only what a text says.
 * </ul>
 *
 * <p>Nothing here imports Flink, and of the project only the metrics.
 */
package io.knowstream.inference;
