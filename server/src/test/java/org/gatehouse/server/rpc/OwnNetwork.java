package org.gatehouse.server.rpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.gatehouse.testing.Outside;

/// Runs outside clients against an [RpcTestServer] on port 135, in a network namespace that has only loopback.
final class OwnNetwork {
    private static final long SECONDS_MAX = 400;

    private OwnNetwork() {}

    /// What the client printed, both streams; what the server logged comes with it.
    static String run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path unshare = Outside.program("unshare", "util-linux");
        Path ip = Outside.program("ip", "iproute2");
        Path configuration = folder.resolve("smb.conf");
        Files.writeString(configuration, "[global]\n  workgroup=CONTOSO\n  realm=CONTOSO.EXAMPLE\n");
        Path output = folder.resolve("output.txt");
        var line = new ArrayList<>(List.of(unshare.toString(), "-rn", "sh", "-c",
                ip + " link set lo up && exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), RpcTestServer.class.getName()));
        line.addAll(List.of(command));
        line.replaceAll(word -> word.equals("SMB_CONF") ? configuration.toString() : word);
        var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile())
                .directory(folder.toFile());
        builder.environment().put("SMB_CONF_PATH", configuration.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end after " + SECONDS_MAX + " s:\n" + Files.readString(output));
        }
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }
}
