/**
 * A bounded load on one database, and what it says of network, flush, CPU, locks and pool. A kind
 * of server brings its statements and its evidence as a {@link Subject}.
 */
package org.rsvpplatform.database.benchmark;
