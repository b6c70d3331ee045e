/** Links to servers that can be cut. Stands on process. */
package org.rsvpplatform.sandbox.proxy;
