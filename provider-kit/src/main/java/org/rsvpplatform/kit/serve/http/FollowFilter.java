package org.rsvpplatform.kit.serve.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The journal is a list, and with {@code ?follow=true} a stream; both have the same path, so Accept
 * decides. A client that takes anything, such as curl, gets the list: a stream has no end.
 */
public class FollowFilter {
    private static final String JOURNAL = "/api/v1/journal";

    @ServerRequestFilter(preMatching = true)
    public void follow(ContainerRequestContext request) {
        if ("true".equals(request.getUriInfo().getQueryParameters().getFirst("follow"))) {
            accept(request, MediaType.SERVER_SENT_EVENTS);
        } else if (request.getUriInfo().getPath().equals(JOURNAL) && takesAnything(request)) {
            accept(request, MediaType.APPLICATION_JSON);
        }
    }

    private static boolean takesAnything(ContainerRequestContext request) {
        return request.getAcceptableMediaTypes().stream().anyMatch(MediaType::isWildcardType);
    }

    private static void accept(ContainerRequestContext request, String type) {
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, type);
    }
}
