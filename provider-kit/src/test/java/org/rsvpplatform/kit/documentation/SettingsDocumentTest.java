package org.rsvpplatform.kit.documentation;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {
    @Test
    void the_settings_of_a_service_are_documented() throws IOException {
        SettingsTable.mustBeDocumented(
                "service",
                "provider-kit/src/main/java/org/rsvpplatform/kit/serve/ServiceSettings.java");
    }

    @Test
    void the_settings_of_the_gateway_are_documented() throws IOException {
        SettingsTable.mustBeDocumented(
                "gateway",
                "gateway/src/main/java/org/rsvpplatform/gateway/settings/GatewaySettings.java");
    }
}
