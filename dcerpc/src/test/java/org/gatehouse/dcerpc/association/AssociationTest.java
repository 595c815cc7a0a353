package org.gatehouse.dcerpc.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.association.Step.Input;
import org.gatehouse.dcerpc.association.Step.Output;
import org.gatehouse.dcerpc.management.ManagementService;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.PresentationContext;
import org.gatehouse.dcerpc.pdu.PresentationContext.Result;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.junit.jupiter.api.Test;

class AssociationTest {
    private static final SyntaxId ECHO = SyntaxId.of("0a74ef1c-41a4-4e06-83ae-dc74fb1cdd53", 1, 0);
    private static final SyntaxId UNKNOWN = SyntaxId.of("0a74ef1c-41a4-4e06-83ae-dc74fb1cdd55", 1, 0);
    private static final ProtocolSequence TCP = ProtocolSequence.NCACN_IP_TCP;
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1024);
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.2", 135);
    private static final AssociationLimits LIMITS = new AssociationLimits(5840, 0x1_0000, 4, 4, 3, 8, 4);

    private final AssociationGroups groups = new AssociationGroups(LIMITS, new Random(1));
    private final Endpoint endpoint =
            new Endpoint(List.of(new Open(ECHO), new Guarded()), groups, Optional.empty(), LIMITS);

    /// Never called: the tests answer for it.
    private record Open(SyntaxId id) implements RpcService {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public int operationCount() {
            return 4;
        }

        @Override
        public AuthLevel authLevelMin() {
            return AuthLevel.NONE;
        }

        @Override
        public Bytes call(RpcCall call) {
            throw new AssertionError("the association calls nobody");
        }
    }

    private static final class Guarded implements RpcService {
        private static final SyntaxId ID = SyntaxId.of("0a74ef1c-41a4-4e06-83ae-dc74fb1cdd54", 1, 0);

        @Override
        public SyntaxId id() {
            return ID;
        }

        @Override
        public String name() {
            return "guarded";
        }

        @Override
        public int operationCount() {
            return 1;
        }

        @Override
        public AuthLevel authLevelMin() {
            return AuthLevel.PRIVACY;
        }

        @Override
        public Bytes call(RpcCall call) {
            throw new AssertionError("the association calls nobody");
        }
    }

    private static byte[] bind(int flags, int group, SyntaxId... interfaces) {
        var contexts = new ArrayList<PresentationContext>();
        for (SyntaxId id : interfaces) {
            contexts.add(new PresentationContext(contexts.size(), id, List.of(SyntaxId.NDR)));
        }
        return PduCodec.encode(PduHeader.of(PduType.BIND, flags, 1), new Pdu.Bind(5840, 5840, group, contexts), null);
    }

    private static byte[] request(int call, int flags, int context, int operation, Bytes stub) {
        return PduCodec.encode(PduHeader.of(PduType.REQUEST, flags, call),
                new Pdu.Request(stub.length(), context, operation, Optional.empty(), stub), null);
    }

    private static byte[] plain(Pdu body, int call) {
        return PduCodec.encode(PduHeader.of(body.type(), PduFlags.WHOLE, call), body, null);
    }

    private static List<Output> receive(Association association, byte[] pdu) {
        return association.step(new Input.Received(pdu));
    }

    private static <T extends Pdu> T sent(Output output, Class<T> type) {
        byte[] raw = ((Output.Send) output).pdu();
        return type.cast(PduCodec.decode(PduHeader.read(raw), raw));
    }

    private static Output.Dispatch dispatched(List<Output> outputs) {
        return (Output.Dispatch) outputs.getFirst();
    }

    private Association bound(int flags) {
        var association = new Association(endpoint, TCP, CLIENT, SERVER);
        Pdu.BindAck ack = sent(receive(association, bind(flags, 0, ECHO)).getFirst(), Pdu.BindAck.class);
        assertThat(ack.results().getFirst()).isEqualTo(Result.accepted(SyntaxId.NDR));
        return association;
    }

    @Test
    void nothingComesBeforeABind() {
        var association = new Association(endpoint, TCP, CLIENT, SERVER);
        assertThatThrownBy(() -> receive(association, request(1, 3, 0, 0, Bytes.EMPTY)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void fragmentsMakeOneCallAndTheAnswerIsCut() {
        Association association = bound(PduFlags.WHOLE);
        assertThat(receive(association, request(2, PduFlags.FIRST, 0, 1, Bytes.ofHex("0102")))).isEmpty();
        assertThat(receive(association, request(2, 0, 0, 1, Bytes.ofHex("03")))).isEmpty();
        Output.Dispatch call = dispatched(receive(association, request(2, PduFlags.LAST, 0, 1, Bytes.ofHex("04"))));
        assertThat(call.call().operation()).isEqualTo(1);
        assertThat(call.call().stub().blob(4)).isEqualTo(Bytes.ofHex("01020304"));
        byte[] answer = new byte[13_000];
        new Random(2).nextBytes(answer);
        List<Output> outputs = association.step(new Input.Answered(call.ticket(), Bytes.copyOf(answer)));
        assertThat(outputs).hasSize(3);
        var joined = new ByteWriter();
        for (Output output : outputs) {
            assertThat(((Output.Send) output).pdu().length).isLessThanOrEqualTo(5840);
            Pdu.Response part = sent(output, Pdu.Response.class);
            assertThat(part.allocationHint()).isEqualTo(answer.length - joined.size());
            joined.bytes(part.stub());
        }
        assertThat(joined.toArray()).isEqualTo(answer);
    }

    /// The fragments of an answer stay together, whatever else is to be said meanwhile.
    @Test
    void longAnswerComesInPartsAndIsNotOvertaken() {
        Association association = bound(PduFlags.WHOLE | PduFlags.CONCURRENT_MULTIPLEXING);
        Output.Dispatch first = dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        Output.Dispatch second = dispatched(receive(association, request(3, 3, 0, 0, Bytes.EMPTY)));
        byte[] answer = new byte[200_000];
        new Random(3).nextBytes(answer);
        List<Output> part = association.step(new Input.Answered(first.ticket(), Bytes.copyOf(answer)));
        assertThat(association.waitingBytes()).isBetween(answer.length - (long) Outbox.STEP_BYTES,
                answer.length - Outbox.STEP_BYTES + 5840L);
        assertThat(association.step(new Input.Answered(second.ticket(), Bytes.EMPTY))).isEmpty();
        assertThat(receive(association, request(4, 3, 0, 99, Bytes.EMPTY))).isEmpty();
        assertThat(association.step(new Input.Stopping())).isEmpty();
        var said = new ArrayList<Output>();
        while (part.getLast() instanceof Output.More) {
            assertThat(part.stream().filter(Output.Send.class::isInstance)
                    .mapToInt(output -> ((Output.Send) output).pdu().length).sum())
                    .isBetween(Outbox.STEP_BYTES - 5840, Outbox.STEP_BYTES);
            said.addAll(part.subList(0, part.size() - 1));
            part = association.step(new Input.Continue());
        }
        said.addAll(part);
        assertThat(association.waitingBytes()).isZero();
        assertThat(said.removeLast()).isInstanceOf(Output.Close.class);
        assertThat(sent(said.removeLast(), Pdu.Shutdown.class)).isEqualTo(new Pdu.Shutdown());
        assertThat(sent(said.removeLast(), Pdu.Fault.class).status()).isEqualTo(RpcStatus.OPERATION_RANGE);
        assertThat(PduHeader.read(((Output.Send) said.removeLast()).pdu()).callId()).isEqualTo(3);
        var joined = new ByteWriter();
        for (Output output : said) {
            assertThat(PduHeader.read(((Output.Send) output).pdu()).callId()).isEqualTo(2);
            joined.bytes(sent(output, Pdu.Response.class).stub());
        }
        assertThat(joined.toArray()).isEqualTo(answer);
    }

    @Test
    void restOfAnAnswerIsDroppedWithItsConnection() {
        Association association = bound(PduFlags.WHOLE);
        Output.Dispatch call = dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        assertThat(association.step(new Input.Answered(call.ticket(), Bytes.wrap(new byte[200_000]))).getLast())
                .isInstanceOf(Output.More.class);
        association.step(new Input.Gone());
        assertThat(association.waitingBytes()).isZero();
        assertThat(association.step(new Input.Continue())).isEmpty();
    }

    @Test
    void callsRunOneByOneWithoutMultiplexing() {
        Association association = bound(PduFlags.WHOLE);
        Output.Dispatch first = dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        assertThat(receive(association, request(3, 3, 0, 0, Bytes.EMPTY))).isEmpty();
        List<Output> outputs = association.step(new Input.Answered(first.ticket(), Bytes.EMPTY));
        assertThat(sent(outputs.getFirst(), Pdu.Response.class).stub()).isEqualTo(Bytes.EMPTY);
        assertThat(outputs.get(1)).isInstanceOf(Output.Dispatch.class);
    }

    @Test
    void aParkedCallHoldsNobodyUpWhenCallsAreMultiplexed() {
        Association association = bound(PduFlags.WHOLE | PduFlags.CONCURRENT_MULTIPLEXING);
        dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        Output.Dispatch second = dispatched(receive(association, request(3, 3, 0, 0, Bytes.EMPTY)));
        List<Output> outputs = association.step(new Input.Answered(second.ticket(), Bytes.EMPTY));
        assertThat(PduHeader.read(((Output.Send) outputs.getFirst()).pdu()).callId()).isEqualTo(3);
    }

    @Test
    void everyContextOfABindHasItsOwnResult() { // [MS-RPCE] 3.3.1.5.6
        var association = new Association(endpoint, TCP, CLIENT, SERVER);
        Pdu.BindAck ack = sent(receive(association, bind(PduFlags.WHOLE, 0, ECHO, UNKNOWN, Guarded.ID, ECHO))
                .getFirst(), Pdu.BindAck.class);
        assertThat(ack.results()).containsExactly(Result.accepted(SyntaxId.NDR),
                Result.rejected(Result.ABSTRACT_SYNTAX_NOT_SUPPORTED), Result.accepted(SyntaxId.NDR),
                Result.rejected(Result.TRANSFER_SYNTAXES_NOT_SUPPORTED));
        dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        assertThat(sent(receive(association, request(3, 3, 2, 0, Bytes.EMPTY)).getFirst(), Pdu.Fault.class).status())
                .as("guarded, but known under its number").isEqualTo(RpcStatus.ACCESS_DENIED);
        assertThat(sent(receive(association, request(4, 3, 3, 0, Bytes.EMPTY)).getFirst(), Pdu.Fault.class).status())
                .isEqualTo(RpcStatus.UNKNOWN_INTERFACE);
        var more = new Pdu.AlterContext(0, 0, 0, List.of(
                new PresentationContext(4, ManagementService.ID, List.of(SyntaxId.NDR)),
                new PresentationContext(3, ECHO, List.of(SyntaxId.NDR))));
        assertThat(sent(receive(association, plain(more, 5)).getFirst(), Pdu.AlterContextResponse.class).results())
                .containsOnly(Result.accepted(SyntaxId.NDR));
    }

    @Test
    void aStopIsToldToClientsThatHaveBound() { // [C706] 12.6.4.11
        Association association = bound(PduFlags.WHOLE);
        List<Output> outputs = association.step(new Input.Stopping());
        assertThat(sent(outputs.getFirst(), Pdu.Shutdown.class)).isEqualTo(new Pdu.Shutdown());
        assertThat(outputs.getLast()).isInstanceOf(Output.Close.class);
        assertThat(association.step(new Input.Stopping())).isEmpty();
        assertThat(new Association(endpoint, TCP, CLIENT, SERVER).step(new Input.Stopping()))
                .singleElement().isInstanceOf(Output.Close.class);
    }

    @Test
    void trafficIsCounted() {
        Association association = bound(PduFlags.WHOLE);
        Output.Dispatch call = dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        association.step(new Input.Answered(call.ticket(), Bytes.EMPTY));
        receive(association, request(3, 3, 0, 99, Bytes.EMPTY)); // out of range: a packet, but no call
        assertThat(endpoint.statistics().values()).containsExactly(1L, 0L, 3L, 3L);
    }

    @Test
    void tooManyCallsAreToldSo() {
        Association association = bound(PduFlags.WHOLE | PduFlags.CONCURRENT_MULTIPLEXING);
        for (int call = 0; call < LIMITS.callsMax(); call++) {
            dispatched(receive(association, request(call, 3, 0, 0, Bytes.EMPTY)));
        }
        List<Output> outputs = receive(association, request(99, 3, 0, 0, Bytes.EMPTY));
        assertThat(sent(outputs.getFirst(), Pdu.Fault.class).status()).isEqualTo(RpcStatus.SERVER_TOO_BUSY);
    }

    @Test
    void aStubBeyondTheLimitEndsTheConnection() {
        Association association = bound(PduFlags.WHOLE);
        Bytes part = Bytes.wrap(new byte[5000]);
        List<Output> outputs = receive(association, PduCodec.encode(PduHeader.of(PduType.REQUEST, 1, 2),
                new Pdu.Request(0, 0, 0, Optional.empty(), part), null));
        int sent = part.length();
        while (outputs.isEmpty()) {
            assertThat(sent).isLessThanOrEqualTo(LIMITS.stubBytesMax());
            outputs = receive(association, request(2, 0, 0, 0, part));
            sent += part.length();
        }
        assertThat(sent(outputs.getFirst(), Pdu.Fault.class).status()).isEqualTo(RpcStatus.ACCESS_DENIED);
        assertThat(outputs.getLast()).isInstanceOf(Output.Close.class);
    }

    @Test
    void unauthenticatedCallsOfAGuardedServiceAreDenied() {
        var association = new Association(endpoint, TCP, CLIENT, SERVER);
        receive(association, bind(3, 0, Guarded.ID));
        List<Output> outputs = receive(association, request(2, 3, 0, 0, Bytes.EMPTY));
        assertThat(outputs).hasSize(1);
        assertThat(sent(outputs.getFirst(), Pdu.Fault.class).status()).isEqualTo(RpcStatus.ACCESS_DENIED);
    }

    @Test
    void cancelsReachTheCallAndOrphansStayUnanswered() {
        Association association = bound(PduFlags.WHOLE | PduFlags.CONCURRENT_MULTIPLEXING);
        Output.Dispatch call = dispatched(receive(association, request(2, 3, 0, 0, Bytes.EMPTY)));
        assertThat(receive(association, plain(new Pdu.CoCancel(), 2)).getFirst()).isInstanceOf(Output.Cancel.class);
        assertThat(receive(association, plain(new Pdu.Orphaned(), 2)).getFirst()).isInstanceOf(Output.Cancel.class);
        assertThat(association.step(new Input.Answered(call.ticket(), Bytes.EMPTY))).isEmpty();
    }

    @Test
    void handlesLiveAsLongAsTheGroupAndRunDownOnce() {
        var first = new Association(endpoint, TCP, CLIENT, SERVER);
        int group = sent(receive(first, bind(3, 0, ECHO)).getFirst(), Pdu.BindAck.class).groupId();
        var second = new Association(endpoint, TCP, CLIENT, SERVER);
        assertThat(sent(receive(second, bind(3, group, ECHO)).getFirst(), Pdu.BindAck.class).groupId())
                .isEqualTo(group);
        RpcCall call = dispatched(receive(first, request(2, 3, 0, 0, Bytes.EMPTY))).call();
        var closed = new AtomicInteger();
        AutoCloseable state = closed::incrementAndGet;
        ContextHandle handle = call.handles().open(AutoCloseable.class, state);
        assertThat(dispatched(receive(second, request(2, 3, 0, 0, Bytes.EMPTY))).call().handles()
                .find(AutoCloseable.class, handle)).contains(state);
        assertThat(first.step(new Input.Gone())).noneMatch(Output.RunDown.class::isInstance);
        List<Output> last = second.step(new Input.Gone());
        assertThat(last).filteredOn(Output.RunDown.class::isInstance).containsExactly(
                new Output.RunDown(List.of(state)));
        assertThat(groups.size()).isZero();
        var late = new Association(endpoint, TCP, CLIENT, SERVER);
        assertThat(sent(receive(late, bind(3, group, ECHO)).getFirst(), Pdu.BindNak.class).reason()).isZero();
    }

    @Test
    void pduShorterThanItSaysIsMalformed() {
        var association = new Association(endpoint, TCP, CLIENT, SERVER);
        receive(association, bind(1, 0, ECHO));
        byte[] cut = Arrays.copyOf(bind(2, 0, ECHO), 16);
        assertThatThrownBy(() -> receive(association, cut)).isInstanceOf(MalformedException.class);
    }

    /// Random but plausible clients: nothing but a value, a close or MalformedException, and what is given is taken
    /// back: no group, no call and no unbounded answer is left over.
    @Test
    void survivesSeededClients() {
        long seed = Mutations.seed();
        for (int round = 0; round < Mutations.rounds(2_000); round++) {
            var random = new Random(seed + round);
            var association = new Association(endpoint, TCP, CLIENT, SERVER);
            var running = new ArrayList<Output.Dispatch>();
            boolean open = true;
            for (int i = 0; i < 40 && open; i++) {
                try {
                    List<Output> outputs = running.isEmpty() || random.nextInt(3) > 0
                            ? receive(association, anything(random))
                            : association.step(outcome(running.remove(random.nextInt(running.size())), random));
                    for (Output output : outputs) {
                        open &= !(output instanceof Output.Close);
                        if (output instanceof Output.Dispatch dispatch) {
                            running.add(dispatch);
                        }
                    }
                    assertThat(running.size()).as("seed " + seed + " round " + round)
                            .isLessThanOrEqualTo(LIMITS.callsMax());
                } catch (MalformedException bad) {
                    open = false;
                }
            }
            association.step(new Input.Gone());
            assertThat(groups.size()).as("seed " + seed + " round " + round).isZero();
        }
    }

    private static Input outcome(Output.Dispatch call, Random random) {
        return random.nextBoolean() ? new Input.Answered(call.ticket(), Bytes.wrap(new byte[random.nextInt(9000)]))
                : new Input.Faulted(call.ticket(), random.nextInt(), random.nextBoolean());
    }

    private static byte[] anything(Random random) {
        int call = random.nextInt(4);
        Bytes stub = Bytes.wrap(new byte[random.nextInt(100)]);
        byte[] pdu = switch (random.nextInt(8)) {
            case 0, 1 -> bind(random.nextInt(256), 0, ECHO, Guarded.ID);
            case 2 -> plain(new Pdu.AlterContext(0, 0, 0, List.of(
                    new PresentationContext(random.nextInt(3), ECHO, List.of(SyntaxId.NDR)))), call);
            case 3 -> plain(random.nextBoolean() ? new Pdu.CoCancel() : new Pdu.Orphaned(), call);
            default -> request(call, random.nextInt(4) | random.nextInt(2) * 0x10, random.nextInt(2),
                    random.nextInt(5), stub);
        };
        return random.nextInt(6) == 0 ? Mutations.mutate(pdu, random) : pdu;
    }
}
