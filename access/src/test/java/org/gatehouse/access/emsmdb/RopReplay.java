package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;

/// Sends bytes of a specification's example to a server and looks at the bytes that come back.
record RopReplay(EmsmdbClient client) {
    RopBuffer send(Bytes request, List<Integer> handles) {
        Bytes payload = new RopBuffer(request, handles).encode();
        var response = client.execute(ExtendedBuffer.write(List.of(payload), true, true), 0, 0x18008);
        assertThat(response.result()).isZero();
        return RopBuffer.decode(ExtendedBuffer.readAll(response.payload()).getFirst());
    }

    /// The handle table afterwards, once the response is as the example has it.
    List<Integer> replay(String request, List<Integer> handles, String response) {
        return replay(Bytes.copyOf(Golden.bytes(request)), handles, response);
    }

    List<Integer> replay(Bytes request, List<Integer> handles, String response) {
        RopBuffer answer = send(request, handles);
        assertThat(Golden.hex(answer.rops().toArray())).isEqualTo(Golden.hex(Golden.bytes(response)));
        return answer.handles();
    }
}
