package org.gatehouse.web.mapihttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Mutated bodies of every request type, sent in a session: each is answered, by success or by invalid request body,
/// and none ends the session or is a bug of ours.
class MutatedBodiesTest {
    private static final int ROUNDS = 120;

    @FunctionalInterface
    private interface Sending {
        FakeVisit send(FakeVisit visit) throws IOException;
    }

    @FunctionalInterface
    private interface Beginning {
        FakeVisit begin() throws IOException;
    }

    private static void survive(String type, Bytes golden, Beginning session, Sending endpoint) throws IOException {
        var random = new Random(Mutations.seed());
        FakeVisit last = session.begin();
        for (int round = 0; round < Mutations.rounds(ROUNDS); round++) {
            byte[] body = Mutations.mutate(golden.toArray(), random);
            last = endpoint.send(last.next(type, Bytes.wrap(body)));
            assertThat(last.status).as("%s, seed %s, round %s", type, Mutations.seed(), round).isEqualTo(200);
            assertThat(last.code()).as("%s, seed %s, round %s", type, Mutations.seed(), round).isIn(0, 12);
            if (last.code() == 0 && (type.equals("Disconnect") || type.equals("Unbind"))) {
                last = session.begin();
            }
        }
    }

    @Test
    void ofTheMailboxEndpoint() throws IOException {
        var bodies = new LinkedHashMap<>(Map.of("Connect", MailboxStage.CONNECT, "Execute", MailboxStage.EXECUTE,
                "Disconnect", MailboxStage.DISCONNECT, "PING", Bytes.EMPTY));
        for (Map.Entry<String, Bytes> each : bodies.entrySet()) {
            var stage = new MailboxStage();
            survive(each.getKey(), each.getValue(), stage::connect, stage::send);
        }
        var stage = new MailboxStage();
        FakeVisit connected = stage.connect();
        stage.sessions.getFirst().event.complete(true);
        survive("NotificationWait", MailboxStage.WAIT, () -> connected, stage::send);
    }

    @Test
    void ofTheAddressBookEndpoint() throws IOException {
        for (AddressBookExamples.Example example : AddressBookExamples.read()) {
            var stage = new AddressBookStage();
            stage.busy = true;
            survive(example.type(), example.request().bytes(), stage::bind, stage::send);
        }
    }
}
