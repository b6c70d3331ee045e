package org.rsvpplatform.kit.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A document of which parts are generated, each between two comments: {@code <!-- generated: name
 * -->} and {@code <!-- end -->}. A part that is not what the code says fails the test; with {@code
 * -Drsvp.regenerate=true} the test writes it anew.
 */
final class Document {
    private static final String END = "<!-- end -->";

    private final Path file;

    Document(String name) {
        this.file = Path.of(System.getProperty("rsvp.root"), "docs", name);
    }

    /** What stands in this part now. */
    String part(String name) throws IOException {
        String text = Files.readString(file);
        return text.substring(begin(text, name), end(text, name));
    }

    /** This part must be so. */
    void mustHave(String name, String content) throws IOException {
        String text = Files.readString(file);
        if (Boolean.getBoolean("rsvp.regenerate")) {
            Files.writeString(
                    file,
                    text.substring(0, begin(text, name))
                            + content
                            + text.substring(end(text, name)));
        }
        assertThat(part(name))
                .as(
                        "the part \"%s\" of docs/%s is stale; write it anew with"
                                + " -Drsvp.regenerate=true",
                        name, file.getFileName())
                .isEqualTo(content);
    }

    private int begin(String text, String name) {
        String mark = "<!-- generated: " + name + " -->\n";
        int at = text.indexOf(mark);
        assertThat(at).as("the mark %s in %s", mark.strip(), file).isNotNegative();
        return at + mark.length();
    }

    private int end(String text, String name) {
        int at = text.indexOf(END, begin(text, name));
        assertThat(at).as("the end of the part %s in %s", name, file).isNotNegative();
        return at;
    }
}
