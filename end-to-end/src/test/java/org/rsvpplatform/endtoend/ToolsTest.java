package org.rsvpplatform.endtoend;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.rsvpplatform.kit.architecture.Architecture;

/** The modules that start fast or stand alone must not need the kit, not even for their tests. */
class ToolsTest {
    @TestFactory
    Stream<DynamicTest> the_command_line_keeps_the_rules_of_a_tool() {
        return tool("org.rsvpplatform.cli", "cli");
    }

    @TestFactory
    Stream<DynamicTest> the_sandbox_keeps_the_rules_of_a_tool() {
        return tool("org.rsvpplatform.sandbox", "sandbox");
    }

    private static Stream<DynamicTest> tool(String rootPackage, String module) {
        Path classes = Path.of(System.getProperty("rsvp.root"), module, "target", "classes");
        return Architecture.of(rootPackage, classes).tool();
    }
}
