package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.rop.RopProgress;
import org.gatehouse.mapi.rop.RopResponse;

/// An operation on many messages that the client lets the server do by and by ([MS-OXCFOLD] 3.1.5.2): each RopProgress
/// does some more of it and is told how far it is, the last with the response of the operation itself
/// ([MS-OXCPRPT] 3.2.5.19). Used under the session's turn.
final class LongWork {
    /// Messages of one step: more are not kept waiting behind them.
    static final int STEP_MESSAGES = 200;

    private final List<ObjectId> messages;
    private final Predicate<List<ObjectId>> work;
    private final IntFunction<RopResponse> failure;
    private final Function<Boolean, RopResponse> response;
    private int done;
    private boolean partial;

    /// @param failure the operation's own response to an error
    /// @param work does some messages; true when some of them could not be done
    /// @param response the operation's own, by whether it was partial
    LongWork(List<ObjectId> messages, IntFunction<RopResponse> failure, Predicate<List<ObjectId>> work,
            Function<Boolean, RopResponse> response) {
        this.messages = List.copyOf(messages);
        this.failure = failure;
        this.work = work;
        this.response = response;
    }

    boolean isDone() {
        return done == messages.size();
    }

    /// Does the next step.
    ///
    /// @return how far it is, or the operation's response when that was the last
    RopResponse step(int handleIndex, int logonId) {
        int to = Math.min(messages.size(), done + STEP_MESSAGES);
        partial |= work.test(messages.subList(done, to));
        done = to;
        return isDone() ? response.apply(partial)
                : new RopProgress.Response(handleIndex, logonId, done, messages.size());
    }

    RopResponse failed(int error) {
        return failure.apply(error);
    }

    /// Leaves the rest undone.
    RopResponse cancel() {
        partial |= !isDone();
        done = messages.size();
        return response.apply(partial);
    }

    /// All at once.
    RopResponse whole() {
        done = messages.size();
        return response.apply(work.test(messages));
    }
}
