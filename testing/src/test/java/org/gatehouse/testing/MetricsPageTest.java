package org.gatehouse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPageTest {
    private static final String HEAD = "# HELP a_total A.\n# TYPE a_total counter\n";
    private static final String BUCKETS = "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\n";

    @Test
    void readsWhatIsRight() {
        assertThat(MetricsPage.read(HEAD + "a_total{b=\"\\\\ \\\" \\n\",c=\"{,}\"} 1\na_total 1.5E-3\n" + BUCKETS
                + "h_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 3\n# HELP g G.\n# TYPE g gauge\ng NaN\n")).hasSize(7)
                .contains(new MetricsPage.Sample("a_total", Map.of(), 0.0015),
                        new MetricsPage.Sample("h_bucket", Map.of("le", "1"), 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_total 1", "a_total 1\na_total 2\n", "a_total  1\n", "a_total 1 \n", "a_total{} \n",
        "a_total{b=\"1\",} 1\n", "a_total{b=\"1\",b=\"2\"} 1\n", "a_total{b=1} 1\n", "a_total{b=\"\"\"} 1\n",
        "a_total{b=\"\\t\"} 1\n", "a_total{1=\"1\"} 1\n", "a_total{__a=\"1\"} 1\n", "a_total -1\n", "a_total x\n",
        "a_total 1\n\n", "b 1\n", "1a 1\n", "# TYPE a_total counter\n", "# HELP a_total A.\n",
        "# HELP b B.\n# TYPE b wrong\n", "# HELP b B.\n# TYPE b counter\nb 1\n",
        "# HELP b_total B.\n# TYPE b_total counter\nb_total 1\na_total 1\n"})
    void refusesWhatIsWrong(String rest) {
        assertThatThrownBy(() -> MetricsPage.read(HEAD + rest)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h_sum 4\nh_count 2\n", "h_bucket{le=\"+Inf\"} 1\nh_sum 4\nh_count 1\n",
        "h_bucket{le=\"+Inf\"} 3\nh_count 3\n", "h_bucket{le=\"+Inf\"} 3\nh_sum 4\n",
        "h_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 2\n", "h_bucket{le=\"0.5\"} 3\nh_sum 4\nh_count 3\n",
        "h_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 3\nh 3\n",
        "h_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count 3\nh_count{a=\"1\"} 3\n"})
    void histogramsAddUp(String rest) {
        assertThatThrownBy(() -> MetricsPage.read(BUCKETS + rest)).isInstanceOf(AssertionError.class);
    }
}
