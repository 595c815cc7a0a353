package org.gatehouse.web.rpcproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.web.http.Answer;
import org.gatehouse.web.http.Flow;
import org.gatehouse.web.http.Handler;
import org.gatehouse.web.http.Visit;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The path of RPC over HTTP version 2 ([MS-RPCH] 2.1.2).
public final class RpcProxy implements Handler {
    /// [MS-RPCH] 2.2.2, nocert-path.
    public static final String PATH = "/rpc/rpcproxy.dll";

    private static final Logger LOG = LoggerFactory.getLogger(RpcProxy.class);
    private static final String TYPE = "application/rpc";
    /// A request with no more body than that asks for an echo ([MS-RPCH] 2.1.2.1.5).
    private static final long ECHO_BYTES_MAX = 0x10;
    /// `server:port` ([MS-RPCH] 2.2.2); an address of IPv6 has colons too, so the last one counts.
    private static final Pattern QUERY = Pattern.compile("(?<server>[^&=?/]{1,1023}):(?<port>\\d{1,6})");
    private static final Pattern TIMEOUT = Pattern.compile("(?i)minconntimeout=(\\d{3,5})");
    /// ERROR_INVALID_PARAMETER ([MS-ERREF] 2.2): the query names no server.
    private static final int NO_SERVER = 0x57;
    /// RPC_S_PROTOCOL_ERROR ([MS-ERREF] 2.2).
    private static final int PROTOCOL_ERROR = 0x6c0;

    private final Tunnels tunnels;

    public RpcProxy(Tunnels tunnels) {
        this.tunnels = tunnels;
    }

    @Override
    public void handle(Visit visit) throws IOException {
        boolean in = visit.method().equals("RPC_IN_DATA");
        if (!in && !visit.method().equals("RPC_OUT_DATA")) {
            visit.answer().status(405).set("Allow", "RPC_IN_DATA, RPC_OUT_DATA").send("text/plain; charset=utf-8",
                    "RPC over HTTP only\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        if (visit.bodyLength() >= 0 && visit.bodyLength() <= ECHO_BYTES_MAX) {
            echo(visit);
            return;
        }
        var channel = new VisitChannel(visit);
        Matcher query = QUERY.matcher(visit.query().orElse(""));
        if (!query.matches()) {
            channel.refuse(NO_SERVER);
            return;
        }
        var caller = new Caller(visit.identity(), query.group("server"), Integer.parseInt(query.group("port")),
                timeoutMillis(visit), visit.connection().client(), visit.connection().server());
        try {
            if (in) {
                tunnels.in(caller, visit.body(), channel);
            } else {
                tunnels.out(caller, visit.body(), channel);
            }
        } catch (MalformedException bad) {
            LOG.info("closing channel of {}: {}", caller.client(), bad.getMessage());
            channel.refuse(PROTOCOL_ERROR);
        } catch (IOException gone) { // the usual end of a channel, whoever closed it
            LOG.debug("channel of {} ended: {}", caller.client(), gone.getMessage());
            channel.cut();
        }
    }

    private void echo(Visit visit) throws IOException {
        visit.readBody((int) ECHO_BYTES_MAX);
        visit.answer().status(200, "Success").set("Connection", "Keep-Alive").send(TYPE, tunnels.echo().toArray());
    }

    /// `Pragma: MinConnTimeout=T`, in seconds ([MS-RPCH] 2.1.2.1.2).
    private static long timeoutMillis(Visit visit) {
        for (String pragma : visit.headers("Pragma")) {
            for (String directive : pragma.split(",")) {
                OptionalInt seconds = Optional.of(TIMEOUT.matcher(directive.trim().toLowerCase(Locale.ROOT)))
                        .filter(Matcher::matches).map(found -> OptionalInt.of(Integer.parseInt(found.group(1))))
                        .orElse(OptionalInt.empty());
                if (seconds.isPresent()) {
                    return seconds.getAsInt() * 1000L;
                }
            }
        }
        return 0;
    }

    /// The answer to a channel's request.
    private static final class VisitChannel implements OutChannel {
        private final Visit visit;

        VisitChannel(Visit visit) {
            this.visit = visit;
        }

        @Override
        public synchronized Flow begin(long contentLength) {
            Answer answer = visit.answer().status(200, "Success").set("Content-Length", Long.toString(contentLength));
            return answer.flow(TYPE);
        }

        @Override
        public synchronized void refuse(int error) throws IOException {
            if (visit.answer().begun()) {
                visit.answer().cut();
                return;
            }
            visit.answer().status(503, "RPC Error: " + Integer.toHexString(error)).set("Connection", "close")
                    .send("text/plain", new byte[0]);
        }

        @Override
        public void cut() {
            visit.answer().cut();
        }

        @Override
        public void whenGone(Runnable action) {
            visit.whenGone(action);
        }
    }
}
