package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.server.demo.Endpoints;

/// Runs clients that are written in Java as they stand: they look names up and trust certificates as the platform's
/// settings say, and those lead to the demonstration.
record JavaClients(Path hosts, Path trust) {
    private static final String PASSWORD = "no secret";

    /// @param names what else leads to the array
    static JavaClients of(RunningDemo demo, Path folder, String... names) throws IOException,
            GeneralSecurityException {
        Endpoints.ArrayEndpoint array = demo.endpoints().arrays().getFirst();
        Path hosts = Files.writeString(folder.resolve("hosts"), Stream.concat(Stream.of(array.fqdn()),
                Stream.of(names)).map(name -> array.address() + " " + name + "\n").collect(Collectors.joining()));
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        try (InputStream root = Files.newInputStream(demo.data().resolve("root-certificate.pem"))) {
            roots.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(root));
        }
        Path trust = folder.resolve("trust.p12");
        try (OutputStream file = Files.newOutputStream(trust)) {
            roots.store(file, PASSWORD.toCharArray());
        }
        return new JavaClients(hosts, trust);
    }

    /// @param java the program
    List<String> line(Path java, String... words) {
        var line = new ArrayList<>(List.of(java.toString()));
        Map.of("jdk.net.hosts.file", hosts.toString(), "javax.net.ssl.trustStore", trust.toString(),
                "javax.net.ssl.trustStorePassword", PASSWORD, "java.awt.headless", "true")
                .forEach((name, value) -> line.add("-D" + name + "=" + value));
        line.addAll(List.of(words));
        return line;
    }

    /// The Java that the tests run on.
    static Path ours() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
