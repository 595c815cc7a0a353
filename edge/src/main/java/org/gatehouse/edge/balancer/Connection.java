package org.gatehouse.edge.balancer;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One client connection and the member it was given to.
final class Connection {
    enum Stage {
        /// Meant for the member, unless its first words say that it belongs to a session at another.
        LISTENING,
        /// Offered to the member.
        CONNECTING,
        /// The member did not take it; whether it is alive is being found out.
        WAITING,
        ESTABLISHED,
        /// Offered to a member that went down meanwhile and no longer counts it.
        ORPHANED
    }

    final long number;
    final InetAddress client;
    MemberState member;
    private Stage stage = Stage.CONNECTING;
    int attempts;
    /// A healthy member did not take it and another was asked.
    boolean movedOn;
    /// Its first words have been asked for.
    boolean listened;
    /// They have come.
    boolean heard;
    /// The association group that they ask to join, or 0.
    int asked;
    /// The one that it has joined.
    Groups.@Nullable Group group;
    /// Counts it for the member that its client was bound to when it came; null when it only followed its group.
    Affinities.@Nullable Binding binding;

    Connection(long number, InetAddress client, MemberState member) {
        this.number = number;
        this.client = client;
        this.member = member;
    }

    Stage stage() {
        return stage;
    }

    /// Is offered to a member that has not had it.
    void comeTo(MemberState next) {
        member = next;
        stage = Stage.CONNECTING;
        next.add(this);
    }

    /// Comes to another stage; its member counts along.
    void become(Stage next) {
        member.left(this);
        stage = next;
        member.entered(this);
    }
}
