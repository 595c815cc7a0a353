package org.gatehouse.web.mapihttp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.mapi.http.ResponseCode;
import org.gatehouse.web.http.Answer;
import org.gatehouse.web.http.BodyTooLargeException;
import org.gatehouse.web.http.Handler;
import org.gatehouse.web.http.Visit;
import org.gatehouse.web.mapihttp.SessionContexts.Context;
import org.gatehouse.web.mapihttp.SessionContexts.Turn;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves one endpoint of MAPI over HTTP: checks requests, finds their session contexts, answers
/// ([MS-OXCMAPIHTTP] 3.2.5).
///
/// @param <S> what a session context holds
public final class MapiHttp<S extends AutoCloseable> implements Handler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MapiHttp.class);
    private static final String CONTEXT_COOKIE = "MapiContext";
    private static final String SEQUENCE_COOKIE = "MapiSequence";
    private static final int HTTPS_PORT = 443;
    private static final int ECHO_CHARS_MAX = 256;
    private static final int STATUS_OK = 200;
    private static final int STATUS_BROKEN = 500;

    private final Endpoint<S> endpoint;
    private final SessionContexts<S> contexts;
    private final KeepAlive keepAlive;
    private final InstantSource clock;
    private final HttpDates dates = new HttpDates();
    private final Map<PendingAnswer, CompletableFuture<Void>> waits = new ConcurrentHashMap<>();
    /// Since then clients whose contexts have ended are told to connect anew.
    private volatile boolean draining;
    private volatile boolean closed;

    /// How long and how many.
    ///
    /// @param idleMax how long a session context may have no request before it expires
    /// @param contextsMax session contexts of one endpoint
    public record Limits(Duration idleMax, int contextsMax) {
        public static final Limits DEFAULT = new Limits(Duration.ofMinutes(15), 65_536);
    }

    private MapiHttp(Endpoint<S> endpoint, Limits limits, KeepAlive keepAlive, InstantSource clock,
            RandomGenerator random) {
        this.endpoint = endpoint;
        this.contexts = new SessionContexts<>(random, limits.idleMax(), limits.contextsMax());
        this.keepAlive = keepAlive;
        this.clock = clock;
        keepAlive.onTick(this::expire);
    }

    /// @param random a cryptographically strong source
    public static MapiHttp<MailboxSessions.MailboxSession> mailbox(MailboxSessions sessions, Limits limits,
            KeepAlive keepAlive, InstantSource clock, RandomGenerator random) {
        return new MapiHttp<>(new MailboxEndpoint(sessions), limits, keepAlive, clock, random);
    }

    /// @param random a cryptographically strong source
    public static MapiHttp<AddressBookSessions.AddressBookSession> addressBook(AddressBookSessions sessions,
            Limits limits, KeepAlive keepAlive, InstantSource clock, RandomGenerator random) {
        return new MapiHttp<>(new AddressBookEndpoint(sessions), limits, keepAlive, clock, random);
    }

    /// The path to serve it at.
    public String path() {
        return endpoint.path();
    }

    /// Session contexts open now.
    public int contextCount() {
        return contexts.size();
    }

    @Override
    public void handle(Visit visit) throws IOException {
        Instant start = clock.instant();
        Answer answer = visit.answer();
        echo(visit, answer, RequestHead.REQUEST_TYPE);
        echo(visit, answer, RequestHead.REQUEST_ID);
        echo(visit, answer, RequestHead.CLIENT_INFO);
        answer.set("X-ServerApplication", Versions.HTTP_SERVER)
                .set("X-ExpirationInfo", Long.toString(contexts.idleMillisMax())).set("Cache-Control", "private");
        try {
            String below = visit.path().substring(endpoint.path().length());
            if (!below.isEmpty() && !below.equals("/")) {
                throw new RequestHead.RefusedException(ResponseCode.INVALID_PATH, "nothing is there");
            }
            var head = RequestHead.of(visit);
            if (closed) {
                throw new RequestHead.RefusedException(ResponseCode.ENDPOINT_SHUTTING_DOWN, "connect anew");
            }
            run(visit, head, read(visit, head), start);
        } catch (RequestHead.RefusedException refused) {
            // 3.2.5.2: all cookies of the context, also with a failure that leaves the context as it was.
            contexts.named(visit.cookie(CONTEXT_COOKIE).orElse(null), visit.identity())
                    .ifPresent(context -> setCookies(visit, context, true));
            refuse(visit, refused.code(), String.valueOf(refused.getMessage()));
        } catch (RuntimeException bug) {
            if (answer.begun()) {
                throw bug;
            }
            report(visit, bug);
            // 2.2.2.2: exceptional failures are 500. The header fields say whose request it was all the same.
            FailurePage.send(answer.status(STATUS_BROKEN), ResponseCode.UNKNOWN_FAILURE);
        }
    }

    private Operation<S> read(Visit visit, RequestHead head) throws IOException, RequestHead.RefusedException {
        try {
            byte[] body = visit.readBody(endpoint.bodyBytesMax());
            return endpoint.operation(head.type(), new ByteReader(body)).orElseThrow(() ->
                    new RequestHead.RefusedException(ResponseCode.INVALID_REQUEST_TYPE, "not of this endpoint"));
        } catch (BodyTooLargeException tooLarge) {
            throw new RequestHead.RefusedException(ResponseCode.TOO_LARGE, String.valueOf(tooLarge.getMessage()));
        } catch (MalformedException malformed) {
            throw new RequestHead.RefusedException(ResponseCode.INVALID_REQUEST_BODY,
                    String.valueOf(malformed.getMessage()));
        }
    }

    private void run(Visit visit, RequestHead head, Operation<S> operation, Instant start)
            throws IOException, RequestHead.RefusedException {
        switch (operation) {
            case Operation.Begin<S> begin -> begin(visit, begin.deed().apply(visitor(visit, head)), start);
            case Operation.Ask<S> ask -> answer(visit, false, start).done(ResponseCode.SUCCESS,
                    ask.deed().apply(visitor(visit, head)), clock.instant());
            case Operation.Ping<S> _ -> inContext(visit, Turn.ANY, (_, _) -> answer(visit, false, start)
                    .done(ResponseCode.SUCCESS, Bytes.EMPTY, clock.instant()));
            case Operation.Run<S> run -> inContext(visit, Turn.NEXT,
                    (context, over) -> run(visit, context, run, start, over));
            case Operation.Wait<S> wait -> inContext(visit, Turn.BESIDE,
                    (context, _) -> await(visit, context, wait, start));
            case Operation.End<S> end -> inContext(visit, Turn.NEXT, (context, _) -> {
                forget(context);
                answer(visit, false, start).done(ResponseCode.SUCCESS, end.body(), clock.instant());
            });
        }
    }

    private static Visitor visitor(Visit visit, RequestHead head) {
        return new Visitor(visit.identity(), visit.connection().client(), visit.connection().server(),
                visit.port() == HTTPS_PORT ? visit.host() : visit.host() + ":" + visit.port(), head.version());
    }

    /// 3.2.5.1, 3.2.5.6: an earlier context of the same client makes room first.
    private void begin(Visit visit, Operation.Begun<S> begun, Instant start) throws IOException {
        contexts.replace(visit.cookie(CONTEXT_COOKIE).orElse(null), visit.identity()).ifPresent(this::close);
        if (begun.session().isPresent()) {
            S session = begun.session().get();
            Optional<Context<S>> opened = contexts.open(visit.identity(), session, clock.millis());
            if (opened.isEmpty()) {
                close(session);
                refuse(visit, ResponseCode.UNKNOWN_FAILURE, "too many session contexts");
                return;
            }
            setCookies(visit, opened.get(), true);
            contexts.leave(opened.get(), Turn.NEXT, clock.millis());
            answer(visit, begun.body(), start, opened.get());
            return;
        }
        answer(visit, false, start).done(ResponseCode.SUCCESS, begun.body(), clock.instant());
    }

    /// Who never hears of the new context comes anew, and is not to be held to it: a user has only so many.
    private void answer(Visit visit, Bytes body, Instant start, Context<S> opened) throws IOException {
        try {
            answer(visit, false, start).done(ResponseCode.SUCCESS, body, clock.instant());
        } catch (IOException gone) {
            forget(opened);
            throw gone;
        }
    }

    @FunctionalInterface
    private interface InContext<S> {
        /// @param over run when the request is, at the latest before its answer ends: a client that has it may send the
        /// next request by another connection
        void run(Context<S> context, Runnable over) throws IOException;
    }

    private void inContext(Visit visit, Turn turn, InContext<S> deed)
            throws IOException, RequestHead.RefusedException {
        SessionContexts.Entry<S> entry = contexts.enter(visit.cookie(CONTEXT_COOKIE).orElse(null),
                visit.cookie(SEQUENCE_COOKIE).orElse(null), visit.identity(), turn);
        switch (entry) {
            case SessionContexts.Entry.Refused<S>(ResponseCode code) -> {
                ResponseCode told = draining && code == ResponseCode.CONTEXT_NOT_FOUND
                        ? ResponseCode.ENDPOINT_SHUTTING_DOWN : code;
                throw new RequestHead.RefusedException(told, told.text());
            }
            case SessionContexts.Entry.Entered<S>(Context<S> context) -> {
                // What a wait says of the sequence may reach its client after what a later request says.
                setCookies(visit, context, turn != Turn.BESIDE);
                var over = new AtomicBoolean();
                Runnable leave = () -> {
                    if (over.compareAndSet(false, true)) {
                        contexts.leave(context, turn, clock.millis());
                    }
                };
                try {
                    deed.run(context, leave);
                } finally {
                    leave.run();
                }
            }
        }
    }

    private void run(Visit visit, Context<S> context, Operation.Run<S> run, Instant start, Runnable over)
            throws IOException {
        PendingAnswer pending = answer(visit, run.chunked(), start);
        keepAlive.add(pending);
        Optional<Bytes> body;
        try {
            body = run.deed().apply(context.session());
        } catch (RuntimeException failed) {
            over.run();
            fail(visit, context, pending, failed);
            return;
        } finally {
            keepAlive.remove(pending);
        }
        if (body.isEmpty()) {
            forget(context);
        }
        over.run();
        pending.done(body.isEmpty() ? ResponseCode.CONTEXT_NOT_FOUND : ResponseCode.SUCCESS,
                body.orElse(Bytes.EMPTY), clock.instant());
    }

    /// 3.2.5.5. A client that leaves ends its wait, and so does a server that is going away.
    private void await(Visit visit, Context<S> context, Operation.Wait<S> wait, Instant start) throws IOException {
        var cancelled = new CompletableFuture<Void>();
        PendingAnswer pending = new PendingAnswer(visit.answer(), true, start, dates,
                () -> cancelled.complete(null));
        waits.put(pending, cancelled);
        visit.whenGone(() -> cancelled.complete(null));
        if (isSentAway(context)) {
            cancelled.complete(null);
        }
        try {
            begun(visit, pending);
            keepAlive.add(pending);
            Bytes body = wait.deed().apply(context.session(), cancelled);
            keepAlive.remove(pending);
            boolean goes = isSentAway(context);
            pending.done(goes ? ResponseCode.ENDPOINT_SHUTTING_DOWN : ResponseCode.SUCCESS,
                    goes ? Bytes.EMPTY : body, clock.instant());
        } catch (RuntimeException failed) {
            fail(visit, context, pending, failed);
        } finally {
            keepAlive.remove(pending);
            waits.remove(pending);
        }
    }

    private boolean isSentAway(Context<S> context) {
        return draining && !contexts.has(context);
    }

    private static void begun(Visit visit, PendingAnswer pending) throws IOException {
        accept(visit);
        pending.begin();
    }

    private PendingAnswer answer(Visit visit, boolean chunked, Instant start) {
        accept(visit);
        return new PendingAnswer(visit.answer(), chunked, start, dates, () -> { });
    }

    private static void accept(Visit visit) {
        visit.answer().set("X-ResponseCode", "0").set("X-PendingPeriod", Long.toString(KeepAlive.PERIOD.toMillis()));
    }

    private void refuse(Visit visit, ResponseCode code, String why) throws IOException {
        LOG.debug("{} from {}: {}, {}", endpoint.path(), visit.connection().client(), code.text(), why);
        FailurePage.send(visit.answer(), code);
    }

    private void report(Visit visit, RuntimeException bug) {
        LOG.error("bug while serving {} at {}", visit.connection().client(), endpoint.path(), bug);
    }

    /// A request fails in its session: one that its type's reader let through and nobody understands, or by a bug of
    /// ours, which ends the session.
    private void fail(Visit visit, Context<S> context, PendingAnswer pending, RuntimeException why)
            throws IOException {
        if (why instanceof MalformedException) {
            LOG.debug("{} from {}: {}", endpoint.path(), visit.connection().client(), why.getMessage());
            pending.failed(STATUS_OK, ResponseCode.INVALID_REQUEST_BODY, clock.instant());
            return;
        }
        report(visit, why);
        forget(context);
        pending.failed(STATUS_BROKEN, ResponseCode.UNKNOWN_FAILURE, clock.instant());
    }

    private static void echo(Visit visit, Answer answer, String name) {
        visit.header(name).filter(value -> value.length() <= ECHO_CHARS_MAX)
                .ifPresent(value -> answer.set(name, value));
    }

    /// The path is the client's own spelling, since cookies go by capital letters (RFC 6265 5.1.4).
    private void setCookies(Visit visit, Context<S> context, boolean sequence) {
        String attributes = "; Path=" + visit.path().substring(0, endpoint.path().length()) + "; Secure; HttpOnly";
        visit.answer().add("Set-Cookie", CONTEXT_COOKIE + "=" + context.token() + attributes);
        if (sequence) {
            visit.answer().add("Set-Cookie", SEQUENCE_COOKIE + "=" + contexts.sequence(context) + attributes);
        }
    }

    /// A session that ends may have to wait for its database, and others' answers must be kept alive meanwhile.
    private void expire() {
        contexts.expire(clock.millis()).forEach(context -> keepAlive.apart(() -> close(context)));
    }

    private void forget(Context<S> context) {
        if (contexts.forget(context)) {
            close(context);
        }
    }

    private void close(Context<S> context) {
        close(context.session());
    }

    private void close(S session) {
        try {
            session.close();
        } catch (Exception bug) {
            LOG.error("bug while a session of {} ends", endpoint.path(), bug);
        }
    }

    /// Tells the clients that are here to connect anew, those that wait for events at once. Requests in flight are
    /// answered, but their session contexts end. Who comes anew all the same is served.
    public void drain() {
        // Each by itself: one whose request waits for a database holds up nobody who is to be sent elsewhere.
        sendAway().forEach(context -> keepAlive.apart(() -> close(context)));
    }

    private List<Context<S>> sendAway() {
        draining = true;
        List<Context<S>> ended = contexts.clear();
        waits.values().forEach(wait -> wait.complete(null));
        return ended;
    }

    /// Takes clients again.
    public void resume() {
        draining = false;
    }

    @Override
    public void close() {
        closed = true;
        sendAway().forEach(this::close);
    }
}
