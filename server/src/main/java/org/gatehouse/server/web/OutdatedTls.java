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
/// It holds for the process, but only the web services ask for these versions: LDAP and the shell name theirs. Has to
/// be called before the first use of TLS, which reads the setting once.
public final class OutdatedTls {
    private static final String DISABLED = "jdk.tls.disabledAlgorithms";
    private static final Logger LOG = LoggerFactory.getLogger(OutdatedTls.class);

    private OutdatedTls() {}

    public static void allow(List<TlsVersion> versions) {
        if (versions.isEmpty()) {
            return;
        }
        List<String> names = versions.stream().map(TlsVersion::javaName).toList();
        LOG.warn("serving outdated versions of TLS: {}", names);
        Security.setProperty(DISABLED, Arrays.stream(Security.getProperty(DISABLED).split(",")).map(String::strip)
                .filter(each -> !names.contains(each)).collect(Collectors.joining(", ")));
    }
}
