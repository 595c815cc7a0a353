package org.gatehouse.mapi.rop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class RopBufferTest {
    /// The requests of [MS-OXORULE] 4.2.1 and the handles behind them; RopSize is ours.
    private static final byte[] RULES = Golden.bytes("""
            20 00                   | RopSize
            3f 00 00 01 40          | RopGetRulesTable
            12 00 01 00 03 00       | RopSetColumns
            14 00 74 66             | PidTagRuleId
            02 01 84 66             | PidTagRuleProviderData
            1f 00 82 66             | PidTagRuleName
            15 00 01 00 01 32 00    | RopQueryRows
            23 02 00 00 ff ff ff ff | handles
            """);

    @Test
    void aBufferHoldsRopsAndHandles() {
        RopBuffer buffer = RopBuffer.decode(Bytes.copyOf(RULES));
        var requests = new RopRequests(buffer.rops(), _ -> false);

        assertThat(buffer.handles()).containsExactly(0x223, RopBuffer.NO_HANDLE);
        assertThat(((RopRequests.Next.Decoded) requests.next()).request())
                .isEqualTo(new RopGetRulesTable.Request(0, 0, 1, 0x40));
        assertThat(((RopRequests.Next.Decoded) requests.next()).offset()).isEqualTo(5);
        assertThat(((RopRequests.Next.Decoded) requests.next()).request().id()).isEqualTo(RopId.QUERY_ROWS);
        assertThat(requests.hasNext()).isFalse();
        assertThat(requests.from(23).hex()).isEqualTo("15000100013200");
        assertThat(Golden.hex(buffer.encode().toArray())).isEqualTo(Golden.hex(RULES));
    }

    @Test
    void everyMutationOfABufferIsAValueOrMalformed() {
        Mutations.survive(RULES, 5_000, MalformedException.class, input -> {
            var requests = new RopRequests(RopBuffer.decode(Bytes.copyOf(input)).rops(), _ -> true);
            while (requests.hasNext()) {
                requests.next();
            }
        });
    }

    @Test
    void aRopWithoutACodecIsNamedAndEndsTheBuffer() {
        var requests = new RopRequests(Bytes.ofHex("01 00 00 4d 00 00 01 00"), _ -> false);
        requests.next();

        var next = (RopRequests.Next.Unavailable) requests.next();

        assertThat(next.name()).isEqualTo("RopFastTransferSourceCopyTo");
        assertThat(next.offset()).isEqualTo(3);
        assertThat(requests.hasNext()).isFalse();
        assertThat(((RopRequests.Next.Unavailable) new RopRequests(Bytes.ofHex("65"), _ -> false).next()).name())
                .isEqualTo("reserved RopId 0x65");
    }

    @Test
    void sizesThatPointOutsideAreMalformed() {
        assertThatThrownBy(() -> RopBuffer.decode(Bytes.ofHex("01 00"))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> RopBuffer.decode(Bytes.ofHex("05 00 01"))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> RopBuffer.decode(Bytes.ofHex("02 00 01 02"))).isInstanceOf(MalformedException.class);
    }

    @Test
    void twoRequestsHaveALayoutThatTheirLogonDecides() {
        String readFlag = "11 01 03 02 01" + "00".repeat(24);
        var onPublic = (RopRequests.Next.Decoded) new RopRequests(Bytes.ofHex(readFlag), logon -> logon == 1).next();
        var onPrivate = new RopRequests(Bytes.ofHex(readFlag), logon -> logon == 2);
        var folder = new LongTermId(new UUID(1, 2), 3);
        var write = new RopWritePerUserInformation.Request(1, 0, folder, true, 0, Bytes.EMPTY, null);
        var out = new ByteWriter();
        write.encode(out);

        assertThat(((RopSetMessageReadFlag.Request) onPublic.request()).clientData().length()).isEqualTo(24);
        assertThat(((RopRequests.Next.Decoded) onPrivate.next()).request())
                .isEqualTo(new RopSetMessageReadFlag.Request(1, 3, 2, 1, Bytes.EMPTY));
        assertThat(onPrivate.hasNext()).isTrue();
        assertThat(new RopRequests(out.toBytes(), _ -> true).next())
                .isEqualTo(new RopRequests.Next.Decoded(write, 0));
    }

    @Test
    void responsesStopAtTheLimitAndGiveTheRestBack() {
        var responses = new RopResponses(2 + 6 + 10 + 4, 1);
        var done = new RopCommitStream.Response(0);

        assertThat(responses.add(done)).isTrue();
        assertThat(responses.remaining()).isEqualTo(10);
        assertThat(responses.add(new RopGetStreamSize.Response(0, 1))).isTrue();
        assertThat(responses.add(done)).isFalse();
        assertThat(responses.remaining()).isZero();
        assertThat(responses.encode(new int[] {7}).hex())
                .isEqualTo("1200" + "5d0000000000" + "5e000000000001000000" + "07000000");
    }

    @Test
    void unexecutedRequestsComeBackInBufferTooSmall() {
        var responses = new RopResponses(2 + 6, 0);
        Bytes rest = Bytes.ofHex("5d 01 01");

        assertThat(responses.remaining(3)).isZero();
        assertThat(responses.addTooSmall(0x1000, rest)).isTrue();
        assertThat(responses.encode(new int[0]).hex()).isEqualTo("0800" + "ff0010" + "5d0101");
    }

    @Test
    void rowsAreCollectedUntilTheRoomIsUsedUp() {
        var collector = new Rows.Collector(List.of(Tags.MESSAGE_FLAGS), 12, 50);
        PropertyRow row = PropertyRow.of(new Value.Int32(7));

        assertThat(collector.add(row)).isTrue();
        assertThat(collector.add(row)).isTrue();
        assertThat(collector.add(row)).isFalse();
        assertThat(collector.rows()).isEqualTo(new Rows(2, Bytes.ofHex("0007000000 0007000000")));
        assertThat(RopResponses.size(new RopQueryRows.Response(1, 0, Rows.NONE)))
                .isEqualTo(RopQueryRows.Response.SIZE_WITHOUT_ROWS);
        assertThat(RopResponses.size(new RopReadStream.Response(1, 0, Bytes.EMPTY)))
                .isEqualTo(RopReadStream.Response.SIZE_WITHOUT_DATA);
    }

    @Test
    void failuresHaveTheFormOfTheirRop() {
        var open = new RopOpenStream.Request(0, 1, 2, Tags.BODY, 0);
        var move = new RopMoveCopyMessages.Request(0, 1, 2, List.of(), false, false);
        var status = new RopGetMessageStatus.Request(0, 1, new org.gatehouse.mapi.id.ObjectId(1, 2));

        assertThat(hex(open.failure(ErrorCode.NOT_FOUND))).isEqualTo("2b020f010480");
        assertThat(hex(move.failure(ErrorCode.NULL_OBJECT))).isEqualTo("3301b904000000");
        assertThat(hex(move.failure(ErrorCode.DESTINATION_NULL_OBJECT))).isEqualTo("3301030500000200000000");
        assertThat(hex(status.failure(ErrorCode.NOT_FOUND))).as("MS-OXCROPS_R20004").startsWith("2001");
    }

    private static String hex(RopResponse response) {
        var out = new ByteWriter();
        response.encode(out);
        return out.toBytes().hex();
    }
}
