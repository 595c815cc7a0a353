package org.gatehouse.web.acme;

import java.net.URI;
import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/// The protocol as RFC 8555 has it, with a private authority whose server is known by its own root.
final class KnownAuthority extends GenericAcmeProvider {
    private final SSLContext roots;

    KnownAuthority(SSLContext roots) {
        this.roots = roots;
    }

    @Override
    public boolean accepts(URI directory) {
        return "https".equals(directory.getScheme());
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.getTimeout()).proxy(settings.getProxySelector()).sslContext(roots).build();
    }
}
