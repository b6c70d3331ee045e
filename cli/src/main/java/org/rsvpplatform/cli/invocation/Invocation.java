package org.rsvpplatform.cli.invocation;

import java.nio.file.Path;
import java.util.Map;
import org.rsvpplatform.cli.terminal.Terminal;

/**
 * What a command gets from outside.
 *
 * @param root the checkout that {@code rsvp} lies in
 * @param workingDirectory where the caller stands; relative paths are meant from there
 */
public record Invocation(
        Terminal terminal, Path root, Path workingDirectory, Map<String, String> environment) {}
