package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.cli.DeadLetterRetry.Outcome;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.KafkaConfig;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code retry}: dead letters to the topic of documents again. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends rejected records to the topic of documents again, as they were, under their own keys.",
            "It reads the topic of dead letters to its present end and remembers what it dealt with (as the committed"
                    + " offsets of the group <kafka.group-id>-retry): a second run sends what came since.",
            "Retry after what was wrong is put right. The job rejects a record again that is as wrong as before, and a"
                    + " document that it holds unchanged, under unchanged models and configuration, ends at admission. A"
                    + " record without a version replaces what was sent of its document since it was rejected.",
            "A dead letter that has only the beginning of its record is not sent: the original must be sent again. It is"
                    + " listed, and the exit code is 1.",
            ""
        })
final class RetryCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "The topic of dead letters. Default: kafka.topics.rejected of the configuration.")
    private String topic;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "Only what this stage rejected: decode, preparation or extraction.")
    private String stage;

    @Option(names = "--document", paramLabel = "ID", arity = "1..*", description = "Only these documents.")
    private List<String> documents = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what was rejected at or after this time, e.g. 2026-01-31T00:00:00Z.")
    private Instant since = Instant.EPOCH;

    @Option(names = "--all", description = "Also what an earlier retry dealt with.")
    private boolean all;

    @Option(names = "--dry-run", description = "Sends and remembers nothing: lists what would be sent.")
    private boolean dryRun;

    @Option(names = "--json", description = "Prints JSON: a line each letter, and one of the counts.")
    private boolean json;

    @Mixin
    private BrokerArguments brokers;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        JobConfig config = brokers.load("kafka.topics.rejected", topic);
        Set<String> ids = new HashSet<>(documents);
        DeadLetterRetry.Selection selection = new DeadLetterRetry.Selection(
                letter -> (stage == null || stage.equals(letter.stage()))
                        && (ids.isEmpty() || ids.contains(letter.documentId())),
                since.toEpochMilli(),
                all,
                dryRun);
        Map<Outcome, Long> outcomes = new DeadLetterRetry(config.kafka(), selection).run(this::print);
        summarize(outcomes, config.kafka());
        return outcomes.containsKey(Outcome.TRUNCATED) || outcomes.containsKey(Outcome.UNREADABLE) ? 1 : 0;
    }

    private void print(ConsumerRecord<byte[], byte[]> record, DeadLetter letter, Outcome outcome) {
        boolean worthALine = outcome == Outcome.TRUNCATED
                || outcome == Outcome.UNREADABLE
                || outcome == Outcome.SENT && (dryRun || json);
        if (!worthALine) {
            return;
        }
        if (json) {
            ObjectNode line = JSON.createObjectNode().put("outcome", name(outcome));
            line.put("partition", record.partition()).put("offset", record.offset());
            if (letter != null) {
                line.putObject("record")
                        .put("topic", letter.topic())
                        .put("partition", letter.partition())
                        .put("offset", letter.offset());
                line.put("documentId", letter.documentId())
                        .put("stage", letter.stage())
                        .put("reason", letter.reason())
                        .put("bytes", letter.valueLength());
            }
            System.out.println(line);
        } else if (letter == null) {
            System.out.println("no dead letter: partition " + record.partition() + ", offset " + record.offset());
        } else {
            String what = letter.documentId() == null ? "a record" : "document " + letter.documentId();
            String from = letter.ofRecord()
                    ? " (" + letter.topic() + ", partition " + letter.partition() + ", offset " + letter.offset() + ")"
                    : "";
            String verb = outcome == Outcome.SENT
                    ? "would send "
                    : "not sent, only the beginning of its " + letter.valueLength() + " bytes is here: ";
            System.out.println(verb + what + from + ": " + letter.stage() + ": " + letter.reason());
        }
    }

    private void summarize(Map<Outcome, Long> outcomes, KafkaConfig kafka) {
        if (json) {
            ObjectNode line = JSON.createObjectNode()
                    .put("from", kafka.rejected())
                    .put("to", kafka.documents())
                    .put("dryRun", dryRun);
            for (Outcome outcome : Outcome.values()) {
                line.put(name(outcome), outcomes.getOrDefault(outcome, 0L));
            }
            System.out.println(line);
            return;
        }
        System.err.printf(
                Locale.ROOT,
                "%s %,d records of %s to %s at %s%n",
                dryRun ? "would send" : "sent",
                outcomes.getOrDefault(Outcome.SENT, 0L),
                kafka.rejected(),
                kafka.documents(),
                kafka.bootstrapServers());
        say(outcomes, Outcome.TRUNCATED, "were not sent as only their beginning is here: send the originals again");
        say(outcomes, Outcome.UNREADABLE, "are no dead letters");
        say(outcomes, Outcome.REPEATED, "say the same as another, or less");
        say(outcomes, Outcome.LEFT, "were not asked for");
        say(outcomes, Outcome.DONE, "were dealt with before (--all sends them again)");
    }

    private static void say(Map<Outcome, Long> outcomes, Outcome outcome, String what) {
        if (outcomes.containsKey(outcome)) {
            System.err.printf(Locale.ROOT, "%,d %s%n", outcomes.get(outcome), what);
        }
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
