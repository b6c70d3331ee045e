package org.rsvpplatform.kit.serve.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** With {@code ?follow=true} the answer is a stream; it is the same path, so Accept decides. */
public class FollowFilter {
    @ServerRequestFilter(preMatching = true)
    public void follow(ContainerRequestContext request) {
        if ("true".equals(request.getUriInfo().getQueryParameters().getFirst("follow"))) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.SERVER_SENT_EVENTS);
        }
    }
}
