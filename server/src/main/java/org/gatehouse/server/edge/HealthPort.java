package org.gatehouse.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells over HTTP how a balancer is: on loopback keepalived, which has to know whether it still decides, since a
/// process that hangs goes on to listen; on the array's address other balancers, see [OtherBalancers].
public final class HealthPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthPort.class);
    /// What keepalived asks for.
    static final String HEALTH = "/healthz";
    /// What other balancers ask for; answered with [#MEMBER] or [#STRANGER].
    static final String BALANCER = "/balancer";
    /// Who asks is a member of this balancer.
    static final String MEMBER = "balancer, you are a member";
    static final String STRANGER = "balancer";
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    /// Who asks says all it has to say in this time.
    private static final Duration QUESTION_MAX = Duration.ofSeconds(2);
    /// After a failed accept, mostly for want of file descriptors.
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int QUESTION_SIZE_MAX = 4096;
    /// Each address has its own, so that nobody from outside can keep keepalived from its answer.
    private static final int QUESTIONS_MAX = 16;

    private final RunningBalancer balancer;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private volatile boolean open = true;

    private HealthPort(RunningBalancer balancer) {
        this.balancer = balancer;
    }

    /// @param port 0 takes any free one
    /// @throws IOException when the port cannot be bound; the message names it
    public static HealthPort open(RunningBalancer balancer, int port) throws IOException {
        return open(balancer, LOOPBACK, port);
    }

    /// @param own where its own host asks
    static HealthPort open(RunningBalancer balancer, InetAddress own, int port) throws IOException {
        var opened = new HealthPort(balancer);
        try {
            opened.listen(new InetSocketAddress(own, port));
            if (!balancer.arrayAddress().equals(own)) {
                opened.listen(new InetSocketAddress(balancer.arrayAddress(), opened.port()));
            }
            return opened;
        } catch (IOException failure) {
            opened.close();
            throw new IOException(failure.getMessage() + " It is balancer.health-port.", failure);
        }
    }

    public int port() {
        return listeners.getFirst().socket().getLocalPort();
    }

    private void listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel listener = ArrayPort.listen(address, QUESTIONS_MAX);
        listeners.add(listener);
        Thread.ofVirtual().name("balancer-health-accept").start(() -> accept(listener));
    }

    private void accept(ServerSocketChannel listener) {
        var places = new Semaphore(QUESTIONS_MAX);
        while (open) {
            try {
                SocketChannel asker = listener.accept();
                if (!places.tryAcquire()) {
                    asker.close();
                    continue;
                }
                Thread.ofVirtual().name("balancer-health").start(() -> {
                    try (asker) {
                        answer(asker.socket());
                    } catch (IOException gone) {
                        LOG.debug("a question was not answered: {}", gone.getMessage());
                    } finally {
                        places.release();
                    }
                });
            } catch (IOException failure) {
                if (open) {
                    LOG.warn("accepting on the health port failed: {}", failure.getMessage());
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    private void answer(Socket asker) throws IOException {
        String[] words = question(asker).split("\\s", 3);
        String path = words.length == 3 && words[0].equals("GET") ? words[1] : "";
        String said = switch (path) {
            case HEALTH -> balancer.ailment().map(ailment -> reply("503 Service Unavailable", ailment))
                    .orElseGet(() -> reply("200 OK", "balancing"));
            case BALANCER -> reply("200 OK", balancer.hasMember(asker.getInetAddress()) ? MEMBER : STRANGER);
            case "" -> reply("400 Bad Request", "GET " + HEALTH);
            default -> reply("404 Not Found", "GET " + HEALTH);
        };
        asker.getOutputStream().write(said.getBytes(US_ASCII));
        asker.shutdownOutput();
    }

    /// Up to the empty line that ends a request without a body (RFC 9112 2.1); what is left unread when a socket is
    /// closed could take the answer away with it.
    private static String question(Socket asker) throws IOException {
        long end = System.nanoTime() + QUESTION_MAX.toNanos();
        var said = new ByteArrayOutputStream();
        while (said.size() < QUESTION_SIZE_MAX && !said.toString(US_ASCII).replace("\r", "").contains("\n\n")) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("half a question");
            }
            asker.setSoTimeout((int) left);
            byte[] got = new byte[QUESTION_SIZE_MAX];
            int count = asker.getInputStream().read(got);
            if (count < 0) {
                break;
            }
            said.write(got, 0, count);
        }
        return said.toString(US_ASCII);
    }

    private static String reply(String status, String text) {
        String body = text.replaceAll("[^\\x20-\\x7e]", "?") + "\n";
        return "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Override
    public void close() {
        open = false;
        ArrayPort.close(listeners);
    }
}
