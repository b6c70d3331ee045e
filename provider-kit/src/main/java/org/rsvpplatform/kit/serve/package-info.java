/** How a service is put together out of the rooms, and its life from start to end. */
package org.rsvpplatform.kit.serve;
