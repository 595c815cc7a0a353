package org.gatehouse.web.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.security.certificates.TrustedRoots;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/// One order from account to certificate (RFC 8555 7.1).
final class AcmeOrder {
    private static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(30);
    private static final Duration STEP_TIME_MAX = Duration.ofMinutes(2);

    private final AcmeSettings settings;
    private final AcmeFiles files;
    private final Map<String, CertifiedKey> challenges;

    /// @param challenges by name, from which handshakes of the authority are answered
    AcmeOrder(AcmeSettings settings, AcmeFiles files, Map<String, CertifiedKey> challenges) {
        this.settings = settings;
        this.files = files;
        this.challenges = challenges;
    }

    /// @throws IOException with one line for the administrator
    CertifiedKey place() throws IOException, InterruptedException {
        Session session = settings.authorityFile().isPresent()
                ? new Session(settings.directory(), new KnownAuthority(TrustedRoots.inFile(
                        settings.authorityFile().get())))
                : new Session(settings.directory());
        session.networkSettings().setTimeout(REQUEST_TIME_MAX);
        try (HttpClient _ = session.getHttpClient()) {
            return place(session);
        } catch (AcmeException | AcmeLazyLoadingException | AcmeProtocolException refused) {
            throw new IOException(settings.directory() + ": " + reason(refused), refused);
        }
    }

    private static String reason(Throwable refused) {
        Throwable root = refused;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return refused.getCause() == null ? String.valueOf(refused.getMessage())
                : refused.getMessage() + ": " + (root.getMessage() == null ? root.toString() : root.getMessage());
    }

    private CertifiedKey place(Session session) throws AcmeException, IOException, InterruptedException {
        var account = new AccountBuilder().agreeToTermsOfService().useKeyPair(files.accountKey());
        settings.contact().ifPresent(account::addEmail);
        Login login = account.createLogin(session);
        Order order = login.newOrder().domains(settings.names()).create();
        for (Authorization authorization : order.getAuthorizations()) {
            if (authorization.getStatus() != Status.VALID) {
                prove(authorization);
            }
        }
        if (order.waitUntilReady(STEP_TIME_MAX) != Status.READY) {
            throw new IOException("the order is " + order.getStatus() + why(order.getError().map(Problem::toString)));
        }
        KeyPair pair = Keys.rsa();
        order.execute(pair);
        if (order.waitForCompletion(STEP_TIME_MAX) != Status.VALID) {
            throw new IOException("no certificate for " + settings.names() + ": the order is " + order.getStatus()
                    + why(order.getError().map(Problem::toString)));
        }
        var chain = new StringWriter();
        order.getCertificate().writeCertificate(chain);
        return files.keep(pair, chain.toString());
    }

    /// Answers the authority's handshake for one name until it has made up its mind.
    private void prove(Authorization authorization) throws AcmeException, IOException, InterruptedException {
        String name = authorization.getIdentifier().getDomain().toLowerCase(Locale.ROOT);
        TlsAlpn01Challenge challenge = authorization.findChallenge(TlsAlpn01Challenge.class).orElseThrow(
                () -> new IOException(settings.directory() + " does not offer tls-alpn-01 for " + name));
        KeyPair pair = Keys.rsa(); // the library signs by no other algorithm
        challenges.put(name, new CertifiedKey(pair.getPrivate(),
                List.of(challenge.createCertificate(pair, authorization.getIdentifier()))));
        try {
            challenge.trigger();
            Status status = authorization.waitForCompletion(STEP_TIME_MAX);
            if (status != Status.VALID) {
                challenge.fetch();
                throw new IOException("the authority has not found this server behind " + name + " (" + status + ")"
                        + why(challenge.getError().map(Problem::toString)));
            }
        } finally {
            challenges.remove(name);
        }
    }

    private static String why(java.util.Optional<String> error) {
        return error.map(text -> ": " + text).orElse("");
    }
}
