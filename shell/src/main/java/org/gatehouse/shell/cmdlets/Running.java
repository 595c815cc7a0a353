package org.gatehouse.shell.cmdlets;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.Console;

/// A text that runs: whom it talks to, and whether something in it has failed.
final class Running {
    private final Administration administration;
    private final Console console;
    private final Catalog catalog;
    private final Set<Call> heads = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean failed;

    Running(Administration administration, Console console, Catalog catalog) {
        this.administration = administration;
        this.console = console;
        this.catalog = catalog;
    }

    Administration administration() {
        return administration;
    }

    Console console() {
        return console;
    }

    Catalog catalog() {
        return catalog;
    }

    void head(Call call) {
        heads.add(call);
    }

    /// Whether the call heads its pipeline.
    boolean first(Call call) {
        return heads.contains(call);
    }

    void error(String message) {
        failed = true;
        console.error(message);
    }

    boolean failed() {
        return failed;
    }
}
