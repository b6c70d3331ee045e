/** What a fault is, and the faults on the wire. Stands on proxy. */
package org.rsvpplatform.sandbox.fault;
