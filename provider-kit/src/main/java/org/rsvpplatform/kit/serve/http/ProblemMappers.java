package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.PlanNeeded;
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
    Response planNeeded(PlanNeeded e) {
        return respond(Problems.planNeeded(e.getMessage(), e.plan()));
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable e) {
        return respond(Problems.unavailable(e.getMessage(), e.hint()));
    }

    /** Each by its own name: the extension has mappers of its own for these. */
    @ServerExceptionMapper(
            value = {
                JsonProcessingException.class,
                InvalidFormatException.class,
                UnrecognizedPropertyException.class
            },
            priority = 1)
    Response unreadable(JsonProcessingException e) {
        return respond(Problems.unreadable(e));
    }

    /** The server wraps what it can't read of a body; the cause has the place. */
    @ServerExceptionMapper(
            value = {WebApplicationException.class, NotFoundException.class},
            priority = 1)
    Response unreadable(WebApplicationException e) {
        return respond(Problems.of(e));
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
