package io.knowstream.job.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.common.utils.Utils;

/**
 * References to secrets in the properties of Kafka clients: {@code ${env:NAME}}, {@code ${file:/path.properties:key}} and
 * {@code ${directory:/path:file}}, by Kafka's own configuration providers.
 *
 * <p>A client resolves them when it is made, in the process that it is made in. So what holds a configuration before, the
 * job graph and the high-availability storage among it, holds references alone. Not for values: only keys and references
 * come into messages.
 */
final class SecretReferences {

    private static final Map<String, Class<? extends ConfigProvider>> PROVIDERS = new TreeMap<>(Map.of(
            "env", EnvVarConfigProvider.class,
            "file", FileConfigProvider.class,
            "directory", DirectoryConfigProvider.class));

    /** What is left of an option of JAAS where the references are taken out. */
    private static final Pattern CLEAR_PASSWORD =
            Pattern.compile("\\w*(?:password|secret)\\w*\\s*=\\s*\"?[^\"\\s;]", Pattern.CASE_INSENSITIVE);

    private SecretReferences() {}

    /** Whether a value refers to anything. */
    static boolean isIn(String value) {
        return ConfigTransformer.DEFAULT_PATTERN.matcher(value).find();
    }

    /** The same properties with what a client needs to resolve references; whoever names providers is left alone. */
    static Map<String, String> resolvable(Map<String, String> properties) {
        boolean needed = properties.values().stream().anyMatch(SecretReferences::isIn);
        if (!needed || properties.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            return properties;
        }
        Map<String, String> all = new TreeMap<>(properties);
        all.put(AbstractConfig.CONFIG_PROVIDERS_CONFIG, String.join(",", PROVIDERS.keySet()));
        PROVIDERS.forEach((name, provider) ->
                all.put(AbstractConfig.CONFIG_PROVIDERS_CONFIG + "." + name + ".class", provider.getName()));
        return all;
    }

    /**
     * What cannot be resolved in this process, {@code KEY refers to REFERENCE} each. Kafka would leave the text as it is, and
     * a broker would call it a wrong password.
     */
    static List<String> unresolved(Map<String, String> properties) {
        List<String> unresolved = new ArrayList<>();
        if (properties.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            return unresolved;
        }
        new TreeMap<>(properties).forEach((key, value) -> {
            Matcher reference = ConfigTransformer.DEFAULT_PATTERN.matcher(value);
            while (reference.find()) {
                String path = reference.group(3) == null ? "" : reference.group(3);
                if (!resolves(reference.group(1), path, reference.group(4))) {
                    unresolved.add(key + " refers to " + reference.group());
                }
            }
        });
        return unresolved;
    }

    /**
     * For whoever makes a client out of a job's properties.
     *
     * @throws ConfigException if one of them refers to what is not there for this process
     */
    static void requireResolved(Map<String, String> properties) {
        List<String> unresolved = unresolved(properties);
        if (!unresolved.isEmpty()) {
            throw new ConfigException(unresolved.stream()
                    .map(each -> "kafka.properties." + each)
                    .collect(Collectors.joining(
                            "; ", "", ": there is no such variable, file or key in it for this process")));
        }
    }

    /** Whether a value refers to its secrets, all of them as far as their names tell: a line of JAAS has several. */
    static boolean hides(String value) {
        return isIn(value)
                && CLEAR_PASSWORD
                        .matcher(
                                ConfigTransformer.DEFAULT_PATTERN.matcher(value).replaceAll(""))
                        .results()
                        .findAny()
                        .isEmpty();
    }

    private static boolean resolves(String name, String path, String key) {
        Class<? extends ConfigProvider> type = PROVIDERS.get(name);
        if (type == null) {
            return false;
        }
        try (ConfigProvider provider = Utils.newInstance(type)) {
            provider.configure(Map.of());
            return provider.get(path, Set.of(key)).data().get(key) != null;
        } catch (KafkaException | IOException e) {
            // A file that is not there or may not be read.
            return false;
        }
    }
}
