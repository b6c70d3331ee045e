package org.rsvpplatform.database;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rsvpplatform.kit.architecture.Architecture;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> keeps_the_rules_of_a_domain_service() {
        return Architecture.of("org.rsvpplatform.database").domainService();
    }
}
