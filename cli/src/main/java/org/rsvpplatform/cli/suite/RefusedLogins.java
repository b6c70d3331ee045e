package org.rsvpplatform.cli.suite;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.rsvpplatform.cli.json.Json;

/**
 * The providers whose last probe was refused its login, as a detailed status tells them. They are
 * left alone for a while, since accounts lock, and so look broken longer than they are.
 */
final class RefusedLogins {
    private final Json status;

    RefusedLogins(Json status) {
        this.status = status;
    }

    /** One line for each of these providers that is left alone. */
    List<String> hints(Collection<String> providers) {
        List<String> hints = new ArrayList<>();
        status.get("domains")
                .fields()
                .forEach(
                        (domain, told) ->
                                told.get("providers")
                                        .fields()
                                        .forEach(
                                                (name, provider) -> {
                                                    if (providers.contains(name)
                                                            && isRefused(provider)) {
                                                        hints.add(hint(domain, name));
                                                    }
                                                }));
        return hints;
    }

    private static boolean isRefused(Json provider) {
        return !provider.text("state").equals("UNKNOWN")
                && provider.get("checks").items().stream()
                        .anyMatch(
                                check ->
                                        check.text("layer").equals("authentication")
                                                && check.text("outcome").equals("failed"));
    }

    private static String hint(String domain, String provider) {
        String left = provider + " refused our login, and so is asked seldom";
        return domain.equals("database")
                ? left + "; ./rsvp db:reconnect " + provider + " asks now."
                : left + ".";
    }
}
