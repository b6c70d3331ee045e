package org.rsvpplatform.kit.act.command;

import java.util.List;

/** The caller's values do not do: which, and what would. */
public final class InvalidParameters extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    /**
     * One value that does not do.
     *
     * @param fix what to write instead
     */
    public record FieldError(String field, String problem, String fix) {}

    public InvalidParameters(String field, String problem, String fix) {
        this(List.of(new FieldError(field, problem, fix)));
    }

    public InvalidParameters(List<FieldError> errors) {
        super(errors.toString());
        this.errors = List.copyOf(errors);
    }

    public List<FieldError> errors() {
        return errors;
    }
}
