package org.gatehouse.edge.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;

/// Buckets and their members.
final class PlacementTest {
    private static Member member(int number) {
        return new Member("cas" + number, InetAddress.ofLiteral("192.0.2." + number));
    }

    @Test
    void aMemberThatGoesMovesItsOwnBucketsOnly() {
        List<Member> five = List.of(member(1), member(2), member(3), member(4), member(5));
        Placement before = Placement.over(five);
        for (Member gone : five) {
            Placement after = Placement.over(five.stream().filter(member -> !member.equals(gone)).toList());
            var heirs = new HashMap<Member, Integer>();
            for (int bucket = 0; bucket < SourceHash.BUCKETS; bucket++) {
                if (before.of(bucket).orElseThrow().equals(gone)) {
                    heirs.merge(after.of(bucket).orElseThrow(), 1, Integer::sum);
                } else {
                    assertThat(after.of(bucket)).isEqualTo(before.of(bucket));
                }
            }
            assertThat(heirs.values()).as("heirs of " + gone).hasSize(4).allMatch(count -> count > 25);
        }
    }

    @Test
    void membersShareAlikeInWhateverOrderTheyCame() {
        var members = new ArrayList<Member>();
        for (int i = 1; i <= 8; i++) {
            members.add(member(i));
            Placement placement = Placement.over(members);
            assertThat(Placement.over(members.reversed())).isEqualTo(placement);
            int count = i;
            for (Member member : members) {
                assertThat(placement.buckets().stream().filter(member::equals).count()).as(member + " of " + count)
                        .isBetween(SourceHash.BUCKETS * 3L / 4 / count, SourceHash.BUCKETS * 4L / 3 / count);
            }
        }
        assertThat(Placement.over(List.of()).of(7)).isEmpty();
    }

    @Test
    void addressesOfANetworkAreSpread() throws Exception {
        var random = new Random(Mutations.seed());
        for (int length : new int[] {4, 16}) {
            byte[] address = new byte[length];
            random.nextBytes(address);
            var counts = new int[16];
            for (int host = 0; host < 4096; host++) {
                address[length - 1] = (byte) host;
                address[length - 2] = (byte) (host >> 8);
                counts[SourceHash.bucket(InetAddress.getByAddress(address)) * 16 / SourceHash.BUCKETS]++;
            }
            assertThat(Arrays.stream(counts)).as("a sixteenth is 256").allMatch(count -> count > 170 && count < 360);
        }
    }
}
