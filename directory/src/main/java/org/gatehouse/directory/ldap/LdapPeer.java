package org.gatehouse.directory.ldap;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketImpl;
import java.time.InstantSource;

/// An accepted connection that tells its [PeerTimes] of every read and write, below TLS if there is any.
final class LdapPeer extends Socket {
    private final LdapPeers peers;
    private final InstantSource clock;
    private final PeerTimes times;

    LdapPeer(LdapPeers peers, LdapLimits limits, InstantSource clock) throws IOException {
        super((SocketImpl) null);
        this.peers = peers;
        this.clock = clock;
        this.times = new PeerTimes(limits, clock.instant());
    }

    PeerTimes times() {
        return times;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                times.received(clock.instant());
                return read;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = super.read(into, offset, length);
                times.received(clock.instant());
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                times.writes(clock.instant());
                try {
                    out.write(from, offset, length);
                } finally {
                    times.wrote();
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        peers.gone(this);
        super.close();
    }
}
