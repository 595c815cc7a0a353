package org.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// The measured server's process: says where it answers and who may sign in, then obeys `kill`, `revive NAME`,
/// `throttle ACCOUNT PERCENT` and `collect` (garbage) until its standard input ends.
final class BenchServer {
    private BenchServer() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        try (BenchOrganization organization = BenchOrganization.open(Path.of(arguments[0]),
                Integer.parseInt(arguments[1]))) {
            organization.passwords().forEach((account, password) ->
                    out.println("person " + account + "\t" + password + "\t" + organization.legacyDn(account)));
            out.println("rpc " + organization.rpcPort());
            out.println("https " + organization.httpsPort());
            BufferedReader commands = Child.commands();
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                out.println("done " + obey(organization, line.split(" ")));
            }
        }
        // Virtual threads and the engine's own threads are daemons.
    }

    private static String obey(BenchOrganization organization, String[] words) throws IOException {
        return switch (words[0]) {
            case "kill" -> organization.killServing();
            case "revive" -> {
                organization.revive(words[1]);
                yield words[1];
            }
            case "throttle" -> {
                organization.throttle(words[1], words[2]);
                yield words[1];
            }
            case "collect" -> {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                yield Long.toString((runtime.totalMemory() - runtime.freeMemory()) / 1024);
            }
            default -> throw new IOException("unknown command " + words[0]);
        };
    }
}
