package org.gatehouse.server;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// The structured application log: one JSON object per line, a file per day, bounded in size and age.
public final class Logs {
    private static final String FILE_SIZE_MAX = "10MB";
    private static final String TOTAL_SIZE_MAX = "1GB";
    private static final int DAYS_MAX = 30;

    private Logs() {}

    /// Adds the file to what `logback.xml` set up.
    public static void writeTo(Path folder) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.start();
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("FILE");
        appender.setFile(folder.resolve("gatehouse.log").toString());
        appender.setEncoder(encoder);
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(folder.resolve("gatehouse-%d{yyyyMMdd}-%i.log").toString());
        policy.setMaxFileSize(FileSize.valueOf(FILE_SIZE_MAX));
        policy.setTotalSizeCap(FileSize.valueOf(TOTAL_SIZE_MAX));
        policy.setMaxHistory(DAYS_MAX);
        policy.start();
        appender.setRollingPolicy(policy);
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAppender("FILE");
        root.addAppender(appender);
    }
}
