package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The scripts that people start first.
class LauncherTest {
    @ParameterizedTest
    @ValueSource(strings = {"gatehouse", ".ci/run", "bench/run"})
    void scriptsHaveNothingThatShellcheckKnows(String script) throws Exception {
        Process check = new ProcessBuilder(Outside.program("shellcheck", "shellcheck").toString(),
                SourceTree.ROOT.resolve(script).toString()).redirectErrorStream(true).start();
        String found = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(found).isZero();
    }
}
