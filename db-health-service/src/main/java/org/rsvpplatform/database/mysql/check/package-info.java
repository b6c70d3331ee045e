/** What is asked through a session, one class a question. */
package org.rsvpplatform.database.mysql.check;
