/**
 * How much room a database has left, whatever kind it is: the shapes of what a server knows of
 * itself, and one judgement a question. The kinds of servers fill the shapes.
 */
package org.rsvpplatform.database.capacity;
