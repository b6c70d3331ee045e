/**
 * What a PostgreSQL server knows of itself, asked through the observer's login: one class a
 * question, all of them in one round trip, and what only PostgreSQL has judged here.
 */
package org.rsvpplatform.database.postgresql.capacity;
