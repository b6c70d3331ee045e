package org.rsvpplatform.gateway;

import com.fasterxml.jackson.core.JsonParseException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
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

    @ServerExceptionMapper
    Response notJson(JsonParseException e) {
        return Problems.notJson(e).toResponse();
    }
}
