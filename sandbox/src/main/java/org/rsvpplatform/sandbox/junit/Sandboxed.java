package org.rsvpplatform.sandbox.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rsvpplatform.sandbox.suite.SandboxOptions;

/** Gives a test class real servers; see {@link SandboxExtension}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(SandboxExtension.class)
public @interface Sandboxed {
    /** Major version of PostgreSQL: 14, 15 or 18. */
    String postgres() default SandboxOptions.DEFAULT_POSTGRES_VERSION;

    /** Whether the servers start as they have to where a failover begins by itself. */
    boolean failover() default false;
}
