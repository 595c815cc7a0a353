package org.gatehouse.access.nspi;

import java.util.concurrent.atomic.AtomicBoolean;

/// One session of a client, behind a context handle ([MS-OXNSPI] 2.2.10). Its tables live at the client; what the
/// server keeps is the place the session takes up, given back once.
public final class NspiSession implements AutoCloseable {
    private final String user;
    private final Runnable giveBack;
    private final AtomicBoolean open = new AtomicBoolean(true);

    NspiSession(String user, Runnable giveBack) {
        this.user = user;
        this.giveBack = giveBack;
    }

    String user() {
        return user;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            giveBack.run();
        }
    }
}
