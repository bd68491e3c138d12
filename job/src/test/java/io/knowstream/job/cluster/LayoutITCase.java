package io.knowstream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the build leaves for clusters is what {@code docs/layout.md} says. */
class LayoutITCase {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dylib|jnilib|dll)");
    private static final Pattern CLASS_NAME =
            Pattern.compile("`((?:org|io|kafka)(?:\\.[a-z]\\w*)*\\.[A-Z]\\w+)(?: [^`]*)?`");

    private final ClusterBuild build = new ClusterBuild(PROJECT);

    private static Set<String> entries(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Variants for newer JDKs count with their classes. */
    private static Set<String> classes(Path jar) {
        return entries(jar).stream()
                .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                .filter(name -> !name.startsWith("META-INF/"))
                .collect(Collectors.toSet());
    }

    @Test
    void nothingNativeIsInTheJobsJar() throws Exception {
        assertThat(entries(build.job())).noneMatch(name -> NATIVE.matcher(name).matches());
    }

    /** A class in both would be the job's own, and load its library a second time. */
    @Test
    void nothingIsInTheJobsJarAndInLib() throws Exception {
        Set<String> job = classes(build.job());
        assertThat(job).isNotEmpty();
        for (Path jar : build.natives()) {
            assertThat(both(job, classes(jar))).as(jar.toString()).isEmpty();
        }
        for (Path jar : build.flink()) {
            if (jar.getFileName().toString().startsWith("flink-")) {
                assertThat(both(job, classes(jar))).as(jar.toString()).isEmpty();
            }
        }
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(others);
        both.retainAll(some);
        return both;
    }

    /** All that the job is built with is in one place or the other, but for what only local commands show. */
    @Test
    void nothingIsMissing() throws Exception {
        Set<String> there = new HashSet<>(classes(build.job()));
        build.natives().forEach(jar -> there.addAll(classes(jar)));
        List<Path> runtime = Stream.of(
                        Files.readString(PROJECT.resolve("job/target/class-path/runtime"), StandardCharsets.UTF_8)
                                .strip()
                                .split(":"))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .toList();
        assertThat(runtime).isNotEmpty();
        for (Path jar : runtime) {
            Set<String> missing = new TreeSet<>(classes(jar));
            missing.removeAll(there);
            assertThat(missing).as(jar.toString()).isEmpty();
        }
        assertThat(there).contains("io/knowstream/job/Main.class", "io/knowstream/index/IndexSink.class");
        assertThat(entries(build.job())).contains("META-INF/services/org.apache.lucene.codecs.Codec");
    }

    @Test
    void libHasFlinkAndEveryNativeJarOfTheJobOnce() throws Exception {
        Set<String> names = new HashSet<>();
        for (Path jar : build.natives()) {
            assertThat(names.add(jar.getFileName().toString()))
                    .as(jar.toString())
                    .isTrue();
        }
        assertThat(names)
                .anyMatch(name -> name.startsWith("onnxruntime-"))
                .anyMatch(name -> name.startsWith("tokenizers-"))
                .anyMatch(name -> name.startsWith("zstd-jni-"));
        assertThat(build.flink().stream().map(jar -> jar.getFileName().toString()))
                .anyMatch(name -> name.startsWith("flink-runtime-"))
                .anyMatch(name -> name.startsWith("flink-statebackend-rocksdb-"))
                .anyMatch(name -> name.startsWith("frocksdbjni-"))
                .noneMatch(name -> name.startsWith("knowstream-"));
    }

    @Test
    void theJobsJarSaysWhatIsToBeRun() throws Exception {
        try (JarFile file = new JarFile(build.job().toFile())) {
            Attributes manifest = file.getManifest().getMainAttributes();
            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("io.knowstream.job.Main");
            assertThat(manifest.getValue(Attributes.Name.MULTI_RELEASE)).isEqualTo("true");
        }
    }

    @Test
    void theEntryPointsOfTheDocumentationAreThere() throws Exception {
        String text = Files.readString(PROJECT.resolve("docs/layout.md"), StandardCharsets.UTF_8);
        Matcher names = CLASS_NAME.matcher(text);
        Set<String> found = new TreeSet<>();
        while (names.find()) {
            found.add(names.group(1));
            Class.forName(names.group(1), false, LayoutITCase.class.getClassLoader());
        }
        assertThat(found)
                .contains(
                        "io.knowstream.job.Main",
                        "kafka.Kafka",
                        "org.apache.flink.client.cli.CliFrontend",
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
        for (String path : List.of("job/target/flink/lib", "job/target/flink/usrlib/knowstream-job.jar")) {
            assertThat(text).contains(path);
            assertThat(PROJECT.resolve(path)).exists();
        }
    }
}
