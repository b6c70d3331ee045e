package org.rsvpplatform.kit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules that every module keeps, and those of its own part in the whole. A module's test names
 * its root package and its part:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keeps_the_rules_of_a_domain_service() {
 *     return Architecture.of("org.rsvpplatform.storage").domainService();
 * }
 * }</pre>
 */
public final class Architecture {
    private static final String OURS = "org.rsvpplatform..";
    private static final String KIT = "org.rsvpplatform.kit.";

    private final String root;
    private final JavaClasses classes;

    private Architecture(String root, JavaClasses classes) {
        this.root = root;
        this.classes = classes;
    }

    /** Reads the production classes at and below this package. */
    public static Architecture of(String rootPackage) {
        return of(rootPackage, importer().importPackages(rootPackage));
    }

    /** Reads the classes of a module that is not on the class path. */
    public static Architecture of(String rootPackage, Path classes) {
        return of(rootPackage, importer().importPath(classes));
    }

    private static Architecture of(String rootPackage, JavaClasses classes) {
        JavaClasses below = classes.that(resideInAPackage(rootPackage + ".."));
        if (below.isEmpty()) {
            throw new IllegalArgumentException("there are no classes in " + rootPackage);
        }
        return new Architecture(rootPackage, below);
    }

    private static ClassFileImporter importer() {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS);
    }

    /** Watches the providers of one domain: knows the kit's doors, and no other domain. */
    public Stream<DynamicTest> domainService() {
        return check(
                List.of(
                        everybody(),
                        process(),
                        Map.of(
                                "it knows itself and the kit, and no other domain",
                                onlyUsesOfOurs(root + "..", "org.rsvpplatform.kit.."),
                                "HTTP, tokens and the store are the kit's work",
                                noClasses()
                                        .should()
                                        .dependOnClassesThat()
                                        .resideInAnyPackage(
                                                KIT + "serve..",
                                                KIT + "store..",
                                                "jakarta.ws.rs..",
                                                "java.sql..",
                                                "javax.sql.."))));
    }

    /**
     * Adds the domains up: knows them by name and by the contract only, and of the kit what the
     * contract's words are and how callers are known.
     */
    public Stream<DynamicTest> gateway() {
        return check(
                List.of(
                        everybody(),
                        process(),
                        Map.of(
                                "it knows no domain, and of the kit the words of the contract and"
                                        + " access",
                                onlyUsesOfOurs(
                                        root + "..",
                                        KIT + "time",
                                        KIT + "observe.provider",
                                        KIT + "act.command",
                                        KIT + "serve.log",
                                        KIT + "serve.access",
                                        KIT + "serve.http",
                                        KIT + "serve.metrics"),
                                "it probes nothing and keeps nothing",
                                noClasses()
                                        .should()
                                        .dependOnClassesThat()
                                        .resideInAnyPackage("java.sql..", "javax.sql.."))));
    }

    /** A tool that stands beside the services: talks to them over the wire, shares no code. */
    public Stream<DynamicTest> tool() {
        return check(
                List.of(
                        everybody(),
                        Map.of(
                                "packages are free of cycles; the root has what all of them say",
                                freeOfCycles("org.rsvpplatform.*.(**)"),
                                "it shares no code with the other modules",
                                onlyUsesOfOurs(root + ".."),
                                "it needs no application server",
                                noClasses()
                                        .should()
                                        .dependOnClassesThat()
                                        .resideInAnyPackage("io.quarkus..", "jakarta.ws.rs.."))));
    }

    /** The kit; {@link Rooms} has its plan. */
    Stream<DynamicTest> kit() {
        return check(List.of(everybody(), process(), Rooms.rules()));
    }

    private static ArchRule freeOfCycles(String packages) {
        return slices().matching(packages).should().beFreeOfCycles();
    }

    private static Map<String, ArchRule> everybody() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put(
                "classes are named for what they are",
                noClasses()
                        .should()
                        .haveNameMatching(
                                ".*[.$](\\w*(Manager|Helper|Utils?|Impl|Info|Data)|(Abstract|Base)[A-Z]\\w*)"));
        rules.put(
                "packages are named by feature",
                noClasses()
                        .should()
                        .resideInAnyPackage(
                                "..util..",
                                "..utils..",
                                "..dto..",
                                "..impl..",
                                "..common..",
                                "..model..",
                                "..misc.."));
        rules.put("exceptions say what went wrong", NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS);
        rules.put(
                "state is changed by its owner",
                fields().that().arePublic().or().areProtected().should().beFinal());
        return rules;
    }

    /** What holds in a process that runs for months and is tested with a clock of its own. */
    private static Map<String, ArchRule> process() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("packages are free of cycles", freeOfCycles("org.rsvpplatform.(**)"));
        rules.put(
                "time is java.time",
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                "java\\.util\\.(Calendar|GregorianCalendar|Timer|TimerTask)"
                                        + "|java\\.text\\.(Simple)?DateFormat"
                                        + "|java\\.sql\\.(Date|Time|Timestamp)")
                        .orShould()
                        .callCodeUnitWhere(
                                DescribedPredicate.describe(
                                        "a Date is more than what an old API answers",
                                        call ->
                                                call.getTargetOwner().isEquivalentTo(Date.class)
                                                        && !call.getName().equals("toInstant"))));
        rules.put(
                "the time comes from the injected clock and ticker",
                noClasses()
                        .that(not(named(KIT + "time.Ticker")))
                        .should()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(Clock.class, "systemDefaultZone"));
        rules.put(
                "the environment is read in one place",
                noClasses()
                        .that(not(named(KIT + "serve.ConfigurationFile")))
                        .should()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getenv", String.class));
        rules.put(
                "nobody ends the process",
                noClasses()
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "halt", int.class));
        rules.put(
                "beans are given what they need",
                fields().should()
                        .notBeAnnotatedWith("jakarta.inject.Inject")
                        .andShould()
                        .notBeAnnotatedWith(
                                "org.eclipse.microprofile.config.inject.ConfigProperty"));
        return rules;
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.describe(name, type -> type.getName().equals(name));
    }

    /** Of this project's classes only those in the given packages. */
    static ArchRule onlyUsesOfOurs(String... packages) {
        return classes()
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage(OURS)).or(resideInAnyPackage(packages)));
    }

    private Stream<DynamicTest> check(List<Map<String, ArchRule>> rules) {
        return rules.stream()
                .flatMap(some -> some.entrySet().stream())
                .map(
                        rule ->
                                DynamicTest.dynamicTest(
                                        rule.getKey(),
                                        () ->
                                                rule.getValue()
                                                        .as(rule.getKey())
                                                        .allowEmptyShould(true)
                                                        .check(classes)));
    }
}
