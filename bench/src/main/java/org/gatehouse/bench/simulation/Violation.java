package org.gatehouse.bench.simulation;

/// Something does not hold that always must.
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
