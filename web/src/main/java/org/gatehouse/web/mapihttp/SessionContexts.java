package org.gatehouse.web.mapihttp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.gatehouse.mapi.http.ResponseCode;
import org.gatehouse.security.Identity;
import org.jspecify.annotations.Nullable;

/// The session contexts of one endpoint by their cookies ([MS-OXCMAPIHTTP] 3.2.5): who they belong to, that each runs
/// one request at a time and in order, and when they expire. Has no clock and no thread of its own. Thread-safe.
///
/// @param <S> what a context holds
final class SessionContexts<S extends AutoCloseable> {
    private static final int TOKEN_BYTES = 24;
    private static final int SEQUENCE_DIGITS_MAX = 18;

    private final RandomGenerator random;
    private final long idleMillisMax;
    private final int max;
    private final Map<String, Context<S>> byToken = new HashMap<>();

    /// @param random a cryptographically strong source
    /// @param idleMax how long a context may have no request before it expires
    SessionContexts(RandomGenerator random, Duration idleMax, int max) {
        this.random = random;
        this.idleMillisMax = idleMax.toMillis();
        this.max = max;
    }

    /// How a request takes part in a context's order.
    enum Turn {
        /// One at a time, in sequence.
        NEXT,
        /// One at a time, in whatever sequence: nothing is done that a repetition could do twice.
        ANY,
        /// Beside all others.
        BESIDE
    }

    /// One context. Its fields belong to the table.
    static final class Context<S> {
        private final String token;
        private final Identity owner;
        private final S session;
        private long sequenceNext = 1;
        private long idleSinceMillis;
        private int requests;
        private boolean running;

        private Context(String token, Identity owner, S session, long nowMillis) {
            this.token = token;
            this.owner = owner;
            this.session = session;
            this.idleSinceMillis = nowMillis;
        }

        S session() {
            return session;
        }

        /// Value of the cookie that names the context.
        String token() {
            return token;
        }
    }

    /// What became of a request that wants into a context.
    sealed interface Entry<S> {
        record Entered<S>(Context<S> context) implements Entry<S> {}

        record Refused<S>(ResponseCode code) implements Entry<S> {}
    }

    /// A new context, in which its first request already runs; none when there are too many.
    synchronized Optional<Context<S>> open(Identity owner, S session, long nowMillis) {
        if (byToken.size() >= max) {
            return Optional.empty();
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().encodeToString(bytes);
        var context = new Context<>(token, owner, session, nowMillis);
        context.requests = 1;
        context.running = true;
        byToken.put(token, context);
        return Optional.of(context);
    }

    /// Lets a request in; whoever gets in leaves by [#leave].
    ///
    /// @param sequence value of the sequence cookie, null when the client sent none
    synchronized Entry<S> enter(@Nullable String token, @Nullable String sequence, Identity caller, Turn turn) {
        if (token == null) {
            return new Entry.Refused<>(ResponseCode.MISSING_COOKIE);
        }
        if (!isToken(token)) {
            return new Entry.Refused<>(ResponseCode.INVALID_CONTEXT_COOKIE);
        }
        Context<S> context = byToken.get(token);
        // 3.2.5.1: another user's context is said to be as unknown as one that never was.
        if (context == null || !isSame(context.owner, caller)) {
            return new Entry.Refused<>(ResponseCode.CONTEXT_NOT_FOUND);
        }
        switch (turn) {
            case NEXT -> {
                if (sequence == null) {
                    return new Entry.Refused<>(ResponseCode.MISSING_COOKIE);
                }
                if (context.running || number(sequence) != context.sequenceNext) {
                    return new Entry.Refused<>(ResponseCode.INVALID_SEQUENCE);
                }
                context.sequenceNext++;
                context.running = true;
            }
            case ANY -> {
                if (context.running) {
                    return new Entry.Refused<>(ResponseCode.INVALID_SEQUENCE);
                }
                context.running = true;
            }
            case BESIDE -> { }
        }
        context.requests++;
        return new Entry.Entered<>(context);
    }

    /// The context that a caller's cookie names, for an answer to a request that was not let in.
    synchronized Optional<Context<S>> named(@Nullable String token, Identity caller) {
        return Optional.ofNullable(token == null ? null : byToken.get(token))
                .filter(context -> isSame(context.owner, caller));
    }

    private static boolean isSame(Identity owner, Identity caller) {
        return owner.domain().equalsIgnoreCase(caller.domain()) && owner.account().equalsIgnoreCase(caller.account());
    }

    private static boolean isToken(String text) {
        if (text.length() != TOKEN_BYTES / 3 * 4) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (!(isDigit(each) || each >= 'A' && each <= 'Z' || each >= 'a' && each <= 'z' || each == '-'
                    || each == '_')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }

    private static long number(String sequence) {
        if (sequence.isEmpty() || sequence.length() > SEQUENCE_DIGITS_MAX) {
            return -1;
        }
        for (int i = 0; i < sequence.length(); i++) {
            if (!isDigit(sequence.charAt(i))) {
                return -1;
            }
        }
        return Long.parseLong(sequence);
    }

    /// Value of the sequence cookie that the next request has to bring.
    synchronized String sequence(Context<S> context) {
        return Long.toString(context.sequenceNext);
    }

    /// A request is over; the context's time to expire begins anew when it was the last one (3.2.2).
    synchronized void leave(Context<S> context, Turn turn, long nowMillis) {
        if (turn != Turn.BESIDE) {
            context.running = false;
        }
        context.requests--;
        context.idleSinceMillis = nowMillis;
    }

    synchronized boolean has(Context<S> context) {
        return byToken.get(context.token) == context;
    }

    /// Forgets a context. True for the one caller that has to close its session.
    synchronized boolean forget(Context<S> context) {
        return byToken.remove(context.token, context);
    }

    /// Takes a caller's earlier context out, for a new one to replace it (3.2.5.6).
    synchronized Optional<Context<S>> replace(@Nullable String token, Identity caller) {
        Context<S> old = token == null ? null : byToken.get(token);
        if (old == null || !isSame(old.owner, caller)) {
            return Optional.empty();
        }
        byToken.remove(token);
        return Optional.of(old);
    }

    /// Takes out what has had no request for too long.
    synchronized List<Context<S>> expire(long nowMillis) {
        var expired = new ArrayList<Context<S>>();
        byToken.values().removeIf(context -> {
            boolean over = context.requests == 0 && nowMillis - context.idleSinceMillis > idleMillisMax;
            if (over) {
                expired.add(context);
            }
            return over;
        });
        return expired;
    }

    /// Takes all out.
    synchronized List<Context<S>> clear() {
        var all = List.copyOf(byToken.values());
        byToken.clear();
        return all;
    }

    synchronized int size() {
        return byToken.size();
    }

    long idleMillisMax() {
        return idleMillisMax;
    }
}
