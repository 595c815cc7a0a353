package org.gatehouse.shell;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a failed connection means for the person, and the remedy.
final class ConnectFailure {
    private static final int CAUSES_MAX = 16;

    private ConnectFailure() {}

    static String explained(String host, IOException failed, int millisMax) {
        List<Throwable> causes = causes(failed);
        if (has(causes, CertificateExpiredException.class) || has(causes, CertificateNotYetValidException.class)) {
            return "its certificate is not valid now. Compare the clocks of both computers; servers get new "
                    + "certificates when they start again.";
        }
        if (has(causes, CertPathBuilderException.class) || has(causes, CertPathValidatorException.class)) {
            return "its certificate comes from an authority that is not trusted here. Give the organisation's "
                    + "root-certificate.pem, from the data folder of its directory node, with --trust.";
        }
        for (Throwable cause : causes) {
            if (cause instanceof CertificateException other) {
                return "its certificate is for another name than '" + host + "' (" + other.getMessage()
                        + "). Connect to a name that the certificate has.";
            }
        }
        return switch (failed) {
            case SocketTimeoutException _ -> "no answer within " + millisMax
                    + " ms. Check the address, and whether a firewall is between.";
            case UnknownHostException _ -> "no address is known for '" + host + "'. Check the name.";
            case ConnectException refused -> "nothing takes connections there (" + refused.getMessage()
                    + "). Check the port; 'serve' listens on ports.admin of its configuration.";
            case SSLException other -> "what answers there does not speak TLS as this shell does ("
                    + other.getMessage() + "). Check the port.";
            case EOFException _ -> "it closed the connection. Check the port, and the log over there.";
            default -> String.valueOf(failed.getMessage());
        };
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }

    private static List<Throwable> causes(Throwable failed) {
        var causes = new ArrayList<Throwable>();
        for (@Nullable Throwable at = failed; at != null && causes.size() < CAUSES_MAX; at = at.getCause()) {
            causes.add(at);
        }
        return causes;
    }
}
