package org.gatehouse.access.emsmdb;

import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Lane;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.Work;
import org.jspecify.annotations.Nullable;

/// What one call may take of its user's budget: asked before each operation, charged for all of them. Of one thread.
final class Allotment implements AutoCloseable {
    private final @Nullable Work work;
    private final boolean between;
    private Optional<Refusal> refusal = Optional.empty();
    private boolean asked;

    private Allotment(@Nullable Work work, boolean between) {
        this.work = work;
        this.between = between;
    }

    /// @param between whether operations may be put off behind others that were done
    static Allotment begin(Purse purse, Lane lane, boolean between) {
        return switch (purse.begin(lane)) {
            case Entry.Granted<Work>(Work work) -> new Allotment(work, between);
            case Entry.Refused<Work>(Refusal why) -> {
                var none = new Allotment(null, between);
                none.refusal = Optional.of(why);
                yield none;
            }
        };
    }

    /// Whether one more operation may be done. Once one may not, none may.
    boolean mayGoOn() {
        if (work != null && refusal.isEmpty() && asked && between) {
            refusal = work.goOn();
        }
        asked = true;
        return refusal.isEmpty();
    }

    /// Why none may be done, if that is so.
    Optional<Refusal> refusal() {
        return refusal;
    }

    <T> T during(Supplier<T> deed) {
        return work == null ? deed.get() : work.during(deed::get);
    }

    <T extends @Nullable Object> T inMailbox(Supplier<T> deed) {
        return work == null ? deed.get() : work.inMailbox(deed);
    }

    @Override
    public void close() {
        if (work != null) {
            work.close();
        }
    }
}
