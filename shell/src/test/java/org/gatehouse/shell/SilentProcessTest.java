package org.gatehouse.shell;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that takes the connection and says nothing.
@Timeout(600)
final class SilentProcessTest {
    private static final int MILLIS = 50;

    @TempDir
    Path folder;

    @Test
    void theShellOfADataFolderGivesUp() throws IOException {
        try (var hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hanging.bind(UnixDomainSocketAddress.of(folder.resolve("admin.sock")));
            assertThatThrownBy(() -> ShellClient.local(folder, MILLIS)).isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within 50 ms").hasMessageContaining("admin.sock");
        }
    }

    @Test
    void theShellOverTlsGivesUp() throws IOException {
        try (var hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ShellClient.remote("127.0.0.1", hanging.getLocalPort(),
                    (SSLSocketFactory) SSLSocketFactory.getDefault(), "ann", new char[0], MILLIS))
                    .isInstanceOf(IOException.class).hasMessageContaining("no answer within 50 ms");
        }
    }
}
