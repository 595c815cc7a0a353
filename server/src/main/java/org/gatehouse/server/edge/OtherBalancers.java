package org.gatehouse.server.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.edge.balancer.HealthProbe;
import org.gatehouse.edge.balancer.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out which members are balancers, by the port on which a balancer tells how it is ([HealthPort]) and on which a
/// Client Access server has nothing. Such a member is down, and the log says why: two balancers that have each other as
/// members would only look dead to each other, or lead connections in a circle, which the kernel does without a word.
public final class OtherBalancers {
    private static final Logger LOG = LoggerFactory.getLogger(OtherBalancers.class);
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(5);
    private static final Duration SAID_AGAIN = Duration.ofMinutes(1);
    /// Far less than a probe may take.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);
    private static final int ANSWER_SIZE_MAX = 1024;
    private static final int KNOWN_MAX = 1000;

    private final InetAddress arrayAddress;
    private final int port;
    private final Map<InetAddress, Known> known = new ConcurrentHashMap<>();

    private enum Kind { SERVER, BALANCER, LOOP }

    private record Known(Kind kind, long askedAt, long saidAt) {}

    /// @param port the health port of all balancers
    public OtherBalancers(InetAddress arrayAddress, int port) {
        this.arrayAddress = arrayAddress;
        this.port = port;
    }

    /// A probe that fails for balancers, whatever they answer to it.
    public HealthProbe before(HealthProbe probe) {
        return member -> {
            switch (kind(member)) {
                case SERVER -> probe.probe(member);
                case BALANCER -> throw new IOException("it is a balancer");
                case LOOP -> throw new IOException("it is a balancer that has this one as its member: a loop");
            }
        };
    }

    private Kind kind(Member member) {
        long now = DecisionLoop.now();
        Known before = known.get(member.address());
        if (before != null && now - before.askedAt < ASKED_AGAIN.toMillis()) {
            return before.kind;
        }
        Kind kind = ask(member.address());
        long saidAt = now;
        if (before != null && before.kind == kind && now - before.saidAt < SAID_AGAIN.toMillis()) {
            saidAt = before.saidAt;
        } else {
            say(member, kind);
        }
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(member.address(), new Known(kind, now, saidAt));
        return kind;
    }

    private void say(Member member, Kind kind) {
        String here = arrayAddress.getHostAddress();
        String there = member.address().getHostAddress();
        switch (kind) {
            case SERVER -> LOG.debug("{} is no balancer", there);
            case BALANCER -> LOG.error("the balancer on {} has the balancer on {} as a member, and sends it no "
                    + "clients. Members have to be Client Access servers", here, there);
            case LOOP -> LOG.error("loop: the balancer on {} and the one on {} have each other as members, and it gets "
                    + "no clients. Members have to be Client Access servers", here, there);
        }
    }

    /// From the array's address, which is the one that the other one knows.
    private Kind ask(InetAddress member) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(arrayAddress, 0));
            socket.connect(new InetSocketAddress(member, port), (int) ANSWER_MAX.toMillis());
            socket.setSoTimeout((int) ANSWER_MAX.toMillis());
            socket.getOutputStream().write(("GET " + HealthPort.BALANCER + " HTTP/1.0\r\n\r\n").getBytes(US_ASCII));
            String said = new String(socket.getInputStream().readNBytes(ANSWER_SIZE_MAX), US_ASCII).strip();
            return said.endsWith("\n" + HealthPort.MEMBER) ? Kind.LOOP
                    : said.endsWith("\n" + HealthPort.STRANGER) ? Kind.BALANCER : Kind.SERVER;
        } catch (IOException nobody) {
            LOG.debug("{} answers not as a balancer does: {}", member.getHostAddress(), nobody.getMessage());
            return Kind.SERVER;
        }
    }
}
