package org.rsvpplatform.kit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The plan of the kit: each room and the rooms that it may use, in the order in which they stand on
 * each other. A room that is not here, or an arrow that is not here, fails the build.
 */
final class Rooms {
    private static final String KIT = "org.rsvpplatform.kit.";

    private static final Map<String, List<String>> USES = new LinkedHashMap<>();

    static {
        USES.put("time", List.of());
        USES.put("redaction", List.of());
        USES.put("store", List.of());
        USES.put("journal", List.of("store", "redaction"));

        USES.put("observe.provider", List.of());
        USES.put("observe.pool", List.of());
        USES.put("observe.config", List.of("time", "redaction"));
        USES.put("observe.cause", List.of("observe.provider"));
        USES.put("observe.probe", List.of("time", "observe.provider", "observe.cause"));
        USES.put(
                "observe.health",
                List.of("time", "observe.provider", "observe.cause", "observe.probe"));
        USES.put(
                "observe.domain",
                List.of(
                        "redaction",
                        "observe.provider",
                        "observe.config",
                        "observe.probe",
                        "observe.health"));

        USES.put(
                "act.command",
                List.of("time", "redaction", "store", "journal", "observe.provider"));
        USES.put(
                "act.providers",
                List.of(
                        "time",
                        "act.command",
                        "observe.provider",
                        "observe.config",
                        "observe.cause",
                        "observe.probe",
                        "observe.health",
                        "observe.domain"));
        USES.put(
                "act.benchmark",
                List.of(
                        "time",
                        "store",
                        "act.command",
                        "act.providers",
                        "observe.provider",
                        "observe.probe",
                        "observe.health",
                        "observe.domain"));
        USES.put(
                "act.failover",
                List.of(
                        "time",
                        "redaction",
                        "store",
                        "journal",
                        "act.command",
                        "observe.provider",
                        "observe.cause",
                        "observe.probe",
                        "observe.health",
                        "observe.domain"));
    }

    private Rooms() {}

    static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        USES.forEach(
                (room, uses) ->
                        rules.put(
                                room + (uses.isEmpty() ? " uses no other room" : " uses " + uses),
                                uses(room, uses)));
        rules.put(
                "every room is on the plan",
                classes()
                        .should()
                        .resideInAnyPackage(
                                Stream.concat(USES.keySet().stream(), Stream.of("serve.."))
                                        .map(room -> KIT + room)
                                        .toArray(String[]::new))
                        .orShould()
                        .haveSimpleName("package-info"));
        rules.put(
                "observe never uses act, and nobody below uses serve",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(KIT + "serve..")
                        .and()
                        .resideOutsideOfPackage(KIT + "act..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(KIT + "act..", KIT + "serve.."));
        rules.put("the kit knows no domain", Architecture.onlyUsesOfOurs("org.rsvpplatform.kit.."));
        rules.put(
                "only the store and the journal speak SQL",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(KIT + "store", KIT + "journal")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite.."));
        rules.put(
                "only serve knows the application server",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(KIT + "serve..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.quarkus..",
                                "io.smallrye..",
                                "io.vertx..",
                                "io.micrometer..",
                                "jakarta..",
                                "org.eclipse.microprofile..",
                                "org.jboss.."));
        rules.put(
                "only the configuration reads YAML",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(KIT + "observe.config", KIT + "observe.cause")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.snakeyaml.."));
        return rules;
    }

    private static ArchRule uses(String room, List<String> uses) {
        String[] allowed =
                Stream.concat(Stream.of(room), uses.stream())
                        .map(name -> KIT + name)
                        .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(KIT + room)
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("org.rsvpplatform.."))
                                .or(resideInAnyPackage(allowed)));
    }
}
