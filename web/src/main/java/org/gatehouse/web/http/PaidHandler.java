package org.gatehouse.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.function.Function;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a path does at its visitor's cost: a place for as long as the request lasts, and the time that it takes. Who
/// has used up theirs gets 503 and is told when to come again (RFC 9110 15.6.4, 10.2.3). The refusal is not kept back:
/// unlike one of RPC it would hold one of the requests that the listener has for everybody.
///
/// @param purse whose budget pays for a request
/// @param refusing writes the 503 to who has used up theirs
public record PaidHandler(Handler handler, Function<Visit, Purse> purse, Refusing refusing) implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(PaidHandler.class);
    private static final int UNAVAILABLE = 503;

    /// How a refusal is told.
    @FunctionalInterface
    public interface Refusing {
        void write(Visit visit, Refusal why) throws IOException;
    }

    /// One that refuses with the reason as plain text.
    public PaidHandler(Handler handler, Function<Visit, Purse> purse) {
        this(handler, purse, PaidHandler::say);
    }

    @Override
    public void handle(Visit visit) throws IOException {
        Purse payer = purse.apply(visit);
        switch (payer.open(Line.MAIN)) {
            case Entry.Refused<Place>(Refusal why) -> refuse(visit, why);
            case Entry.Granted<Place>(Place place) -> {
                try (place) {
                    work(visit, payer);
                }
            }
        }
    }

    private void work(Visit visit, Purse payer) throws IOException {
        switch (payer.begin()) {
            case Entry.Refused<Work>(Refusal why) -> refuse(visit, why);
            case Entry.Granted<Work>(Work work) -> {
                try (work) {
                    Void _ = work.<Void, IOException>during(() -> {
                        handler.handle(visit);
                        return null;
                    });
                }
            }
        }
    }

    private void refuse(Visit visit, Refusal why) throws IOException {
        LOG.debug("{} at {}: {}", visit.connection().client(), visit.path(), why.text());
        refusing.write(visit, why);
    }

    private static void say(Visit visit, Refusal why) throws IOException {
        visit.answer().status(UNAVAILABLE).set("Retry-After", Long.toString(why.seconds()))
                .send("text/plain; charset=utf-8", (why.text() + "\n").getBytes(UTF_8));
    }
}
