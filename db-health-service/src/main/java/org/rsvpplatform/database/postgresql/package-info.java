/**
 * PostgreSQL, 14 to 18, as a provider: its settings, and the backend that puts connection, checks
 * and inquiries together.
 */
package org.rsvpplatform.database.postgresql;
