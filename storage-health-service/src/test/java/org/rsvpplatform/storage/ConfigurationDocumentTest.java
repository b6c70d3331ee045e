package org.rsvpplatform.storage;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.documentation.FieldTable;

/** To write the part anew: {@code -Dtest=ConfigurationDocumentTest -Drsvp.regenerate=true}. */
class ConfigurationDocumentTest {
    @Test
    void each_field_that_is_read_is_documented() throws IOException {
        FieldTable.mustBeDocumented(new StorageDomain());
    }
}
