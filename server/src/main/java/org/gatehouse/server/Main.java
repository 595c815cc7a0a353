package org.gatehouse.server;

/// The command line: `gatehouse demo | serve | shell`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(0);
    }
}
