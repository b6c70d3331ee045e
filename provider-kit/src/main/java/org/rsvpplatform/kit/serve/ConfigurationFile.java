package org.rsvpplatform.kit.serve;

import jakarta.inject.Singleton;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.redaction.Redactor;

/**
 * The file that names the providers, read for this service's domain with this process's
 * environment.
 */
@Singleton
public class ConfigurationFile {
    private final ServiceSettings settings;
    private final Domain domain;
    private final Redactor redactor;

    public ConfigurationFile(ServiceSettings settings, Domain domain, Redactor redactor) {
        this.settings = settings;
        this.domain = domain;
        this.redactor = redactor;
    }

    /** What stands there now; never throws, whatever the file holds. */
    public DomainConfiguration read() {
        return DomainConfiguration.read(
                domain, ProvidersFile.read(settings.config(), System.getenv(), redactor));
    }
}
