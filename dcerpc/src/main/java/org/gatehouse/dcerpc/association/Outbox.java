package org.gatehouse.dcerpc.association;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.gatehouse.dcerpc.association.Step.Output;

/// What a connection has to say, in order. The fragments of a response ([C706] 12.6.4.10) are made when it is their
/// turn, and so many in a step that the first are on their way while the next are sealed.
final class Outbox {
    /// So many bytes of PDUs are made in a step, unless a single one is longer: those of four records of TLS.
    static final int STEP_BYTES = 64 * 1024;

    /// What must not overtake what waits, one behind the other.
    private final Queue<Iterator<? extends Output>> waiting = new ArrayDeque<>(1);
    private List<Output> outputs = List.of();
    private int room;
    /// About what the next PDU takes.
    private int next;
    private long waitingBytes;
    /// Somebody has been told that there is more, and comes back.
    private boolean told;

    void begin(boolean continued) {
        outputs = new ArrayList<>();
        room = STEP_BYTES;
        next = 1;
        told &= !continued;
    }

    void add(Output output) {
        if (output instanceof Output.Send || output instanceof Output.Close) {
            waiting.add(List.of(output).iterator());
            fill();
        } else {
            outputs.add(output);
        }
    }

    /// @param fragments of one answer; there is one at least
    /// @param bytes about how many they have
    void answer(Iterator<Output.Send> fragments, int bytes) {
        waiting.add(fragments);
        waitingBytes += bytes;
        fill();
    }

    /// Nobody listens any more.
    void clear() {
        waiting.clear();
        waitingBytes = 0;
    }

    /// About how many bytes of answers wait.
    long waitingBytes() {
        return waitingBytes;
    }

    /// What the step gives. It is not kept: most connections say nothing for a long time, and what they said last can
    /// be long.
    List<Output> end() {
        fill();
        if (!told && !waiting.isEmpty()) {
            told = true;
            outputs.add(new Output.More());
        }
        List<Output> given = outputs;
        outputs = List.of();
        return given;
    }

    private void fill() {
        while (!waiting.isEmpty() && room >= next && !told) {
            Iterator<? extends Output> first = waiting.element();
            Output output = first.next();
            if (!first.hasNext()) {
                waiting.remove();
            }
            outputs.add(output);
            if (output instanceof Output.Send(byte[] pdu)) {
                room -= pdu.length;
                next = pdu.length;
                waitingBytes = waiting.isEmpty() ? 0 : Math.max(0, waitingBytes - pdu.length);
            }
        }
    }
}
