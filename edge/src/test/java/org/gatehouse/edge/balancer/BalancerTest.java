package org.gatehouse.edge.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BalancerTest {
    private static final BalancerSettings SETTINGS = new BalancerSettings(2, 2, Duration.ofMillis(500),
            Duration.ofSeconds(10), Duration.ofMinutes(30), 50, 40, 2, Duration.ofHours(2));
    private final Balancer balancer = new Balancer(SETTINGS);
    private final Member first = new Member("cas1", address(1, 1));
    private final Member second = new Member("cas2", address(1, 2));
    private final Member third = new Member("cas3", address(1, 3));
    private long now = 1_000_000;
    private long connections;
    private final Map<Integer, InetAddress> clients = new HashMap<>();
    private int addresses;

    @BeforeEach
    void bothMembersAreUp() {
        assertThat(step(new Input.MemberAdded(first))).containsExactly(new Output.Probe(first));
        assertThat(step(new Input.MemberAdded(second))).containsExactly(new Output.Probe(second));
        assertThat(step(new Input.ProbeAnswered("cas1", true)))
                .containsExactly(new Output.HealthChanged("cas1", Health.UP, 0));
        step(new Input.ProbeAnswered("cas2", true));
    }

    @Test
    void clientStaysWithItsMember() {
        Member chosen = open(client(1));
        for (int i = 2; i < 10; i++) {
            open(client(i));
            assertThat(open(client(1))).isEqualTo(chosen);
        }
    }

    @Test
    void addressesDecideAlikeOnEveryBalancer() {
        var other = new Balancer(SETTINGS);
        for (Member member : List.of(second, first)) {
            other.step(new Input.MemberAdded(new Member("another name of " + member.name(), member.address())), 5);
            other.step(new Input.ProbeAnswered("another name of " + member.name(), true), 5);
        }
        for (int i = 1; i < 30; i++) {
            Member here = open(client(i));
            var there = (Output.Forward) other.step(new Input.ConnectionArrived(i, client(i)), 9).getFirst();
            assertThat(there.member().address()).isEqualTo(here.address());
        }
        assertThat(balancer.members()).extracting(MemberView::connections).containsExactly(15, 14);
        assertThat(balancer.placement().buckets()).hasSize(SourceHash.BUCKETS).contains(first, second);
    }

    @Test
    void farMoreThanTheOthersIsTooMuchForTheNextClient() {
        for (int i = 1; i < 80; i += 2) {
            open(client(i));
        }
        assertThat(balancer.members().getFirst().connections()).as("all prefer it").isBetween(20, 33);
        assertThat(balancer.members().getLast().connections()).isBetween(7, 20);
    }

    @Test
    void clientComesBackToItsMemberUntilItIsForgotten() {
        Member chosen = open(client(1));
        step(new Input.Ended(connections, false));
        open(client(2));
        open(client(3));
        now += Duration.ofMinutes(20).toMillis();
        assertThat(open(client(1))).isEqualTo(chosen);
        step(new Input.Ended(connections, false));
        now += Duration.ofMinutes(31).toMillis();
        step(new Input.Tick());
        assertThat(balancer.affinityCount()).isEqualTo(2);
    }

    @Test
    void deadMemberIsOutAfterTwoProbesAtOnceAndItsConnectionsAreReset() {
        open(client(1));
        long lost = connections;
        open(client(2));
        assertThat(step(new Input.Ended(99, true))).isEmpty();
        now += 500;
        assertThat(step(new Input.Tick())).containsExactly(new Output.Probe(first), new Output.Probe(second));
        assertThat(step(new Input.ProbeAnswered("cas2", true))).isEmpty();
        assertThat(step(new Input.ProbeAnswered("cas1", false))).containsExactly(new Output.Probe(first));
        assertThat(step(new Input.ProbeAnswered("cas1", false)))
                .containsExactly(new Output.HealthChanged("cas1", Health.DOWN, 1), new Output.Reset(lost));
        assertThat(open(client(1))).isEqualTo(second);
    }

    @Test
    void resetByAMemberIsLookedIntoAtOnce() {
        open(client(1));
        assertThat(step(new Input.Ended(connections, true))).containsExactly(new Output.Probe(first));
        step(new Input.ProbeAnswered("cas1", true));
        open(client(1));
        assertThat(step(new Input.MemberStopped(connections))).containsExactly(new Output.Probe(first));
        step(new Input.ProbeAnswered("cas1", true));
        open(client(2));
        assertThat(step(new Input.Ended(connections, false))).isEmpty();
    }

    @Test
    void newConnectionsToASuspectWaitForTheVerdict() {
        open(client(1));
        step(new Input.Ended(connections, true));
        assertThat(arrive(client(1))).isEmpty();
        long waiting = connections;
        step(new Input.ProbeAnswered("cas1", false));
        assertThat(step(new Input.ProbeAnswered("cas1", false))).containsExactly(
                new Output.HealthChanged("cas1", Health.DOWN, 0), new Output.Forward(waiting, second));
        step(new Input.Connected(waiting));
        step(new Input.Ended(waiting, true));
        assertThat(arrive(client(1))).isEmpty();
        assertThat(step(new Input.ProbeAnswered("cas2", true))).containsExactly(
                new Output.Forward(connections, second));
    }

    @Test
    void probeUnderWayIsRepeatedWhenSomethingHappensMeanwhile() {
        open(client(1));
        now += 500;
        step(new Input.Tick());
        assertThat(step(new Input.Ended(connections, true))).isEmpty();
        assertThat(step(new Input.ProbeAnswered("cas1", true))).containsExactly(new Output.Probe(first));
        assertThat(step(new Input.ProbeAnswered("cas1", true))).isEmpty();
    }

    @Test
    void connectionThatADeadMemberDoesNotTakeGoesToAnother() {
        assertThat(arrive(client(1))).containsExactly(new Output.Forward(1, first));
        assertThat(step(new Input.ConnectFailed(1))).containsExactly(new Output.Probe(first));
        assertThat(step(new Input.ProbeAnswered("cas1", false))).containsExactly(new Output.Probe(first));
        assertThat(step(new Input.ProbeAnswered("cas1", false))).containsExactly(
                new Output.HealthChanged("cas1", Health.DOWN, 0), new Output.Forward(1, second));
        assertThat(step(new Input.Connected(1))).isEmpty();
    }

    @Test
    void connectionThatALivingMemberDoesNotTakeIsOfferedAgainThenElsewhereThenRefused() {
        arrive(client(1));
        assertThat(notTaken("cas1")).containsExactly(new Output.Forward(1, first));
        assertThat(notTaken("cas1")).containsExactly(new Output.Forward(1, second));
        assertThat(notTaken("cas2")).containsExactly(new Output.Forward(1, second));
        assertThat(notTaken("cas2")).containsExactly(new Output.Refuse(1, "cas2 takes no connection"));
        assertThat(balancer.connectionCount()).isZero();
    }

    @Test
    void nobodyUpMeansRefusal() {
        kill("cas1");
        kill("cas2");
        assertThat(arrive(client(1))).containsExactly(new Output.Refuse(1, "no member is up"));
    }

    @Test
    void memberComesUpAgainAfterTwoProbesAndStartsSlowly() {
        kill("cas1");
        step(new Input.ProbeAnswered("cas1", true));
        assertThat(open(client(1))).isEqualTo(second);
        assertThat(step(new Input.ProbeAnswered("cas1", true)))
                .containsExactly(new Output.HealthChanged("cas1", Health.UP, 0));
        for (int i = 2; i <= 10; i++) {
            open(client(i));
        }
        int early = balancer.members().getFirst().connections();
        assertThat(early).isLessThan(3);
        now += Duration.ofSeconds(10).toMillis();
        for (int i = 11; i <= 30; i++) {
            open(client(i));
        }
        assertThat(balancer.members().getFirst().connections()).as("a full share of the new ones")
                .isEqualTo(early + 10);
    }

    @Test
    void drainingMemberGetsNoNewConnections() {
        open(client(1));
        step(new Input.DrainBegun("cas1"));
        assertThat(open(client(2))).isEqualTo(second);
        assertThat(open(client(1))).as("its first connection holds no other here").isEqualTo(second);
        assertThat(balancer.members()).extracting(MemberView::connections).containsExactly(1, 2);
        step(new Input.DrainEnded("cas1"));
        assertThat(open(client(3))).isEqualTo(first);
        assertThat(open(client(1))).as("it has moved").isEqualTo(second);
        assertThat(balancer.members()).extracting(MemberView::clients).containsExactly(1, 2);
    }

    @Test
    void furtherConnectionsOfASessionGoToTheMemberThatHasIt() {
        open(client(1));
        step(new Input.Joined(connections, 7));
        step(new Input.DrainBegun("cas1"));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(2));
        assertThat(step(new Input.Heard(2, 7))).containsExactly(new Output.Forward(2, first));
        step(new Input.Connected(2));
        step(new Input.Joined(2, 7));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(3));
        assertThat(step(new Input.Heard(3, 0))).as("a new session").containsExactly(new Output.Forward(3, second));
        step(new Input.Connected(3));
        step(new Input.Joined(3, 8));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(4));
        assertThat(step(new Input.Heard(4, 8))).containsExactly(new Output.Forward(4, second));
        step(new Input.DrainEnded("cas1"));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(5));
        assertThat(step(new Input.Heard(5, 7))).as("it is there still").containsExactly(new Output.Forward(5, first));
        step(new Input.Connected(5));
        for (long number : new long[] {1, 2, 5}) {
            step(new Input.Ended(number, false));
        }
        assertThat(arrive(client(1))).as("nothing is left to look for").containsExactly(new Output.Forward(6, second));
        assertThat(balancer.members()).extracting(MemberView::connections).containsExactly(0, 3);
    }

    @Test
    void numbersOfAnotherClientsSessionsLeadNowhere() {
        open(client(1));
        step(new Input.Joined(connections, 7));
        open(client(2));
        step(new Input.Joined(connections, 8));
        open(client(3));
        step(new Input.Joined(connections, 9));
        step(new Input.DrainBegun("cas1"));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(4));
        assertThat(step(new Input.Heard(4, 9))).containsExactly(new Output.Forward(4, second));
        assertThat(step(new Input.Heard(4, 7))).as("it was asked once").isEmpty();
    }

    @Test
    void drainingMemberIsBetterThanNone() {
        open(client(1));
        step(new Input.DrainBegun("cas1"));
        step(new Input.DrainBegun("cas2"));
        assertThat(open(client(1))).isEqualTo(first);
        assertThat(arrive(client(2))).containsExactly(new Output.Refuse(3, "no member is up"));
    }

    @Test
    void connectionWhoseWordsAreWaitedForOutlivesItsMember() {
        open(client(1));
        step(new Input.Joined(connections, 7));
        step(new Input.MemberAdded(third));
        step(new Input.ProbeAnswered("cas3", true));
        step(new Input.DrainBegun("cas1"));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(2));
        step(new Input.MemberRemoved("cas2"));
        assertThat(step(new Input.Heard(2, 0))).containsExactly(new Output.Forward(2, third));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(3));
        assertThat(step(new Input.MemberRemoved("cas3"))).as("words are asked for once")
                .doesNotContain(new Output.Listen(3));
        assertThat(step(new Input.Heard(3, 7))).containsExactly(new Output.Forward(3, first));
    }

    @Test
    void followerThatItsMemberDoesNotTakeIsRefused() {
        open(client(1));
        step(new Input.Joined(connections, 7));
        step(new Input.DrainBegun("cas1"));
        arrive(client(1));
        assertThat(step(new Input.Heard(2, 7))).containsExactly(new Output.Forward(2, first));
        step(new Input.ConnectFailed(2));
        assertThat(step(new Input.ProbeAnswered("cas1", true))).containsExactly(new Output.Forward(2, first));
        step(new Input.ConnectFailed(2));
        assertThat(step(new Input.ProbeAnswered("cas1", true)))
                .containsExactly(new Output.Refuse(2, "cas1 takes no connection"));
    }

    @Test
    void connectionThatWaitedWhileItsClientWasMovedFollowsTheClient() {
        assertThat(arrive(client(1))).containsExactly(new Output.Forward(1, first));
        assertThat(step(new Input.ConnectFailed(1))).containsExactly(new Output.Probe(first));
        step(new Input.DrainBegun("cas1"));
        assertThat(open(client(1))).isEqualTo(second);
        step(new Input.DrainEnded("cas1"));
        assertThat(step(new Input.ProbeAnswered("cas1", true))).containsExactly(new Output.Forward(1, second));
    }

    @Test
    void clientStaysWhereAConnectionOfItIsWhoseSessionEndedWhileItWaited() {
        open(client(1));
        step(new Input.Joined(1, 7));
        step(new Input.DrainBegun("cas1"));
        assertThat(arrive(client(1))).containsExactly(new Output.Listen(2));
        assertThat(step(new Input.MemberStopped(1))).containsExactly(new Output.Probe(first));
        assertThat(step(new Input.Heard(2, 7))).as("it waits for the verdict").isEmpty();
        step(new Input.Ended(1, false));
        step(new Input.DrainEnded("cas1"));
        step(new Input.DrainBegun("cas2"));
        assertThat(step(new Input.ProbeAnswered("cas1", true))).contains(new Output.Forward(2, first));
        step(new Input.Connected(2));
        step(new Input.DrainEnded("cas2"));
        assertThat(arrive(client(1))).containsExactly(new Output.Forward(3, first));
        assertThat(balancer.members()).extracting(MemberView::clients).containsExactly(1, 0);
    }

    @Test
    void removedMemberLosesItsConnections() {
        open(client(1));
        assertThat(step(new Input.MemberRemoved("cas1"))).contains(new Output.Reset(1));
        assertThat(balancer.members()).extracting(view -> view.member().name()).containsExactly("cas2");
        assertThat(step(new Input.ProbeAnswered("cas1", true))).isEmpty();
    }

    @Test
    void connectionsAndAffinitiesAreBounded() {
        for (int i = 0; i < 40; i++) {
            open(client(i));
        }
        assertThat(arrive(client(41))).containsExactly(
                new Output.Refuse(41, "the array has 40 connections, its limit"));
        for (int i = 1; i <= 40; i++) {
            step(new Input.Ended(i, false));
        }
        for (int i = 100; i < 250; i++) {
            open(client(i));
            step(new Input.Ended(connections, false));
        }
        assertThat(balancer.affinityCount()).isEqualTo(50);
        assertThat(balancer.members().stream().mapToInt(MemberView::clients).sum()).isEqualTo(50);
    }

    @Test
    void idleLimitBelowRpcsWaitIsRefused() {
        assertThatThrownBy(() -> new BalancerSettings(1, 1, Duration.ofSeconds(1), Duration.ZERO, Duration.ofHours(1),
                10, 10, 1, Duration.ofMinutes(5))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("waiting RPC clients");
    }

    private void kill(String name) {
        now += 500;
        step(new Input.Tick());
        step(new Input.ProbeAnswered(name, false));
        step(new Input.ProbeAnswered(name, false));
        now += 500;
        step(new Input.Tick());
    }

    /// The member did not take connection 1 but is healthy.
    private List<Output> notTaken(String member) {
        step(new Input.ConnectFailed(1));
        return step(new Input.ProbeAnswered(member, true));
    }

    private Member open(InetAddress client) {
        List<Output> outputs = arrive(client);
        assertThat(outputs).hasSize(1).first().isInstanceOf(Output.Forward.class);
        step(new Input.Connected(connections));
        return ((Output.Forward) outputs.getFirst()).member();
    }

    private List<Output> arrive(InetAddress client) {
        return step(new Input.ConnectionArrived(++connections, client));
    }

    private List<Output> step(Input input) {
        return balancer.step(input, now);
    }

    /// One whose address leads to the first member when its number is odd, else to the second.
    private InetAddress client(int number) {
        Member wanted = number % 2 == 1 ? first : second;
        return clients.computeIfAbsent(number, _ -> {
            while (true) {
                InetAddress next = address(2 + ++addresses / 250, addresses % 250);
                if (Placement.over(List.of(first, second)).of(SourceHash.bucket(next)).orElseThrow().equals(wanted)) {
                    return next;
                }
            }
        });
    }

    private static InetAddress address(int third, int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, (byte) third, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
