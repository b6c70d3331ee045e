/**
 * The change of a group's active provider: guarded, fenced, written ahead, explained. It knows no
 * domain; what one brings stands in {@link org.rsvpplatform.kit.act.failover.Takeover}.
 */
package org.rsvpplatform.kit.act.failover;
