/**
 * What the ways to any database have in common: where a server is, who logs in, how TLS is wanted,
 * which address is tried when, and what the network's own errors mean.
 */
package org.rsvpplatform.database.connection;
