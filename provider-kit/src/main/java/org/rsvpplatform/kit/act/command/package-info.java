/**
 * Commands: declared once with typed parameters and a typed result. Routes, the command line, its
 * help and the documentation come from the declarations.
 */
package org.rsvpplatform.kit.act.command;
