package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.gatehouse.security.certificates.CertificateAuthority;
import org.gatehouse.security.certificates.CertifiedKey;
import org.gatehouse.security.certificates.TrustedRoots;
import org.gatehouse.wire.ByteWriter;

/// A bare TLS server in a process of its own, to compare with: of each request it reads how long the rest of it is and
/// how many bytes to send, and sends them. A thread for each connection, nothing between socket and TLS.
final class TlsCopy {
    private static final String NAME = "copy.bench.test";
    private static final int HEAD_SIZE = 8;
    private static final int PIECE = 64 * 1024;

    private TlsCopy() {}

    /// The running process.
    record Peer(Child child, InetSocketAddress address, SSLContext trust) implements Closeable {
        SSLSocket connect() throws IOException {
            var tcp = new Socket();
            tcp.setTcpNoDelay(true);
            tcp.connect(address);
            var socket = (SSLSocket) trust.getSocketFactory().createSocket(tcp, NAME, address.getPort(), true);
            socket.startHandshake();
            return socket;
        }

        @Override
        public void close() throws IOException {
            child.close();
        }
    }

    static Peer start(Path folder) throws IOException {
        Path root = folder.resolve("copy-root.pem");
        InetAddress at = BenchOrganization.address(8);
        Child child = Child.start(TlsCopy.class, at.getHostAddress(), root.toString());
        int port = Integer.parseInt(child.await("ready"));
        return new Peer(child, new InetSocketAddress(at, port), TrustedRoots.inFile(root));
    }

    /// Asks for bytes and reads them.
    static void ask(SSLSocket socket, int requestBytes, int answerBytes) throws IOException {
        socket.getOutputStream().write(new ByteWriter(HEAD_SIZE + requestBytes).i32(requestBytes).i32(answerBytes)
                .zeros(requestBytes).toArray());
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[Math.min(answerBytes, PIECE)];
        for (int left = answerBytes; left > 0;) {
            int count = in.read(piece, 0, Math.min(left, piece.length));
            if (count < 0) {
                throw new IOException("the copy ended " + left + " bytes too early");
            }
            left -= count;
        }
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        InetAddress at = InetAddress.getByName(arguments[0]);
        CertifiedKey key = CertificateAuthority.create("Bench Copy", InstantSource.system(), new SecureRandom())
                .issue(List.of(NAME), List.of(at));
        Files.writeString(Path.of(arguments[1]), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.chain().getLast().getEncoded())
                + "\n-----END CERTIFICATE-----\n", StandardCharsets.US_ASCII);
        var acceptor = (SSLServerSocket) key.serverContext().getServerSocketFactory().createServerSocket(0, 100, at);
        Thread.ofPlatform().daemon().start(() -> accept(acceptor));
        System.out.println("ready " + acceptor.getLocalPort());
        BufferedReader commands = Child.commands();
        while (commands.readLine() != null) {
            System.out.println("done");
        }
    }

    private static void accept(SSLServerSocket acceptor) {
        while (true) {
            try {
                var socket = (SSLSocket) acceptor.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException gone) {
                return;
            }
        }
    }

    private static void serve(SSLSocket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(socket.getInputStream());
            byte[] piece = new byte[PIECE];
            while (true) {
                int rest = Integer.reverseBytes(in.readInt());
                int count = Integer.reverseBytes(in.readInt());
                in.skipNBytes(rest);
                for (int left = count; left > 0; left -= Math.min(left, PIECE)) {
                    socket.getOutputStream().write(piece, 0, Math.min(left, PIECE));
                }
            }
        } catch (IOException gone) {
            return; // clients come and go
        }
    }
}
