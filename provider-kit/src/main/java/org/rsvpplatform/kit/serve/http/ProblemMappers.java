package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.store.StoreUnavailable;

/** What the rooms below throw, as problems. */
public class ProblemMappers {
    @ServerExceptionMapper
    Response invalid(InvalidParameters e) {
        return respond(Problems.invalid(e.errors()));
    }

    @ServerExceptionMapper
    Response refused(Refused e) {
        return respond(Problems.refused(e.getMessage(), e.hint()));
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable e) {
        return respond(Problems.unavailable(e.getMessage(), e.hint()));
    }

    @ServerExceptionMapper
    Response notJson(JsonParseException e) {
        return respond(Problems.notJson(e));
    }

    @ServerExceptionMapper
    Response unknownField(UnrecognizedPropertyException e) {
        String known =
                e.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return respond(
                Problems.invalid(e.getPropertyName(), "is not known here", "use one of " + known));
    }

    @ServerExceptionMapper
    Response wrongForm(JsonMappingException e) {
        String field =
                e.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .map(name -> name == null ? "[]" : name)
                        .collect(Collectors.joining("."));
        return respond(
                Problems.invalid(
                        field.isEmpty() ? "body" : field,
                        "has the wrong form",
                        "see /q/openapi for the form"));
    }

    @ServerExceptionMapper(priority = 1)
    Response unauthenticated(UnauthorizedException e) {
        return respond(Problems.unauthenticated());
    }

    @ServerExceptionMapper(priority = 1)
    Response unauthenticated(AuthenticationFailedException e) {
        return respond(Problems.unauthenticated());
    }

    @ServerExceptionMapper(priority = 1)
    Response forbidden(ForbiddenException e) {
        return respond(Problems.forbidden(e.getMessage()));
    }

    private static Response respond(HttpProblem problem) {
        return problem.toResponse();
    }
}
