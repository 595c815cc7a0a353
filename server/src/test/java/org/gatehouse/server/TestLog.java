package org.gatehouse.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/// The log as tests read it.
public final class TestLog {
    private TestLog() {}

    /// The logger of a class. While another thread logs for the first time, there are none but substitutes.
    public static Logger of(Class<?> type) {
        while (true) {
            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
                return context.getLogger(type);
            }
            Thread.onSpinWait();
        }
    }
}
