package org.rsvpplatform.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.rsvpplatform.kit.serve.http.Problems;

/** What goes wrong before a service is asked, in the same words as there. */
public class GatewayProblems {
    @ServerExceptionMapper(priority = 1)
    Response unauthenticated(UnauthorizedException e) {
        return Problems.unauthenticated().toResponse();
    }

    @ServerExceptionMapper(priority = 1)
    Response unauthenticated(AuthenticationFailedException e) {
        return Problems.unauthenticated().toResponse();
    }

    @ServerExceptionMapper(priority = 1)
    Response forbidden(ForbiddenException e) {
        return Problems.forbidden(e.getMessage()).toResponse();
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
        return Problems.unreadable(e).toResponse();
    }

    @ServerExceptionMapper(
            value = {WebApplicationException.class, NotFoundException.class},
            priority = 1)
    Response unreadable(WebApplicationException e) {
        return Problems.of(e).toResponse();
    }
}
