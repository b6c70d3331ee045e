package org.rsvpplatform.database.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.rsvpplatform.kit.observe.cause.Confidence;
import org.rsvpplatform.kit.observe.cause.Diagnosis;
import org.rsvpplatform.kit.observe.cause.Remedy;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.CheckResult;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.State;

/** What one probe saw and what it means, with what tests say of it. */
public record Seen(ProbeReport first, HealthBoard.Explained explained) {

    public ProbeReport report() {
        return explained.report();
    }

    public Diagnosis diagnosis() {
        assertThat(explained.diagnosis()).as("a diagnosis of %s", this).isPresent();
        return explained.diagnosis().get();
    }

    public Seen is(State state) {
        assertThat(report().observed()).as("%s", this).isEqualTo(state);
        return this;
    }

    public Seen at(Layer layer) {
        assertThat(report().reason().map(CheckResult::layer)).as("%s", this).contains(layer);
        return this;
    }

    public Seen names(String cause) {
        assertThat(diagnosis().cause()).as("%s", this).isEqualTo(cause);
        return this;
    }

    public Seen isConfirmed() {
        assertThat(diagnosis().evidence()).as("%s", this).doesNotHaveDuplicates();
        assertThat(diagnosis().confidence()).as("%s", this).isEqualTo(Confidence.CONFIRMED);
        assertThat(diagnosis().alternatives()).as("%s", this).isEmpty();
        return this;
    }

    public Seen isLikely() {
        assertThat(diagnosis().confidence()).as("%s", this).isEqualTo(Confidence.LIKELY);
        return this;
    }

    public Seen alsoAllows(String... causes) {
        assertThat(diagnosis().alternatives()).as("%s", this).contains(causes);
        return this;
    }

    /** Neither as the cause, nor as an alternative, nor as a consequence. */
    public Seen doesNotName(String cause) {
        assertThat(diagnosis().cause()).as("%s", this).isNotEqualTo(cause);
        assertThat(diagnosis().alternatives()).as("%s", this).doesNotContain(cause);
        return this;
    }

    public Seen says(String... parts) {
        assertThat(String.join("\n", diagnosis().evidence())).as("%s", this).contains(parts);
        return this;
    }

    public Seen doesNotSay(String... parts) {
        assertThat(String.join("\n", diagnosis().evidence())).as("%s", this).doesNotContain(parts);
        return this;
    }

    public Seen offers(String line) {
        assertThat(lines().toList()).as("%s", this).contains(line);
        return this;
    }

    public Seen offersCommand(String name) {
        assertThat(diagnosis().remedies().stream().map(Remedy::command))
                .as("%s", this)
                .anyMatch(command -> command != null && command.name().equals(name));
        return this;
    }

    public Seen offersFirst(String text) {
        assertThat(diagnosis().remedies().getFirst().text()).as("%s", this).startsWith(text);
        return this;
    }

    /** No remedy's text begins so. */
    public Seen offersNo(String text) {
        assertThat(diagnosis().remedies())
                .as("%s", this)
                .noneMatch(remedy -> remedy.text().startsWith(text));
        return this;
    }

    /** The lines of the remedy whose text begins so. */
    public List<String> remedy(String text) {
        return diagnosis().remedies().stream()
                .filter(remedy -> remedy.text().startsWith(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no remedy \"" + text + "\" in " + this))
                .lines();
    }

    private Stream<String> lines() {
        return diagnosis().remedies().stream().flatMap(remedy -> remedy.lines().stream());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(report().observed().toString()).append('\n');
        report().results()
                .forEach(
                        r ->
                                text.append(
                                        "  %s %s %.1f ms: %s\n"
                                                .formatted(
                                                        r.layer().label(),
                                                        r.outcome().label(),
                                                        r.took().toNanos() / 1e6,
                                                        r.outcome().evidence())));
        explained
                .diagnosis()
                .ifPresent(
                        d ->
                                text.append(
                                        "  %s %s, else %s\n    %s\n    %s\n"
                                                .formatted(
                                                        d.cause(),
                                                        d.confidence(),
                                                        d.alternatives(),
                                                        String.join("\n    ", d.evidence()),
                                                        d.remedies())));
        explained.trace().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }
}
