package org.rsvpplatform.database;

import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.mysql.Mysql;
import org.rsvpplatform.database.postgresql.Postgresql;
import org.rsvpplatform.kit.documentation.FieldTable;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.time.Ticker;

/** To write the part anew: {@code -Dtest=ConfigurationDocumentTest -Drsvp.regenerate=true}. */
class ConfigurationDocumentTest {
    @Test
    void each_field_that_is_read_is_documented() throws IOException {
        FieldTable.mustBeDocumented(
                new DatabaseDomain(
                        new Postgresql(null, Names.system(), Clock.systemUTC(), Ticker.system()),
                        new Mysql(null, Names.system(), Clock.systemUTC(), Ticker.system())));
    }
}
