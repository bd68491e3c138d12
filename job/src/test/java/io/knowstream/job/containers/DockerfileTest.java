package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.cli.KnowstreamCli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code Dockerfile} and what it takes from the project; {@link ComposeITCase} runs what is in the image. */
class DockerfileTest {

    private static final Pattern OPENS = Pattern.compile("--add-opens=\\S+");

    /** The instructions, each on one line. */
    private static List<String> instructions() throws IOException {
        return Shipped.text("Dockerfile")
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> arguments(String instruction) throws IOException {
        return instructions().stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1).trim())
                .toList();
    }

    @Test
    void isMadeOfPinnedImagesOfTheVersionsThatTheProjectIsBuiltWith() throws Exception {
        assertThat(arguments("FROM"))
                .satisfiesExactly(
                        build -> assertThat(build).matches("maven:3\\.\\d+\\.\\d+-eclipse-temurin-17 AS build"),
                        flink -> assertThat(flink)
                                .isEqualTo("flink:" + Shipped.property("flink.version") + "-scala_2.12-java17"));
        assertThat(Shipped.property("maven.compiler.release")).isEqualTo("17");
    }

    @Test
    void whatIsCopiedIsInTheContext() throws Exception {
        List<Path> ignored = Shipped.text(".dockerignore")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.contains("*"))
                .map(Path::of)
                .toList();
        List<String> fromContext = arguments("COPY").stream()
                .filter(copy -> !copy.startsWith("--from="))
                .map(copy -> copy.replaceAll("--\\S+ ", "").split(" ")[0])
                .toList();
        assertThat(fromContext)
                .containsExactly(".", "docker/knowstream")
                .allSatisfy(source -> assertThat(Shipped.ROOT.resolve(source)).exists());
        for (String needed : List.of("pom.xml", ".mvn", "operators", "job", "conf", "docker")) {
            assertThat(Shipped.ROOT.resolve(needed)).exists();
            assertThat(ignored).noneMatch(Path.of(needed)::startsWith);
        }
        for (MatchResult module : Pattern.compile("<module>(.+)</module>")
                .matcher(Shipped.text("pom.xml"))
                .results()
                .toList()) {
            assertThat(ignored).doesNotContain(Path.of(module.group(1)));
        }
    }

    @Test
    void runsAsWhomKubernetesSeesToBeNotRoot() throws Exception {
        List<String> users = arguments("USER");
        assertThat(users.get(users.size() - 1)).isEqualTo("9999:9999");
        assertThat(instructions().get(instructions().size() - 1)).startsWith("USER ");
    }

    /** Flink's image gives all of Flink to whom the processes run as, and the owner of a folder can put another in its place. */
    @Test
    void processesWriteOnlyWhatIsTheirs() throws Exception {
        String ownership = arguments("RUN").stream()
                .filter(run -> run.contains("chown"))
                .reduce((one, other) -> "more than one")
                .orElseThrow();
        assertThat(ownership).startsWith("chown -R root:root /opt/flink && ");
        List<String> theirs = Pattern.compile("(?:chown -R flink:flink|install -d -o flink -g flink) ([^&]+?)(?: &&|$)")
                .matcher(ownership)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(" ")))
                .toList();
        assertThat(theirs)
                .containsExactlyInAnyOrder(
                        "/opt/flink/conf", "/opt/flink/log", "/opt/flink/data", "/opt/knowstream/models");
        assertThat(arguments("COPY")).noneMatch(copy -> copy.contains("--chown"));
    }

    /** Two builds at once would write into one repository. */
    @Test
    void buildsTakeTurnsWithMavensRepository() throws Exception {
        assertThat(arguments("RUN").get(0)).startsWith("--mount=type=cache,target=/root/.m2,sharing=locked mvn ");
    }

    @Test
    void tellsTheAllocatorWhatTheLocalCommandsDo() throws Exception {
        Map<String, String> image = TestingImage.variables();
        Matcher local =
                Pattern.compile("export (MALLOC_\\w+)=\"\\$\\{\\1:-(\\d+)}\"").matcher(Shipped.text("knowstream"));
        Map<String, String> expected = new TreeMap<>();
        local.results().forEach(found -> expected.put(found.group(1), found.group(2)));
        assertThat(expected).hasSize(3);
        assertThat(image).containsAllEntriesOf(expected).containsEntry("DISABLE_JEMALLOC", "true");
        assertThat(image.get("DJL_CACHE_DIR")).startsWith("/tmp/");
    }

    @Test
    void commandsOfTheImageAreStartedAsTheLocalOnesAre() throws Exception {
        String launcher = Shipped.text("docker/knowstream");
        assertThat(opens(launcher)).isEqualTo(opens(Shipped.text("knowstream")));
        assertThat(launcher).contains(" " + KnowstreamCli.class.getName() + " \"$@\"");
        assertThat(Shipped.ROOT.resolve("docker/knowstream")).isExecutable();
        Shipped.run("sh", "-n", "docker/knowstream");
    }

    private static List<String> opens(String launcher) {
        return OPENS.matcher(launcher).results().map(MatchResult::group).toList();
    }
}
