package org.gatehouse.edge.balancer;

import java.net.InetAddress;
import java.util.List;

/// The balancers of a process, for those who administer them.
public interface Balancers {
    /// Where there are none.
    Balancers NONE = new Balancers() {
        @Override
        public List<Standing> standings() {
            return List.of();
        }

        @Override
        public void drain(InetAddress address, String member) {
            throw new IllegalArgumentException("no balancer is on " + address.getHostAddress());
        }

        @Override
        public void endDrain(InetAddress address, String member) {
            drain(address, member);
        }
    };

    /// One balancer as it stands.
    ///
    /// @param address where clients connect
    /// @param members in the order in which they joined
    record Standing(InetAddress address, List<MemberView> members) {
        public Standing {
            members = List.copyOf(members);
        }
    }

    List<Standing> standings();

    /// Lets a member keep its connections but gives it no new ones but those of sessions that it has, until [#endDrain]
    /// or the balancer's next start.
    ///
    /// @throws IllegalArgumentException when there is no balancer on this address
    void drain(InetAddress address, String member);

    void endDrain(InetAddress address, String member);
}
