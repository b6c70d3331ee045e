package org.rsvpplatform.kit.serve.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The journal is a page, and with {@code ?follow=true} a stream, at one path: whoever does not say
 * what to accept gets the page.
 */
public class FollowFilter {
    @ServerRequestFilter(preMatching = true)
    public void follow(ContainerRequestContext request) {
        if (!request.getUriInfo().getPath().endsWith("/journal")) {
            return;
        }
        boolean follow =
                "true".equals(request.getUriInfo().getQueryParameters().getFirst("follow"));
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (follow) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.SERVER_SENT_EVENTS);
        } else if (accept == null || accept.contains("*/*")) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
        }
    }
}
