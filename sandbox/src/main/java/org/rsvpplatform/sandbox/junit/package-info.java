/** Real servers as parameters of tests. */
package org.rsvpplatform.sandbox.junit;
