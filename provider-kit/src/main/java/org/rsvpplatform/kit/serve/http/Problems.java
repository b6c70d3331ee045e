package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.rsvpplatform.kit.act.command.InvalidParameters.FieldError;
import org.rsvpplatform.kit.act.command.PlanDocument;

/** RFC 9457 answers with a stable type, and a hint that says what to do. */
public final class Problems {
    private static final String TYPES = "urn:rsvp:problem:";

    private Problems() {}

    public static HttpProblem invalid(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return HttpProblem.builder()
                .withType(URI.create(TYPES + "invalid"))
                .withTitle("The request can't be used as it is")
                .withStatus(Status.BAD_REQUEST)
                .withDetail("%s %s".formatted(first.field(), first.problem()))
                .with("hint", first.fix())
                .with("errors", errors)
                .build();
    }

    public static HttpProblem invalid(String field, String problem, String fix) {
        return invalid(List.of(new FieldError(field, problem, fix)));
    }

    /**
     * Refuses a number that is below 1, or too high.
     *
     * @throws HttpProblem 400
     */
    public static void demandRange(String field, int number, int most) {
        if (number < 1 || number > most) {
            throw invalid(field, "is out of range", "write a number from 1 to " + most);
        }
    }

    public static HttpProblem notFound(String what, String hint) {
        return of("not-found", Status.NOT_FOUND, "There is no such thing", what, hint);
    }

    /** A command that answers once is no stream. */
    public static HttpProblem notFollowable(String command) {
        return of(
                "not-followable",
                Status.NOT_FOUND,
                "This command is not followed",
                command + " answers once",
                "POST /api/v1/commands/%s; in the catalogue, those that are streams, too, are followable"
                        .formatted(command));
    }

    public static HttpProblem tooManyStreams(String what, String hint) {
        return of(
                "too-many-streams",
                Status.TOO_MANY_REQUESTS,
                "Too many streams are open",
                what,
                hint);
    }

    public static HttpProblem refused(String why, String hint) {
        return of("refused", Status.CONFLICT, "Refused", why, hint);
    }

    /** The plan stands in the answer, so that it can be shown and agreed to. */
    public static HttpProblem planNeeded(String why, PlanDocument plan) {
        return HttpProblem.builder()
                .withType(URI.create(TYPES + "plan-needed"))
                .withTitle("This needs somebody who agrees to its plan")
                .withStatus(Status.CONFLICT)
                .withDetail("%s: %s".formatted(plan.command(), why))
                .with(
                        "hint",
                        "read the plan, then call again with \"plan\": \"%s\""
                                .formatted(plan.hash()))
                .with("plan", plan)
                .build();
    }

    public static HttpProblem unavailable(String why, String hint) {
        return of(
                "store-unavailable",
                Status.SERVICE_UNAVAILABLE,
                "Nothing can be changed now",
                why,
                hint);
    }

    public static HttpProblem unauthenticated() {
        return HttpProblem.builder()
                .withType(URI.create(TYPES + "unauthenticated"))
                .withTitle("Who are you?")
                .withStatus(Status.UNAUTHORIZED)
                .withDetail(
                        "the request carries no token, or one that is not valid here (any more)")
                .withHeader("WWW-Authenticate", "Bearer")
                .with("hint", "send \"Authorization: Bearer <token>\"")
                .build();
    }

    /**
     * @param why may be null
     */
    public static HttpProblem forbidden(String why) {
        return of(
                "forbidden",
                Status.FORBIDDEN,
                "Not allowed",
                why == null || why.isBlank() ? "your role does not allow this" : why,
                "ask an administrator for a token with the role that it needs");
    }

    /** A service behind the gateway did not answer. */
    public static HttpProblem unreachable(String domain, String why) {
        return of(
                "service-unreachable",
                Status.BAD_GATEWAY,
                "The service does not answer",
                "%s: %s".formatted(domain, why),
                "look at the service's own health and log");
    }

    /** What the server itself found: a body that it can't read, a method that is not there. */
    public static HttpProblem of(WebApplicationException e) {
        return e.getCause() instanceof JsonProcessingException json
                ? unreadable(json)
                : byStatus(e.getResponse());
    }

    /** A body that is no JSON, or not the JSON that is expected here. */
    public static HttpProblem unreadable(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                    invalid(
                            unknown.getPropertyName(),
                            "is not known here",
                            "use one of " + known(unknown));
            case JsonMappingException form ->
                    invalid(place(form), "has the wrong form", "see /q/openapi for the form");
            default -> notJson(e);
        };
    }

    private static HttpProblem byStatus(Response response) {
        HttpProblem.Builder problem =
                HttpProblem.builder()
                        .withType(URI.create(TYPES + "http"))
                        .withTitle(response.getStatusInfo().getReasonPhrase())
                        .withStatus(response.getStatusInfo())
                        .with("hint", "see /q/openapi for what there is");
        response.getStringHeaders()
                .forEach(
                        (name, values) -> values.forEach(value -> problem.withHeader(name, value)));
        return problem.build();
    }

    private static HttpProblem notJson(JsonProcessingException e) {
        return invalid(
                "body",
                "is not JSON: line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
                "send a JSON object");
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String place(JsonMappingException e) {
        String path =
                e.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .map(name -> name == null ? "[]" : name)
                        .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    public static HttpProblem of(
            String type, Status status, String title, String detail, String hint) {
        return HttpProblem.builder()
                .withType(URI.create(TYPES + type))
                .withTitle(title)
                .withStatus(status)
                .withDetail(detail)
                .with("hint", hint)
                .build();
    }
}
