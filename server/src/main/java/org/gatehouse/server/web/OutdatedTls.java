package org.gatehouse.server.web;

import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.gatehouse.web.http.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Switches on what the JDK has switched off (RFC 8996), where an administrator says so.
///
/// The web services name the versions they take. Everything else of the process takes the usual ones, which are pinned
/// here to those of our time. Has to be called before the first use of TLS, which reads these settings once.
public final class OutdatedTls {
    private static final String DISABLED = "jdk.tls.disabledAlgorithms";
    private static final List<String> USUAL = List.of("jdk.tls.server.protocols", "jdk.tls.client.protocols");
    private static final String OF_OUR_TIME = "TLSv1.3,TLSv1.2";
    private static final Logger LOG = LoggerFactory.getLogger(OutdatedTls.class);

    private OutdatedTls() {}

    public static void allow(List<TlsVersion> versions) {
        if (versions.isEmpty()) {
            return;
        }
        List<String> names = versions.stream().map(TlsVersion::javaName).toList();
        LOG.warn("serving outdated versions of TLS: {}", names);
        USUAL.stream().filter(usual -> System.getProperty(usual) == null)
                .forEach(usual -> System.setProperty(usual, OF_OUR_TIME));
        Security.setProperty(DISABLED, Arrays.stream(Security.getProperty(DISABLED).split(",")).map(String::strip)
                .filter(each -> !names.contains(each)).collect(Collectors.joining(", ")));
    }
}
