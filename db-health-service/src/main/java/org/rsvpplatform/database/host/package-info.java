/**
 * What can be seen of a server when it runs on the host that we run on: its processes, its ports,
 * its disks. All of it is read from /proc and the file system; nothing is executed.
 */
package org.rsvpplatform.database.host;
