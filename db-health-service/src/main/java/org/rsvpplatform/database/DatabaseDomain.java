package org.rsvpplatform.database;

import jakarta.inject.Singleton;
import java.util.List;
import org.rsvpplatform.database.mysql.Mysql;
import org.rsvpplatform.database.postgresql.Postgresql;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.ProviderKind;

/** Where events, guests and answers are kept. */
@Singleton
public class DatabaseDomain implements Domain {
    private final Postgresql postgresql;
    private final Mysql mysql;

    public DatabaseDomain(Postgresql postgresql, Mysql mysql) {
        this.postgresql = postgresql;
        this.mysql = mysql;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public String commandPrefix() {
        return "db";
    }

    @Override
    public List<ProviderKind<?>> kinds() {
        return List.of(postgresql, mysql);
    }

    @Override
    public Grouping grouping() {
        return Grouping.BY_STANDBY_OF;
    }
}
