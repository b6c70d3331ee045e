package org.rsvpplatform.kit.serve.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * Bearer tokens whose hashes stand in a {@link TokenFile}. A token with dots is a JWT and left to
 * the next mechanism.
 */
public final class TokenAuthentication implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";

    private final TokenFile tokens;
    private final Set<String> roles;

    /**
     * @param roles the roles that are let in here; lines of others are as good as absent
     */
    public TokenAuthentication(TokenFile tokens, Set<String> roles) {
        this.tokens = tokens;
        this.roles = Set.copyOf(roles);
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            RoutingContext context, IdentityProviderManager identityProviders) {
        String header = context.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Uni.createFrom().nullItem();
        }
        String token = header.substring(BEARER.length()).strip();
        if (token.indexOf('.') >= 0) {
            return Uni.createFrom().nullItem();
        }
        Optional<TokenFile.Grant> grant = tokens.find(token).filter(g -> roles.contains(g.role()));
        return grant.isEmpty()
                ? Uni.createFrom().failure(new AuthenticationFailedException("unknown token"))
                : Uni.createFrom().item(identity(grant.get()));
    }

    private static SecurityIdentity identity(TokenFile.Grant grant) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(grant.name()))
                .addRoles(Roles.including(grant.role()))
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    /** Before the JWT mechanism, which would call every token that is none invalid. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1000;
    }
}
