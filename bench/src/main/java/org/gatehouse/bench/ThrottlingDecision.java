package org.gatehouse.bench;

import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Owner;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.security.throttling.Work;

/// What holding people to their budgets costs a request: the decision, the question before an operation, the settling
/// of its times; and a refusal. With all locks and clocks, on one thread, over many people. `ThrottlingDecision`
final class ThrottlingDecision {
    private static final int PEOPLE = 10_000;
    private static final int REQUESTS = 2_000_000;
    private static final int ROUNDS = 5;
    private static final double TARGET_MICROS = 2;

    private ThrottlingDecision() {}

    public static void main(String[] arguments) {
        Purse[] allowed = purses(100_000);
        Purse[] refused = purses(0);
        for (int round = 0; round < ROUNDS; round++) {
            double decision = micros(request -> decided(allowed[request % PEOPLE]));
            double whole = micros(request -> done(allowed[request % PEOPLE]));
            double refusal = micros(request -> decided(refused[request % PEOPLE]));
            System.out.printf("round %d: CPU of a decision with its end %.3f us (target %.0f); with a timed operation "
                    + "and a question before it %.3f us; of a refusal %.3f us%n", round, decision, TARGET_MICROS, whole,
                    refusal);
        }
    }

    @FunctionalInterface
    private interface Request {
        boolean serve(int number);
    }

    private static double micros(Request request) {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        int served = 0;
        for (int number = 0; number < REQUESTS; number++) {
            served += request.serve(number) ? 1 : 0;
        }
        double micros = (threads.getCurrentThreadCpuTime() - before) / 1e3 / REQUESTS;
        if (served != 0 && served != REQUESTS) {
            throw new IllegalStateException(served + " of " + REQUESTS + " were granted");
        }
        return micros;
    }

    private static boolean decided(Purse purse) {
        if (purse.begin() instanceof Entry.Granted<Work>(Work work)) {
            work.close();
            return true;
        }
        return false;
    }

    private static boolean done(Purse purse) {
        if (purse.begin() instanceof Entry.Granted<Work>(Work work)) {
            try (work) {
                return work.inMailbox(() -> work.goOn().isEmpty());
            }
        }
        return false;
    }

    private static Purse[] purses(int percent) {
        OptionalInt limit = OptionalInt.of(percent);
        var allowance = new Allowance("bench", limit, limit, limit, limit);
        var budgets = new Budgets(new Policies() {
            @Override
            public Owner owner(Identity identity) {
                return Owner.of(identity);
            }

            @Override
            public Allowance allowance(Identity identity, Component component) {
                return allowance;
            }

            @Override
            public Allowance anonymous() {
                return allowance;
            }
        }, System::nanoTime, _ -> { });
        var purses = new Purse[PEOPLE];
        for (int person = 0; person < PEOPLE; person++) {
            purses[person] = budgets.of(new Identity("BENCH", "person" + person, "NTLM"), Component.RCA);
        }
        return purses;
    }
}
