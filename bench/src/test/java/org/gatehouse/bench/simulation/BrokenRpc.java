package org.gatehouse.bench.simulation;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.association.Step;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// Calls, context handles and their rundown that are wrong in one way each.
final class BrokenRpc {
    private BrokenRpc() {}

    /// An association that something is done to.
    @FunctionalInterface
    private interface Spoilt extends Cores {
        Talking spoil(Talking real);

        @Override
        default Talking association(Endpoint endpoint, InetSocketAddress client, InetSocketAddress server) {
            return spoil(Cores.super.association(endpoint, client, server));
        }
    }

    /// Handles that are remembered and, where they are shared, found wherever they were opened.
    private record Remembered(ContextHandles real, Map<UUID, AutoCloseable> all, boolean shared)
            implements ContextHandles {
        @Override
        public <T extends AutoCloseable> ContextHandle open(Class<T> kind, T state) {
            ContextHandle handle = real.open(kind, state);
            all.put(handle.uuid(), state);
            return handle;
        }

        @Override
        public <T extends AutoCloseable> Optional<T> find(Class<T> kind, ContextHandle handle) {
            return real.find(kind, handle).or(() -> Optional.ofNullable(shared ? all.get(handle.uuid()) : null)
                    .map(kind::cast));
        }

        @Override
        public <T extends AutoCloseable> Optional<T> release(Class<T> kind, ContextHandle handle) {
            return real.release(kind, handle);
        }
    }

    private static List<Step.Output> withHandles(List<Step.Output> outputs, Map<UUID, AutoCloseable> all,
            boolean shared) {
        return outputs.stream().map(output -> output instanceof Step.Output.Dispatch(var ticket, var service,
                RpcCall call) ? new Step.Output.Dispatch(ticket, service, new RpcCall(call.operation(), call.stub(),
                        call.object(), call.caller(), call.level(), call.transport(), call.client(), call.server(),
                        new Remembered(call.handles(), all, shared), call.cancelled())) : output).toList();
    }

    /// A handle is good for everybody who knows it, and after it was given back.
    static final Cores SHARING_HANDLES = new Spoilt() {
        private final Map<UUID, AutoCloseable> all = new HashMap<>();

        @Override
        public Talking spoil(Talking real) {
            return input -> withHandles(real.step(input), all, true);
        }
    };

    private static boolean isRundown(Step.Output output) {
        return output instanceof Step.Output.RunDown;
    }

    static final Cores FORGETTING_SESSIONS = (Spoilt) real -> input -> real.step(input).stream()
            .filter(output -> !isRundown(output)).toList();

    static final Cores RUNNING_DOWN_TWICE = (Spoilt) real -> input -> real.step(input).stream()
            .<Step.Output>mapMulti((output, out) -> {
                out.accept(output);
                if (isRundown(output)) {
                    out.accept(output);
                }
            }).toList();

    /// With the connection over which they began.
    static final Cores RUNNING_DOWN_EARLY = (Spoilt) real -> {
        var begun = new HashMap<UUID, AutoCloseable>();
        return input -> {
            List<Step.Output> outputs = withHandles(real.step(input), begun, false);
            if (input instanceof Step.Input.Gone && outputs.stream().noneMatch(BrokenRpc::isRundown)) {
                outputs = new ArrayList<>(outputs);
                outputs.add(new Step.Output.RunDown(List.copyOf(begun.values())));
            }
            return outputs;
        };
    };

    /// Each answer goes where the next should, on whatever connection that is.
    static final Cores ANSWERING_OTHERS = new Spoilt() {
        private Step.@Nullable Output kept;

        @Override
        public Talking spoil(Talking real) {
            return input -> {
                List<Step.Output> outputs = real.step(input);
                if (!(input instanceof Step.Input.Answered)) {
                    return outputs;
                }
                return outputs.stream().map(output -> {
                    if (!(output instanceof Step.Output.Send)) {
                        return output;
                    }
                    Step.Output before = kept;
                    kept = output;
                    return before == null ? output : before;
                }).toList();
            };
        }
    };

    /// A connection that is gone says what it said last once more.
    static final Cores ANSWERING_THE_GONE = (Spoilt) real -> {
        var last = new ArrayList<Step.Output>();
        return input -> {
            List<Step.Output> outputs = real.step(input);
            if (input instanceof Step.Input.Answered && outputs.isEmpty()) {
                return List.copyOf(last);
            }
            outputs.stream().filter(Step.Output.Send.class::isInstance).forEach(output -> {
                last.clear();
                last.add(output);
            });
            return outputs;
        };
    };

    static final Cores TAKING_ANY_NUMBER_OF_CALLS = new Cores() {
        @Override
        public AssociationLimits limits(AssociationLimits said) {
            return new AssociationLimits(said.fragmentBytesMax(), said.stubBytesMax(), said.presentationContextsMax(),
                    said.securityContextsMax(), said.callsMax() + 1, said.groupsMax(), said.handlesMax());
        }
    };

    static final Cores GIVING_ANY_NUMBER_OF_HANDLES = new Cores() {
        @Override
        public AssociationLimits limits(AssociationLimits said) {
            return new AssociationLimits(said.fragmentBytesMax(), said.stubBytesMax(), said.presentationContextsMax(),
                    said.securityContextsMax(), said.callsMax(), said.groupsMax(), said.handlesMax() + 1);
        }
    };
}
