/**
 * What database servers of every kind have in common: logins, a folder with disks of its own,
 * administrative sessions, sessions that hold on to something, pages that can be damaged. Stands on
 * process, proxy, tls and fault.
 */
package org.rsvpplatform.sandbox.database;
