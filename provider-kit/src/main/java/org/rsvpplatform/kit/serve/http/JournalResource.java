package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.journal.Entry;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.journal.Filter;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.journal.Page;
import org.rsvpplatform.kit.serve.access.Roles;

/** The append-only record of events, by cursor. */
@Path("/api/v1/journal")
public class JournalResource {
    private static final int MOST = 1000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Journal journal;

    /**
     * @param next the cursor to go on from
     * @param gap entries after the given cursor have been removed by retention
     */
    public record Answer(List<Record> entries, long next, boolean gap) {}

    /** An entry as it is answered; {@code cursor} is what {@code after} takes. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Record(
            long cursor,
            Instant at,
            String type,
            String provider,
            String group,
            String message,
            Map<String, String> details) {
        static Record of(Entry entry) {
            Event event = entry.event();
            return new Record(
                    entry.cursor(),
                    event.at(),
                    event.type(),
                    event.provider(),
                    event.group(),
                    event.message(),
                    event.details());
        }
    }

    /** Which entries. */
    public static class Query {
        /** Entries after this cursor. */
        @QueryParam("after")
        @DefaultValue("0")
        long after;

        @QueryParam("type")
        String type;

        @QueryParam("provider")
        String provider;

        @QueryParam("text")
        String text;

        /** ISO 8601 instants. */
        @QueryParam("from")
        String from;

        @QueryParam("to")
        String to;

        Filter filter() {
            return new Filter(type, provider, text, instant("from", from), instant("to", to));
        }

        private static Instant instant(String field, String value) {
            try {
                return value == null ? null : Instant.parse(value);
            } catch (DateTimeParseException e) {
                throw Problems.invalid(
                        field,
                        "\"%s\" is no instant".formatted(value),
                        "write one such as 2026-01-31T14:25:30Z");
            }
        }
    }

    public JournalResource(Journal journal) {
        this.journal = journal;
    }

    /**
     * Entries, oldest first.
     *
     * @param limit so many at most after the cursor
     * @param latest so many of the newest ones instead, whatever the cursor
     */
    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Answer read(
            @BeanParam Query query,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("latest") Integer latest) {
        Problems.demandRange("limit", limit, MOST);
        if (latest != null) {
            Problems.demandRange("latest", latest, MOST);
        }
        Page page =
                latest == null
                        ? journal.read(query.after, query.filter(), limit)
                        : journal.latest(query.filter(), latest);
        return new Answer(
                page.entries().stream().map(Record::of).toList(), page.next(), page.gap());
    }

    /** Entries as they come; a client that comes back goes on where it was. */
    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> follow(
            @BeanParam Query query,
            @HeaderParam("Last-Event-ID") Long lastEventId,
            @Context Sse sse) {
        Filter filter = query.filter();
        return EventStream.following(
                lastEventId == null ? query.after : lastEventId,
                seen -> {
                    journal.awaitAfter(seen, LOOK_AGAIN);
                    Page page = journal.read(seen, filter, 1);
                    return page.entries().isEmpty()
                            ? EventStream.Next.none(page.next())
                            : event(page.entries().getFirst(), sse);
                });
    }

    private static EventStream.Next event(Entry entry, Sse sse) {
        return new EventStream.Next(
                entry.cursor(),
                sse.newEventBuilder()
                        .id(Long.toString(entry.cursor()))
                        .name(entry.event().type())
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(Record.class, Record.of(entry))
                        .build(),
                false);
    }
}
