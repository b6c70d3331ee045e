/**
 * Asks providers how they are: one session with its checks under one deadline, on a jittered
 * schedule, one probe a provider at a time. It says what was seen; what that means is the
 * catalogue's word.
 */
package org.rsvpplatform.kit.observe.probe;
