package io.knowstream.job.diagnose;

import java.util.List;

/** What is found of brokers and topics. */
final class KafkaCodes {

    static final Code UNREACHABLE = new Code(
            Severity.ERROR,
            "kafka.unreachable",
            "no broker answers at {0} within {1}: {2}",
            "Check kafka.bootstrap-servers, that a broker listens there and advertises an address that can "
                    + "be reached from here, and that security.protocol is that of the listener.");

    static final Code AUTHENTICATION = new Code(
            Severity.ERROR,
            "kafka.authentication-failed",
            "the brokers at {0} refuse the credentials ({1}): {2}",
            "Check kafka.properties.sasl.mechanism and kafka.properties.sasl.jaas.config, user and password.");

    static final Code TLS = new Code(
            Severity.ERROR,
            "kafka.tls-failed",
            "no TLS connection with {0}: {1}",
            "Check kafka.properties.security.protocol and kafka.properties.ssl.truststore.location, and that"
                    + " the certificate is for that host.");

    static final Code PROPERTIES = new Code(
            Severity.ERROR,
            "kafka.properties-wrong",
            "no client can be made of kafka.properties: {0}",
            "Put the property right that it names.");

    static final Code NOT_AUTHORISED = new Code(
            Severity.ERROR,
            "kafka.not-authorised",
            "the user may not {0}",
            "Let an administrator grant it with kafka-acls.sh.");

    static final Code TOPIC_MISSING = new Code(
            Severity.ERROR,
            "kafka.topic-missing",
            "there is no topic {0} ({1}) at {2}",
            "Make it: kafka-topics.sh --create --topic {0} --partitions N --bootstrap-server {2}; or correct"
                    + " {1}.");

    static final Code OFFLINE = new Code(
            Severity.ERROR,
            "kafka.partitions-offline",
            "{0} of {1} partitions of topic {2} have no leader",
            "Start the brokers that hold them.");

    static final Code TRANSACTION_TIMEOUT = new Code(
            Severity.ERROR,
            "kafka.transaction-timeout",
            "kafka.transaction-timeout is {0} ms, and the brokers allow {1} ms (transaction.max.timeout.ms):"
                    + " the job cannot start its transactions",
            "Raise transaction.max.timeout.ms of the brokers, or lower kafka.transaction-timeout.");

    static final Code REJECTED_SIZE = new Code(
            Severity.WARNING,
            "kafka.rejected-too-large",
            "dead letters may have {0} bytes, as rejected.max-bytes is {1} and they are written in Base64, "
                    + "and topic {2} takes {3} bytes (max.message.bytes)",
            "Raise max.message.bytes of the topic, or lower rejected.max-bytes.");

    static final Code IDLE_SUBTASKS = new Code(
            Severity.WARNING,
            "kafka.parallelism-above-partitions",
            "the parallelism of the source is {0}, more than the partitions of topic {1}, which are {2}; "
                    + "subtasks that read nothing: {3}",
            "Add partitions (documents of an id must stay in one: do it while the topic is empty, or send "
                    + "all documents again), or lower the parallelism.");

    static final Code UNDER_REPLICATED = new Code(
            Severity.WARNING,
            "kafka.under-replicated",
            "{0} of {1} partitions of topic {2} have fewer replicas in sync than they should",
            "Start the brokers that hold the others, or wait until they have caught up.");

    static final Code NOT_REPLICATED = new Code(
            Severity.WARNING,
            "kafka.not-replicated",
            "topic {0} has one replica on a cluster of {1} brokers: one lost disk loses records",
            "Raise its replication factor with kafka-reassign-partitions.sh.");

    static final List<Code> ALL = List.of(
            UNREACHABLE,
            AUTHENTICATION,
            TLS,
            PROPERTIES,
            NOT_AUTHORISED,
            TOPIC_MISSING,
            OFFLINE,
            TRANSACTION_TIMEOUT,
            REJECTED_SIZE,
            IDLE_SUBTASKS,
            UNDER_REPLICATED,
            NOT_REPLICATED);

    private KafkaCodes() {}
}
