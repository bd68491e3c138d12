package io.knowstream;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency direction of the packages. A rule that hurts is a reason to move code, not to list an exception. */
@AnalyzeClasses(packages = "io.knowstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule graphIsTheGround = imports("graph");

    @ArchTest
    static final ArchRule metricsAreBelowEverything = imports("metrics");

    @ArchTest
    static final ArchRule asynchronousOperatorsKnowNothing = imports("async");

    @ArchTest
    static final ArchRule inferenceKnowsNoFeature = imports("inference", "metrics");

    @ArchTest
    static final ArchRule documentsKnowNoOtherFeature = imports("documents", "graph", "metrics");

    @ArchTest
    static final ArchRule chunkingKnowsNoOtherFeature = imports("chunking", "async", "graph", "inference", "metrics");

    @ArchTest
    static final ArchRule extractionKnowsNoOtherFeature =
            imports("extraction", "async", "graph", "inference", "metrics");

    @ArchTest
    static final ArchRule resolutionKnowsNoOtherFeature = imports("resolution", "clusters", "graph", "metrics");

    @ArchTest
    static final ArchRule clustersKnowTheGraphAlone = imports("clusters", "graph");

    @ArchTest
    static final ArchRule indexKnowsNoOtherFeature = imports("index", "graph", "metrics");

    @ArchTest
    static final ArchRule exportKnowsTheGraphAlone = imports("export", "graph");

    @ArchTest
    static final ArchRule theExplorerReadsTheGraphAlone = imports("job.explore", "chunking", "graph", "index");

    @ArchTest
    static final ArchRule diagnosesKnowNoCommandLine =
            imports("job.diagnose", "index", "inference", "job.config", "job.kafka", "job.monitor", "metrics");

    @ArchTest
    static final ArchRule processesKnowNothing = imports("job.process");

    @ArchTest
    static final ArchRule clustersOfProcessesKnowNoCommandLine =
            imports("job.cluster", "inference", "job.config", "job.kafka", "job.monitor", "job.process");

    @ArchTest
    static final ArchRule evaluationsKnowNoCommandLine = imports("job.evaluate", "extraction", "graph");

    @ArchTest
    static final ArchRule theLibraryKnowsNoKafkaAndNoCommandLine = noClasses()
            .that(resideOutsideOfPackages("io.knowstream.job.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "picocli..", "io.knowstream.job.."));

    @ArchTest
    static final ArchRule inferenceAndGraphRunWithoutFlink = noClasses()
            .that(resideInAnyPackage("io.knowstream.inference..", "io.knowstream.graph..", "io.knowstream.clusters.."))
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.flink.."));

    @ArchTest
    static final ArchRule flinkIsSpokenByItsAdaptersOnly = classes()
            .that(resideOutsideOfPackages("io.knowstream.job.."))
            .and(dependOnFlink())
            .should()
            .haveNameMatching(".*(Function|Operator|Sink|Source|Store)(\\$.*)?");

    /** The package uses itself and the given packages of the project, and no others of the project. */
    private static ArchRule imports(String of, String... allowed) {
        String[] packages = new String[allowed.length + 1];
        for (int i = 0; i < allowed.length; i++) {
            packages[i] = "io.knowstream." + allowed[i] + "..";
        }
        packages[allowed.length] = "io.knowstream." + of + "..";
        return noClasses()
                .that()
                .resideInAPackage("io.knowstream." + of + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.knowstream..").and(resideOutsideOfPackages(packages)));
    }

    private static DescribedPredicate<JavaClass> dependOnFlink() {
        return DescribedPredicate.describe("depend on Flink", type -> type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith("org.apache.flink")));
    }
}
