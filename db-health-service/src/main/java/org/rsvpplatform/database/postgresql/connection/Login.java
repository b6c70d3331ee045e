package org.rsvpplatform.database.postgresql.connection;

import org.rsvpplatform.kit.redaction.Secret;

/** Who logs in. */
public record Login(String user, Secret password) {}
