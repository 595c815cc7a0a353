package org.gatehouse.server.demo;

import java.io.PrintStream;

/// What the tour tells besides the shell's commands.
record TourText(PrintStream out) {
    void heading(String text) {
        out.println();
        out.println("== " + text);
    }

    void say(String text) {
        out.println("  " + text);
    }
}
