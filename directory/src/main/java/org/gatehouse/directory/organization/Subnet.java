package org.gatehouse.directory.organization;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Names;

/// A range of addresses: `10.1.0.0/16`. The bits behind the prefix are zero, as Active Directory demands.
record Subnet(InetAddress network, int prefix) {
    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f.:]{2,45})/([0-9]{1,3})");

    static Subnet parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches() || !matcher.group(1).contains(".") && !matcher.group(1).contains(":")) {
            throw malformed(text, "is not a subnet");
        }
        try {
            // Only digits, dots and colons get here, so this never asks DNS.
            InetAddress network = InetAddress.ofLiteral(matcher.group(1));
            int prefix = Integer.parseInt(matcher.group(2));
            byte[] bytes = network.getAddress();
            if (prefix < 1 || prefix > bytes.length * 8) {
                throw malformed(text, "has a prefix outside 1 to " + bytes.length * 8);
            }
            byte[] masked = masked(bytes, prefix);
            if (!java.util.Arrays.equals(masked, bytes)) {
                throw malformed(text, "has bits behind its prefix; the network is "
                        + InetAddress.getByAddress(masked).getHostAddress() + "/" + prefix);
            }
            return new Subnet(network, prefix);
        } catch (IllegalArgumentException | UnknownHostException notAnAddress) {
            throw malformed(text, "is not a subnet");
        }
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.getAddress().length
                && java.util.Arrays.equals(masked(bytes, prefix), network.getAddress());
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] masked = address.clone();
        for (int bit = prefix; bit < masked.length * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >>> bit % 8);
        }
        return masked;
    }

    private static DirectoryException malformed(String text, String what) {
        return DirectoryException.about(Reason.INVALID, "Subnet", Names.shown(text), what,
                "Write address and prefix, such as 10.1.0.0/16 or 2001:db8::/32");
    }
}
