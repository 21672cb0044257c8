package io.grapevine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What is wrong is said in one sentence that names the property. */
class ConfigurationFailureTest {

  @Test
  void aPeerWithoutRolesDoesNotStart() {
    assertThatThrownBy(() -> new PeerProperties(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("grapevine.roles is empty");
  }

  @Test
  void aNumberOutsideItsRangeIsNamed() {
    assertThatThrownBy(() -> new NetworkProperties(List.of(), List.of(), List.of(), true, false, 0))
        .hasMessage("grapevine.network.connections-max is 0; it has to be at least 1");
    assertThatThrownBy(() -> new LocalNetworkProperties(65))
        .hasMessageContaining("grapevine.local.workers is 65");
  }

  @Test
  void twoValuesThatContradictEachOtherAreBothNamed() {
    assertThatThrownBy(
            () ->
                new AuctionProperties(
                    Duration.ofSeconds(1),
                    3,
                    4,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5)))
        .hasMessageContaining("grapevine.auction.announce-interval is PT5S")
        .hasMessageContaining("grapevine.auction.announce-interval-max");
  }

  @Test
  void theOperatorGetsTheSentenceAndNoStackTrace() {
    StartupException failure = new StartupException("The key file is broken.");

    FailureAnalysis analysis =
        new StartupFailureAnalyzer().analyze(new IllegalStateException(failure));

    assertThat(analysis).isNotNull();
    assertThat(analysis.getDescription()).isEqualTo("The key file is broken.");
  }
}
