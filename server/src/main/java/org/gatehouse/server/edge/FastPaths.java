package org.gatehouse.server.edge;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.edge.kernel.FastPath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for the two devices of this host between which a [FastPath] can be, and says in the log why there is none.
final class FastPaths {
    private static final Logger LOG = LoggerFactory.getLogger(FastPaths.class);
    private static final Path LIBERAL = Path.of("/proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal");
    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final String ETHERNET = "1"; // ARPHRD_ETHER (linux/if_arp.h)

    private final InetAddress array;
    /// What the kernel did not take.
    private volatile @Nullable FastPath refused;
    private volatile String said = "";

    FastPaths(InetAddress array) {
        this.array = array;
    }

    /// Why there is none.
    private static final class Without extends Exception {
        private static final long serialVersionUID = 1;

        private Without(String reason) {
            super(reason);
        }
    }

    /// The one to some members, as the devices are now.
    Optional<FastPath> to(Collection<InetAddress> members) {
        if (members.isEmpty()) {
            return Optional.empty();
        }
        try {
            FastPath found = find(members);
            if (found.equals(refused)) {
                return Optional.empty();
            }
            refused = null;
            say("between " + found.outer().name() + " and " + found.inner().name());
            return Optional.of(found);
        } catch (Without none) {
            refused = null;
            say("none, " + none.getMessage());
        } catch (IOException unknown) {
            say("none, since the devices cannot be read: " + unknown.getMessage());
        }
        return Optional.empty();
    }

    /// The kernel does not take it; not until the devices change will it be tried again.
    void refuse(FastPath path, String reason) {
        refused = path;
        say("none, since " + reason);
    }

    private void say(String what) {
        if (!said.equals(what)) {
            said = what;
            LOG.info("fast path of the array {}: {}", array.getHostAddress(), what);
        }
    }

    private FastPath find(Collection<InetAddress> members) throws IOException, Without {
        if (array instanceof Inet6Address) {
            throw new Without("since nft cannot learn connections over IPv6");
        }
        if (!Files.exists(LIBERAL) || !Files.readString(LIBERAL).strip().equals("1")) {
            throw new Without("since net.netfilter.nf_conntrack_tcp_be_liberal is not 1");
        }
        List<NetworkInterface> devices = NetworkInterface.networkInterfaces().toList();
        NetworkInterface outer = NetworkInterface.getByInetAddress(array);
        if (outer == null || outer.isLoopback()) {
            outer = towards(devices, array).orElseThrow(() -> new Without("since no device has the network of the "
                    + "array's address"));
        }
        Set<NetworkInterface> inner = new HashSet<>();
        for (InetAddress member : members) {
            inner.add(towards(devices, member).orElseThrow(() -> new Without("since " + member.getHostAddress()
                    + " is in none of this host's networks")));
        }
        NetworkInterface only = inner.iterator().next();
        if (inner.size() > 1 || only.equals(outer)) {
            throw new Without("since the members are not all behind one other device than the clients");
        }
        if (outer.getMTU() != only.getMTU()) {
            throw new Without("since the MTU of " + outer.getName() + " is not that of " + only.getName());
        }
        return new FastPath(device(outer), device(only));
    }

    private static FastPath.Device device(NetworkInterface device) throws IOException, Without {
        if (!Files.readString(DEVICES.resolve(device.getName(), "type")).strip().equals(ETHERNET)) {
            throw new Without("since " + device.getName() + " is no Ethernet");
        }
        return new FastPath.Device(device.getIndex(), device.getName());
    }

    /// The device in whose network an address is, which makes it a neighbour.
    private static Optional<NetworkInterface> towards(List<NetworkInterface> devices, InetAddress address)
            throws IOException {
        record Way(NetworkInterface device, int bits) {}
        var ways = new ArrayList<Way>();
        for (NetworkInterface device : devices) {
            if (device.isUp() && !device.isLoopback()) {
                device.getInterfaceAddresses().stream().filter(own -> contains(own, address))
                        .forEach(own -> ways.add(new Way(device, own.getNetworkPrefixLength())));
            }
        }
        return ways.stream().max(Comparator.comparingInt(Way::bits)).map(Way::device);
    }

    private static boolean contains(InterfaceAddress own, InetAddress address) {
        byte[] one = own.getAddress().getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < own.getNetworkPrefixLength(); bit++) {
            if (((one[bit / 8] ^ other[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
