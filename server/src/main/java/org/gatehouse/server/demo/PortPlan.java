package org.gatehouse.server.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.gatehouse.server.MessagingServer;

/// The port numbers of the demonstration. Members and array share them on different addresses, so that what the
/// endpoint mapper answers is right behind the balancer too.
public record PortPlan(int dns, int ldap, int ldaps, int epm, int rpc, int addressBook, int admin,
        int https) {
    private static final PortPlan STANDARD = new PortPlan(53, 389, 636, 135, 59531, 59532, 5986, 443);
    private static final PortPlan HIGH = new PortPlan(10053, 10389, 10636, 10135, 10531, 10532, 15986,
            10443);
    private static final int FREE_TRIES_MAX = 50;
    /// Below what systems give to outgoing connections (32768 and up on Linux): one of those would take a number that
    /// was free a moment ago.
    private static final int FREE_FIRST = 20_000;
    private static final int FREE_STEP = 10;
    private static final int FREE_PLACES = 1_270;

    /// Which numbers to take.
    public enum Choice {
        STANDARD, HIGH, FREE;

        static Choice byPrivilege() {
            return "root".equals(System.getProperty("user.name")) ? STANDARD : HIGH;
        }

        static Choice of(String word) {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "standard" -> STANDARD;
                case "high" -> HIGH;
                case "free" -> FREE;
                default -> throw new IllegalArgumentException(
                        "demo: --ports takes standard, high or free, not \"" + word + "\"");
            };
        }
    }

    /// Chooses the ports and makes sure that nobody else uses them on these addresses.
    ///
    /// @throws IOException with one line that names the port and address in use
    public static PortPlan choose(Choice choice, Collection<InetAddress> addresses) throws IOException {
        return switch (choice) {
            case STANDARD -> checked(STANDARD, addresses);
            case HIGH -> checked(HIGH, addresses);
            case FREE -> free(addresses);
        };
    }

    /// What each Client Access server and the array listen on.
    MessagingServer.ServicePorts services() {
        return new MessagingServer.ServicePorts(epm, rpc, addressBook, https);
    }

    private static PortPlan checked(PortPlan plan, Collection<InetAddress> addresses) throws IOException {
        int[] ports = {plan.dns, plan.ldap, plan.ldaps, plan.epm, plan.rpc, plan.addressBook, plan.admin,
            plan.https};
        for (int port : ports) {
            for (InetAddress address : addresses) {
                tryBind(address, port, port == plan.dns);
            }
        }
        return plan;
    }

    private static PortPlan free(Collection<InetAddress> addresses) throws IOException {
        IOException last = new IOException("no free ports");
        for (int tries = 0; tries < FREE_TRIES_MAX; tries++) {
            try {
                int first = FREE_FIRST + FREE_STEP * RandomGenerator.getDefault().nextInt(FREE_PLACES);
                return checked(new PortPlan(first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6,
                        first + 7),
                        addresses);
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw last;
    }

    private static void tryBind(InetAddress address, int port, boolean udpToo) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port), 1);
        } catch (IOException taken) {
            throw inUse("TCP", address, port, taken);
        }
        if (udpToo) {
            try (var _ = new DatagramSocket(new InetSocketAddress(address, port))) {
                return;
            } catch (IOException taken) {
                throw inUse("UDP", address, port, taken);
            }
        }
    }

    private static IOException inUse(String protocol, InetAddress address, int port, IOException cause) {
        boolean denied = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("denied");
        return new IOException(protocol + " port " + port + " on " + address.getHostAddress() + (denied
                ? " needs root; use --ports high" : " is in use; stop what listens there, or use --ports high or free"),
                cause);
    }
}
