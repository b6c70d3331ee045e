/**
 * Starts and stops the processes of a checkout, and knows what runs. Uses nothing of how results
 * are shown but for break.
 */
package org.rsvpplatform.cli.suite;
