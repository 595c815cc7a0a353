package org.gatehouse.access.nspi;

import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.security.throttling.Purse;

/// One session of a client, behind a context handle ([MS-OXNSPI] 2.2.10). Its tables live at the client; what the
/// server keeps is the place the session takes up, given back once.
public final class NspiSession implements AutoCloseable {
    private final Purse purse;
    private final Runnable giveBack;
    private final AtomicBoolean open = new AtomicBoolean(true);

    NspiSession(Purse purse, Runnable giveBack) {
        this.purse = purse;
        this.giveBack = giveBack;
    }

    /// The budget that its requests are charged to.
    Purse purse() {
        return purse;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            giveBack.run();
        }
    }
}
