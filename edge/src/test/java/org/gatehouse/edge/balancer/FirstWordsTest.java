package org.gatehouse.edge.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.gatehouse.testing.Golden;
import org.junit.jupiter.api.Test;

/// The heads of `bind` and `bind_ack` as [C706] 12.6.4.3 and 12.6.4.4 lay them out.
final class FirstWordsTest {
    private static final byte[] BIND = Golden.bytes("""
            05 00 0b 03 10 00 00 00  | version 5.0, bind, whole, little-endian
            48 00 00 00 01 00 00 00  | frag_length, no token, call 1
            d0 16 d0 16 44 33 22 11  | max_xmit_frag, max_recv_frag, assoc_group_id
            """);
    private static final byte[] BIND_ACK = Golden.bytes("""
            05 00 0c 03 10 00 00 00  | version 5.0, bind_ack, whole, little-endian
            3c 00 00 00 01 00 00 00  | frag_length, no token, call 1
            d0 16 d0 16 44 33 22 91  | max_xmit_frag, max_recv_frag, assoc_group_id
            """);
    private static final byte[] BIG_ENDIAN = Golden.bytes("""
            05 00 0b 03 00 00 00 00  | version 5.0, bind, whole, big-endian
            00 48 00 00 00 00 00 01  | frag_length, no token, call 1
            16 d0 16 d0 11 22 33 44  | max_xmit_frag, max_recv_frag, assoc_group_id
            """);
    private static final byte[] TLS = Golden.bytes("16 03 01 02 00 01  | a ClientHello (RFC 8446 5.1)");

    @Test
    void theNumberIsReadInTheOrderOfItsBytes() {
        assertThat(FirstWords.asked(BIND, BIND.length)).hasValue(0x11223344);
        assertThat(FirstWords.asked(BIG_ENDIAN, BIG_ENDIAN.length)).hasValue(0x11223344);
        assertThat(FirstWords.joined(BIND_ACK, BIND_ACK.length)).hasValue(0x91223344);
    }

    @Test
    void everythingElseAsksForNoneAsSoonAsItCanBeTold() {
        assertThat(FirstWords.asked(TLS, 1)).hasValue(0);
        assertThat(FirstWords.asked(BIND_ACK, 3)).hasValue(0);
        assertThat(FirstWords.joined(BIND, 3)).hasValue(0);
    }

    @Test
    void lessThanTheHeadDoesNotTell() {
        for (int count = 0; count < FirstWords.LENGTH; count++) {
            assertThat(FirstWords.asked(BIND, count)).isEqualTo(OptionalInt.empty());
        }
    }
}
