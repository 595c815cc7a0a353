package org.gatehouse.web.http;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;

/// Ends a connection that an authority opened for the handshake alone (RFC 8737 3).
final class ChallengeConnections extends AbstractConnectionFactory {
    ChallengeConnections() {
        super(ChallengedCertificate.PROTOCOL);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return new AbstractConnection(endPoint, connector.getExecutor()) {
            @Override
            public void onOpen() {
                super.onOpen();
                fillInterested();
            }

            /// Whatever the authority sends after the handshake, its end first of all.
            @Override
            public void onFillable() {
                close();
            }
        };
    }
}
