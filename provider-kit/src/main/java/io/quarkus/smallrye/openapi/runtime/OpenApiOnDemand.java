package io.quarkus.smallrye.openapi.runtime;

import io.quarkus.arc.Unremovable;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import io.quarkus.smallrye.openapi.runtime.filter.AutoSecurityFilter;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads the OpenAPI document when it is asked for. Quarkus of 3.31 and later reads it in each
 * start, which takes a sixth of the time until a service is ready (quarkusio/quarkus#54826). Stands
 * in this package since what it overrides is visible here only. Goes with the update to a Quarkus
 * that reads it on demand again (quarkusio/quarkus#55538).
 */
@Singleton
@Alternative
@Priority(1)
@Unremovable
@IfBuildProfile("prod")
public class OpenApiOnDemand extends OpenApiDocumentService {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Runnable> unread = new HashMap<>();

    @Override
    void prepareDocument(
            AutoSecurityFilter security, Map<RunStage, List<String>> filters, String document) {
        lock.lock();
        try {
            unread.put(document, () -> super.prepareDocument(security, filters, document));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] getDocument(String document, Format format) {
        lock.lock();
        try {
            Runnable reading = unread.remove(document);
            if (reading != null) {
                reading.run();
            }
            return super.getDocument(document, format);
        } finally {
            lock.unlock();
        }
    }
}
