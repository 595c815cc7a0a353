package org.gatehouse.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The simulation bites: of each thing that must hold there is a way to break it, which it finds out.
class BrokenCoresTest {
    /// So many are enough, from where it is known to happen.
    private static final int WORLDS = 400;

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("ignoring drains", BrokenCores.IGNORING_DRAINS, 1, "a drained member gets nothing new"),
                Arguments.of("dead taken for living", BrokenCores.TAKING_THE_DEAD_FOR_LIVING, 1,
                        "everybody is served within"),
                Arguments.of("forgetting addresses", BrokenCores.FORGETTING_ADDRESSES, 1,
                        "an address has one member"),
                Arguments.of("offering to the dead", BrokenCores.OFFERING_TO_THE_DEAD, 1,
                        "nobody is led to a dead member"),
                Arguments.of("budgets not shared", BrokenCores.KEEPING_BUDGETS_TO_ITSELF, 1,
                        "a budget holds over members"),
                Arguments.of("charging twice", BrokenCores.CHARGING_TWICE, 1, "nobody is refused"),
                Arguments.of("remembering the dead", BrokenCores.REMEMBERING_THE_DEAD, 1,
                        "nobody is refused a place that is free"),
                Arguments.of("storming the dead", BrokenCores.STORMING_THE_DEAD, 1, "is not stormed"),
                Arguments.of("waiting for ever", BrokenCores.WAITING_FOR_EVER, 1, "nobody waits for a database"),
                Arguments.of("giving up", BrokenCores.GIVING_UP, 1, "everybody is served within"),
                Arguments.of("taking any primary", BrokenCores.TAKING_ANY_PRIMARY, 1, "nobody goes back"),
                Arguments.of("knowing no other primary", BrokenCores.KNOWING_NO_OTHER_PRIMARY, 1,
                        "the present primary"),
                Arguments.of("a place too many", BrokenCores.COUNTING_ONE_TOO_FEW, 1, "a budget holds on a member"),
                Arguments.of("time given away", BrokenCores.GIVING_TIME_AWAY, 1, "a budget holds"),
                Arguments.of("moving without asking", BrokenCores.MOVING_WITHOUT_ASKING, 1,
                        "a move has one owner"),
                Arguments.of("ending without asking", BrokenCores.ENDING_WITHOUT_ASKING, 76_318, "mailbox"),
                Arguments.of("completing too early", BrokenCores.COMPLETING_TOO_EARLY, 1, "given back"),
                Arguments.of("never unlocking", BrokenCores.NEVER_UNLOCKING, 1, "given back"),
                Arguments.of("not waiting for copies", BrokenCores.NOT_WAITING_FOR_COPIES, 400, "mailbox"),
                Arguments.of("understanding no words", BrokenCores.UNDERSTANDING_NO_WORDS, 1,
                        "a connection follows its session"),
                Arguments.of("joining no group", BrokenCores.JOINING_NO_GROUP, 1, "a connection joins its session"),
                Arguments.of("keeping groups", BrokenCores.KEEPING_GROUPS, 1, "an association group lives"),
                Arguments.of("sharing handles", BrokenRpc.SHARING_HANDLES, 1, "a context handle is good in its group"),
                Arguments.of("forgetting sessions", BrokenRpc.FORGETTING_SESSIONS, 1, "sessions are run down with"),
                Arguments.of("running down twice", BrokenRpc.RUNNING_DOWN_TWICE, 1, "a session is run down once"),
                Arguments.of("running down early", BrokenRpc.RUNNING_DOWN_EARLY, 1, "no session is run down while"),
                Arguments.of("answering others", BrokenRpc.ANSWERING_OTHERS, 1, "a call is answered once, and on its"),
                Arguments.of("answering the gone", BrokenRpc.ANSWERING_THE_GONE, 1, "whose connection is gone"),
                Arguments.of("any number of calls", BrokenRpc.TAKING_ANY_NUMBER_OF_CALLS, 1, "limits of RPC hold"),
                Arguments.of("any number of handles", BrokenRpc.GIVING_ANY_NUMBER_OF_HANDLES, 1,
                        "limits of RPC hold"),
                Arguments.of("answering before the commit", BrokenCores.ANSWERING_BEFORE_THE_COMMIT, 1,
                        "no acknowledged"),
                Arguments.of("numbering without a lock", BrokenCores.NUMBERING_WITHOUT_A_LOCK, 1,
                        "no change number appears"),
                Arguments.of("keeping its replica", BrokenCores.KEEPING_ITS_REPLICA, 1, "no change number appears"),
                Arguments.of("leaving gaps", BrokenCores.LEAVING_GAPS, 1, "changes of a mailbox"),
                Arguments.of("serving everybody", BrokenCores.SERVING_EVERYBODY, 1,
                        "clients are served where they belong"),
                Arguments.of("sending nobody elsewhere", BrokenCores.SENDING_NOBODY_ELSEWHERE, 1,
                        "everybody is served within"),
                Arguments.of("referring to the dead", BrokenCores.REFERRING_TO_THE_DEAD, 1,
                        "everybody is served within"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void isFoundOut(String name, Cores cores, long from, String rule) {
        Optional<Simulator.Failure> failure = SimulationTest.first(cores, from, WORLDS);
        assertThat(failure).as(name).isPresent();
        assertThat(failure.get().broken().getMessage()).contains(rule);
    }
}
