package org.gatehouse.mapi.rop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RopGoldenTest {
    private static final List<RopGolden> GOLDENS = RopGolden.all();

    static List<RopGolden> goldens() {
        return GOLDENS;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void decodesToTheRecordAndEncodesToTheSameBytes(RopGolden golden) {
        Object rop = golden.decode(golden.bytes());

        assertThat(rop).hasToString(golden.decoded());
        assertThat(Golden.hex(RopGolden.encode(rop))).isEqualTo(Golden.hex(golden.bytes()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyMutationIsAValueOrMalformed(RopGolden golden) {
        Mutations.survive(golden.bytes(), 400, MalformedException.class, input -> {
            byte[] encoded = RopGolden.encode(golden.decode(input));
            byte[] again = RopGolden.encode(golden.decode(encoded));
            if (!Arrays.equals(encoded, again)) {
                throw new AssertionError("an encoding that changes when it is decoded: " + Golden.hex(encoded));
            }
        });
    }

    @Test
    void searchFolderEventWithoutAMessageIsMalformed() { // [MS-OXCNOTIF] 2.2.1.4.1.2
        var createdWithSButNoM = new ByteReader(Golden.bytes("04 40 01 00 00 00 00 00 00 01 00 00"));
        assertThatThrownBy(() -> Notification.read(createdWithSButNoM)).isInstanceOf(MalformedException.class);
    }

    @Test
    void everyRopWithACodecHasAGoldenForEachDirection() {
        Set<RopId> requests = covered(true);
        Set<RopId> responses = covered(false);

        assertThat(requests).containsExactlyInAnyOrderElementsOf(RopId.available());
        for (RopId id : RopId.values()) {
            assertThat(responses.contains(id)).as(id.specName()).isEqualTo(id.isResponseAvailable());
        }
    }

    private static Set<RopId> covered(boolean request) {
        return GOLDENS.stream().filter(golden -> golden.request() == request).map(RopGolden::id)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RopId.class)));
    }
}
