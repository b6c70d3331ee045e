package org.rsvpplatform.kit.architecture;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> the_kit_keeps_its_plan() {
        return Architecture.of("org.rsvpplatform.kit").kit();
    }
}
