package org.rsvpplatform.gateway.service;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rsvpplatform.gateway.settings.GatewaySettings;
import org.rsvpplatform.kit.time.Ticker;

/** Looks at every service again and again, each on its own, and keeps what it answered last. */
@Singleton
public class Follower {
    private static final String NOT_ASKED = "not asked yet";

    private final Services services;
    private final GatewaySettings.Follow settings;
    private final Ticker ticker;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();
    private final Map<String, AtomicBoolean> looking = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor schedule =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("follow").factory());
    private volatile long heartbeat;

    public Follower(Services services, GatewaySettings settings, Ticker ticker) {
        this.services = services;
        this.settings = settings.follow();
        this.ticker = ticker;
    }

    void start(@Observes StartupEvent event) {
        heartbeat = ticker.nanos();
        for (String domain : services.domains()) {
            followed.put(domain, new Followed(null, ticker.nanos(), NOT_ASKED));
            looking.put(domain, new AtomicBoolean());
        }
        schedule.scheduleAtFixedRate(
                this::lookAtAll, 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        schedule.shutdownNow();
    }

    private void lookAtAll() {
        heartbeat = ticker.nanos();
        for (String domain : services.domains()) {
            AtomicBoolean busy = looking.get(domain);
            if (busy.compareAndSet(false, true)) {
                Thread.ofVirtual()
                        .name("follow " + domain)
                        .start(
                                () -> {
                                    try {
                                        look(domain);
                                    } finally {
                                        busy.set(false);
                                    }
                                });
            }
        }
    }

    private void look(String domain) {
        try {
            Services.Answer answer =
                    services.look(domain, "/api/v1/status?detailed=true", settings.deadline());
            if (!answer.good()) {
                fail(domain, "it answered " + answer.error());
            } else if (!Followed.isStatus(answer.body())) {
                fail(domain, "it answered no status");
            } else {
                followed.put(domain, new Followed(answer.body(), ticker.nanos(), null));
            }
        } catch (ServiceUnreachable e) {
            fail(domain, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(String domain, String problem) {
        followed.compute(
                domain, (_, last) -> new Followed(last.status(), last.answeredAt(), problem));
    }

    /** What is known of a service now. */
    public Followed of(String domain) {
        return followed.get(domain);
    }

    /** Time since a service answered last, or since the start when it never did. */
    public Duration age(String domain) {
        return Duration.ofNanos(Math.max(0, ticker.nanos() - followed.get(domain).answeredAt()));
    }

    /** True when the last answer is too old to be believed, or there was none yet. */
    public boolean stale(String domain) {
        Followed last = followed.get(domain);
        return last.status() == null || age(domain).compareTo(settings.staleAfter()) > 0;
    }

    /** Why a service is not worth waiting for; empty when it answers, or was not asked yet. */
    public Optional<String> silence(String domain) {
        String problem = followed.get(domain).problem();
        return stale(domain) && !NOT_ASKED.equals(problem)
                ? Optional.of("the service is silent: " + problem)
                : Optional.empty();
    }

    /** Time since the loop last turned. */
    public Duration sinceHeartbeat() {
        return Duration.ofNanos(ticker.nanos() - heartbeat);
    }
}
