package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.DecoderBench;
import io.knowstream.inference.decoder.RandomDecoder;
import io.knowstream.inference.decoder.ReadBandwidth;
import io.knowstream.inference.encoder.EncoderBench;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench models}: a language model and the built-in tagger, on one thread. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How fast one thread reads memory, and a language model prompts and answers; what the model takes; and the"
                    + " built-in tagger beside its bare session. Decoding is one token a step and sequence, side by side"
                    + " with a bare loop over the runtime's session on the same inputs.",
            ""
        })
final class BenchModelsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Integer> SEQUENCES = List.of(1, 4, 8, 16);
    private static final long BUDGET = 16L << 30;

    enum Size {
        S135M(RandomDecoder.Size.M135),
        S360M(RandomDecoder.Size.M360),
        S1_7B(RandomDecoder.Size.B1_7);

        final RandomDecoder.Size shape;

        Size(RandomDecoder.Size shape) {
            this.shape = shape;
        }

        @Override
        public String toString() {
            return name().substring(1).replace('_', '.');
        }
    }

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "A language model in the Hugging Face layout. Default: one with random weights.")
    private Path model;

    @Option(
            names = "--size",
            defaultValue = "S135M",
            paramLabel = "SIZE",
            description = "The shape without --model, in four bits: S135M (default), S360M or S1_7B.")
    private Size size;

    @Option(
            names = "--turns",
            defaultValue = "7",
            paramLabel = "N",
            description = "Measurements of each, of which the median counts. Default: 7.")
    private int turns;

    @Option(
            names = "--tokens",
            defaultValue = "24",
            paramLabel = "N",
            description = "Tokens that a sequence says in a measurement. Default: 24.")
    private int tokens;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        if (turns < 1 || tokens < 8) {
            throw new UsageException(
                    "--turns must be at least 1 and --tokens at least 8 (got " + turns + " and " + tokens + ")");
        }
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            ObjectNode result = JSON.createObjectNode();
            result.put("processors", Runtime.getRuntime().availableProcessors());
            result.put(
                    "readBytesPerSecond",
                    decoder(
                            BenchedModel.of(model, size, work.path(), terminal),
                            result.putObject("decoder"),
                            terminal));
            encoder(result.putObject("encoder"), terminal);
            terminal.close();
            print(result);
        }
        return 0;
    }

    /** Bytes a second that memory was read with. */
    private double decoder(BenchedModel benched, ObjectNode result, Terminal terminal) throws Exception {
        ReadBandwidth memory = new ReadBandwidth();
        PoolConfig config = new PoolConfig(BUDGET, 1, Duration.ofHours(1), 0, Duration.ZERO, null);
        terminal.show("loading the model");
        ResidentMemory before = ResidentMemory.read();
        long start = System.nanoTime();
        try (Lease<ModelPool> pool = ModelPool.shared(config);
                Lease<CausalLm> lease = pool.value().acquire(benched.loader(), Duration.ofMinutes(10), Recorder.NONE)) {
            CausalLm lm = lease.value();
            ResidentMemory loaded = ResidentMemory.read();
            result.put("model", benched.name())
                    .put("loadSeconds", (System.nanoTime() - start) / 1e9)
                    .put("chargedBytes", pool.value().residentBytes())
                    .put("residentBytes", loaded.total() - before.total())
                    .put("weightBytesReadPerStep", lm.weightBytesRead());
            DecoderBench bench = new DecoderBench(lm, memory);
            terminal.show("reading prompts");
            result.put("prefillTokensPerSecond", bench.prefill(turns));
            List<DecoderBench.Rate> rates = bench.decode(
                    SEQUENCES, tokens, turns, turn -> terminal.show("decoding, turn %d of %d", turn, turns));
            put(result.putArray("decode"), rates);
            DecoderBench.Rate one = rates.get(SEQUENCES.indexOf(1));
            result.put("boundTokensPerSecond", one.readBytesPerSecond() / lm.weightBytesRead())
                    .put("fractionOfBound", one.fractionOfBound())
                    .put("unfilledTokensPerSecond", bench.unfilled(tokens, turns))
                    .put("eightToOne", rates.get(SEQUENCES.indexOf(8)).timesFirst())
                    .put("highWaterBytes", ResidentMemory.read().total() - before.total());
            return one.readBytesPerSecond();
        }
    }

    private static void put(ArrayNode decode, List<DecoderBench.Rate> rates) {
        for (DecoderBench.Rate rate : rates) {
            decode.addObject()
                    .put("sequences", rate.sequences())
                    .put("tokensPerSecond", rate.tokensPerSecond())
                    .put("bareTokensPerSecond", rate.bareTokensPerSecond())
                    .put("fractionOfBare", rate.fractionOfBare());
        }
    }

    private void encoder(ObjectNode result, Terminal terminal) throws Exception {
        terminal.show("tagging");
        List<String> texts = DemoDocuments.texts();
        try (Lease<ModelPool> pool = ModelPool.shared(PoolConfig.of(1L << 30));
                Lease<TokenClassifier> lease = pool.value()
                        .acquire(
                                TokenClassifier.of(ModelCatalogue.builtIn().find(ModelCatalogue.ENTITIES)),
                                Recorder.NONE)) {
            EncoderBench.Rate rate = new EncoderBench(lease.value(), texts).run(turns);
            result.put("model", ModelCatalogue.ENTITIES)
                    .put("tokensPerSecond", rate.tokensPerSecond())
                    .put("bareTokensPerSecond", rate.bareTokensPerSecond())
                    .put("fractionOfBare", rate.fraction());
        }
    }

    private void print(ObjectNode result) {
        if (json) {
            System.out.println(result);
            return;
        }
        ObjectNode decoder = (ObjectNode) result.get("decoder");
        ObjectNode encoder = (ObjectNode) result.get("encoder");
        StringBuilder out = new StringBuilder();
        line(
                out,
                "%d processors, one thread used; memory is read at %.1f GB/s",
                result.get("processors").intValue(),
                number(result, "readBytesPerSecond") / 1e9);
        line(out, "%s", decoder.get("model").textValue());
        line(out, "  load           %10.2f s, with warm-up and trials", number(decoder, "loadSeconds"));
        line(
                out,
                "  memory         %10.0f MB at load, %.0f MB at the most, %.0f MB charged",
                number(decoder, "residentBytes") / 1e6,
                number(decoder, "highWaterBytes") / 1e6,
                number(decoder, "chargedBytes") / 1e6);
        line(out, "  prefill        %10.0f tokens/s", number(decoder, "prefillTokensPerSecond"));
        for (var rate : decoder.get("decode")) {
            line(
                    out,
                    "  decode, %2d     %10.0f tokens/s, %.1f %% of a bare loop's %.0f",
                    rate.get("sequences").intValue(),
                    rate.get("tokensPerSecond").doubleValue(),
                    100 * rate.get("fractionOfBare").doubleValue(),
                    rate.get("bareTokensPerSecond").doubleValue());
        }
        line(out, "  8 beside 1     %10.2f times", number(decoder, "eightToOne"));
        line(
                out,
                "  bound of 1     %10.0f tokens/s by the memory, of which %.0f %% are reached",
                number(decoder, "boundTokensPerSecond"),
                100 * number(decoder, "fractionOfBound"));
        line(
                out,
                "                 %10.0f tokens/s with a step of one row, whose bits a batch would not repeat",
                number(decoder, "unfilledTokensPerSecond"));
        line(out, "%s", encoder.get("model").textValue());
        line(
                out,
                "  encode         %10.0f tokens/s, %.1f %% of the bare session's %.0f",
                number(encoder, "tokensPerSecond"),
                100 * number(encoder, "fractionOfBare"),
                number(encoder, "bareTokensPerSecond"));
        System.out.print(out);
    }

    private static double number(ObjectNode node, String field) {
        return node.get(field).doubleValue();
    }

    private static void line(StringBuilder out, String format, Object... args) {
        out.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
