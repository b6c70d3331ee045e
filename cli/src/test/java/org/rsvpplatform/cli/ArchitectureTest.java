package org.rsvpplatform.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.rsvpplatform.cli");

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("org.rsvpplatform.(cli..)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void how_results_look_does_not_depend_on_how_they_were_had() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage("..output..", "..terminal..", "..catalogue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..gateway..", "..suite..", "..command..", "picocli..")
                .check(CLASSES);
    }
}
