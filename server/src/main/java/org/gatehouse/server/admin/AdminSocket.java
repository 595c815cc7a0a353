package org.gatehouse.server.admin;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.remoting.FrameChannel;
import org.gatehouse.shell.remoting.RemoteShell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `DIR/admin.sock`: shells of the account that the process runs as. The file's mode is the sign-in.
public final class AdminSocket implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);
    private static final int SESSIONS_MAX = 32;

    private final ServerSocketChannel listener;
    private final Path file;
    private final Administration administration;
    private final AdminSessions sessions = new AdminSessions(SESSIONS_MAX);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private AdminSocket(ServerSocketChannel listener, Path file, Administration administration) {
        this.listener = listener;
        this.file = file;
        this.administration = administration;
    }

    /// Listens on the folder. A file left behind by a process that died is replaced: whoever holds the folder's lock
    /// is the only process on it.
    public static AdminSocket open(Path dataFolder, Administration administration) throws IOException {
        Path file = dataFolder.resolve("admin.sock");
        // Bound inside a folder of our own (mode 700) and moved when its mode is right: nobody connects in between.
        Path closed = Files.createTempDirectory(dataFolder, ".a");
        Path bound = closed.resolve("s");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(bound));
            Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
            Files.move(bound, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            listener.close();
            Files.deleteIfExists(bound);
            throw new IOException("cannot listen on '" + file + "': " + failed.getMessage()
                    + ". A data folder with a shorter path may help.", failed);
        } finally {
            Files.deleteIfExists(closed);
        }
        var socket = new AdminSocket(listener, file, administration);
        Thread.ofVirtual().name("admin socket").start(socket::acceptAll);
        return socket;
    }

    /// The socket's file.
    public Path file() {
        return file;
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel peer = listener.accept();
                open.add(peer);
                var channel = new FrameChannel(Channels.newInputStream(peer), Channels.newOutputStream(peer), () -> {
                    open.remove(peer);
                    peer.close();
                }, FrameChannel.REQUEST_BYTES_MAX);
                sessions.start("admin.sock", channel, frames ->
                        new RemoteShell(frames, administration, AdminSessions.READERS).serve());
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failed) {
                LOG.warn("admin.sock does not accept: {}", failed.getMessage());
                return;
            } catch (RuntimeException | Error bug) {
                LOG.error("bug while opening a shell", bug);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(file);
        for (SocketChannel peer : open) {
            peer.close();
        }
    }
}
