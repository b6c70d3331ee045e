package org.rsvpplatform.database.connection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.redaction.Secret;

/** Who logs in. */
public record Login(String user, Secret password) {

    /** The platform's own user, which the guide's variables may name. */
    public static Login platform(Section section) {
        return new Login(
                section.text("user").orEnvironment("DATABASE_USER").required(),
                section.secret("password").orEnvironment("DATABASE_PASSWORD").required());
    }

    /** A second user: an observer, which may read statistics, or one that may change roles. */
    public static Login other(Section section) {
        return new Login(section.text("user").required(), section.secret("password").required());
    }

    /** Whom we log in as: this one, and the second one where there is one. */
    public List<String> usersWith(Optional<Login> second) {
        return Stream.concat(Stream.of(this), second.stream()).map(Login::user).toList();
    }
}
