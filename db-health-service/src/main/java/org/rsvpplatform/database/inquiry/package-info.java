/**
 * Second looks that are the same for every kind of database: at the port, the silence, the disks.
 */
package org.rsvpplatform.database.inquiry;
