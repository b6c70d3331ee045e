package org.rsvpplatform.kit.act.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one component of a command's parameter record. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Parameter {
    /** What it means, as a sentence for help texts. */
    String value();

    /** Its place among the positional arguments of the command line; -1 for a flag. */
    int position() default -1;

    boolean required() default false;
}
