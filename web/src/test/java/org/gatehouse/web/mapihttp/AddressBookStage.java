package org.gatehouse.web.mapihttp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.testing.Golden;
import org.gatehouse.web.mapihttp.AddressBookSessions.AddressBookSession;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;

/// The address book endpoint at a time that stands still, with sessions that answer what a test tells them to.
final class AddressBookStage {
    static final String PATH = "/mapi/nspi";
    static final Failure TOO_BUSY = new Failure(0x6bb, Bytes.EMPTY);

    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    final List<NspiRequest> asked = new ArrayList<>();
    final List<FakeSession> sessions = new ArrayList<>();
    boolean busy;
    Function<NspiRequest, NspiResponse> answers = _ -> {
        throw new AssertionError("nobody asks here");
    };
    final MapiHttp<AddressBookSession> endpoint = MapiHttp.addressBook(new Sessions(),
            new MapiHttp.Limits(Duration.ofMinutes(15), 4), new KeepAlive(() -> now, Runnable::run), () -> now,
            new Random(1));

    final class FakeSession implements AddressBookSession {
        int closed;

        @Override
        public Reply<NspiResponse> answer(NspiRequest request) {
            asked.add(request);
            return busy ? new Reply.Failed<>(TOO_BUSY) : new Reply.Done<>(answers.apply(request));
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private final class Sessions implements AddressBookSessions {
        @Override
        public Reply<Bound> bind(NspiBind.Request request, Visitor visitor) {
            asked.add(request);
            var session = new FakeSession();
            sessions.add(session);
            return reply(new Bound(Optional.of(session), new NspiBind.Response(
                    UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), ContextHandle.NONE, 0)));
        }

        @Override
        public List<PropertyTag> defaultColumns() {
            return List.of();
        }

        @Override
        public Reply<Optional<String>> mailboxUrl(String serverDn, Visitor visitor) {
            return reply(Optional.of("h"));
        }

        @Override
        public Reply<Optional<String>> addressBookUrl(String userDn, Visitor visitor) {
            return reply(Optional.of("h"));
        }
    }

    private <T> Reply<T> reply(T result) {
        return busy ? new Reply.Failed<>(TOO_BUSY) : new Reply.Done<>(result);
    }

    FakeVisit send(FakeVisit visit) throws IOException {
        endpoint.handle(visit);
        return visit;
    }

    /// A session, whether or not the server is busy otherwise.
    FakeVisit bind() throws IOException {
        boolean before = busy;
        busy = false;
        FakeVisit bound = send(new FakeVisit(PATH, "Bind", Bytes.wrap(Golden.bytes("00000000 ff "
                + AddressBookExamples.STATE + "00000000"))));
        busy = before;
        return bound;
    }
}
