package org.gatehouse.store;

/// The store cannot do what was asked, for a reason that a person can act on.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String what) {
        super(what);
    }

    public StoreException(String what, Throwable cause) {
        super(what, cause);
    }
}
