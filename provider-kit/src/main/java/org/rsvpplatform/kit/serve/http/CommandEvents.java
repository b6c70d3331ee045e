package org.rsvpplatform.kit.serve.http;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.rsvpplatform.kit.act.command.Declaration;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.ReadCall;
import org.rsvpplatform.kit.time.DurationText;

/**
 * The answers of one call as events, the first at once. A look that fails is an event, too; only
 * what the caller gave wrongly is told before the stream begins.
 *
 * @param from the number of the event that was seen last; the next is one more
 * @param every the pause between two looks, which also keeps the connection alive
 */
record CommandEvents(Followers followers, ReadCall<?, ?> call, long from, Duration every, Sse sse) {
    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /**
     * @param text as an operator writes it; null for the usual pause
     */
    static Duration every(String text) {
        return text == null
                ? USUAL
                : DurationText.parse(text)
                        .filter(d -> d.compareTo(SharedLook.NEWS) >= 0)
                        .filter(d -> d.compareTo(LONGEST) <= 0)
                        .orElseThrow(
                                () ->
                                        Problems.invalid(
                                                Declaration.EVERY,
                                                "is no pause between two looks",
                                                "give a duration from 1s to 30s"));
    }

    /**
     * Looks for the first time, and then as long as somebody listens. The head of an answer is
     * written before its first event is there: what would be a problem has to be known by then.
     */
    Multi<OutboundSseEvent> stream() throws InterruptedException {
        Look first;
        try (Followers.Follower asking = join()) {
            first = asking.look();
        }
        if (first instanceof Look.Failed(InvalidParameters invalid, String _)) {
            throw invalid;
        }
        // Who went away meanwhile never subscribes: no place is taken before.
        return Multi.createFrom().deferred(() -> following(join(), first));
    }

    private Multi<OutboundSseEvent> following(Followers.Follower follower, Look first) {
        return EventStream.following(from, seen -> next(follower, first, seen))
                .onTermination()
                .invoke(follower::close);
    }

    private Followers.Follower join() {
        return followers
                .join(call)
                .orElseThrow(
                        () ->
                                Problems.tooManyStreams(
                                        "%d commands are followed already"
                                                .formatted(Followers.MOST),
                                        "end one of them, or ask now and then instead"));
    }

    private EventStream.Next next(Followers.Follower follower, Look first, long seen)
            throws InterruptedException {
        if (seen == from) {
            return new EventStream.Next(seen + 1, event(seen + 1, first), false);
        }
        return follower.gone(every)
                ? new EventStream.Next(seen, null, true)
                : new EventStream.Next(seen + 1, event(seen + 1, follower.look()), false);
    }

    private OutboundSseEvent event(long number, Look look) {
        return switch (look) {
            case Look.Answered(String json) -> event(number, "answer", json);
            case Look.Failed(RuntimeException _, String problem) ->
                    event(number, "failure", problem);
        };
    }

    private OutboundSseEvent event(long number, String name, String json) {
        return sse.newEventBuilder()
                .id(Long.toString(number))
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(String.class, json)
                .build();
    }
}
