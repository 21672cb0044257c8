package io.grapevine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.resources.ResourceLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.unit.DataSize;

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
    assertThatThrownBy(() -> network(0, 0, 0))
        .hasMessage("grapevine.network.connections-max is 0; it has to be at least 1");
    assertThatThrownBy(() -> new LocalNetworkProperties(65))
        .hasMessageContaining("grapevine.local.workers is 65");
  }

  @Test
  void marksOfTrimmingThatDoNotFitAreNamed() {
    assertThatThrownBy(() -> network(100, 200, 0))
        .hasMessage(
            "grapevine.network.connections-high is 200, more than"
                + " grapevine.network.connections-max, which is 100");
    assertThatThrownBy(() -> network(100, 50, 60))
        .hasMessage(
            "grapevine.network.connections-low is 60, more than"
                + " grapevine.network.connections-high, which is 50");
    assertThatThrownBy(() -> network(100, 0, 101))
        .hasMessage(
            "grapevine.network.connections-low is 101, more than"
                + " grapevine.network.connections-max, which is 100");
  }

  @Test
  void marksOfTrimmingFollowTheLimitOfConnections() {
    assertThat(network(512, 0, 0).toTrimming())
        .isEqualTo(new HostConfig.Trimming(384, 320, Duration.ofSeconds(30)));
    assertThat(network(1, 0, 0).toTrimming())
        .isEqualTo(new HostConfig.Trimming(1, 1, Duration.ofSeconds(30)));
    assertThat(network(100, 0, 90).toTrimming().above()).isEqualTo(90);
    assertThat(network(100, 10, 0).toTrimming().downTo()).isEqualTo(10);
  }

  @Test
  void memoryIsAShareOfTheHeapUnlessItIsGiven() {
    DataSize share = DataSize.ofBytes(0);
    assertThat(limits(share).toLimits(512, 800L << 20))
        .isEqualTo(
            ResourceLimits.DEFAULT.with(
                new ResourceLimits.Memory(100L << 20, 32L << 20, 50L << 20)));
    assertThat(limits(DataSize.ofMegabytes(5)).toLimits(512, 800L << 20).memory().buffered())
        .isEqualTo(5L << 20);
    assertThatThrownBy(() -> limits(DataSize.ofKilobytes(5)))
        .hasMessage(
            "grapevine.network.limits.buffers-size-max is 5120; it has to be at least 1048576");
  }

  @Test
  void anEntryOfAListThatIsNotSoundIsNamed() {
    NetworkAccessProperties network =
        new NetworkAccessProperties(Set.of(), Set.of(), List.of(), List.of("10.0.0.1/8"));
    assertThatThrownBy(network::toAccessList)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("grapevine.network.access.denied-networks holds '10.0.0.1/8'")
        .hasMessageContaining("10.0.0.0/8");
    NetworkAccessProperties peer =
        new NetworkAccessProperties(Set.of("nobody"), Set.of(), List.of(), List.of());
    assertThatThrownBy(peer::toAccessList)
        .hasMessageContaining("grapevine.network.access.allowed-peers holds 'nobody'");
  }

  private static NetworkProperties network(int max, int high, int low) {
    return new NetworkProperties(
        List.of(),
        List.of(),
        false,
        List.of(),
        true,
        false,
        max,
        high,
        low,
        Duration.ofSeconds(30));
  }

  private static NetworkLimitProperties limits(DataSize buffers) {
    return new NetworkLimitProperties(
        8,
        0,
        256,
        64,
        64,
        16_384,
        16_384,
        1024,
        buffers,
        DataSize.ofMegabytes(32),
        DataSize.ofBytes(0));
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
                    Duration.ofSeconds(5),
                    SelectionPolicy.LEAST_LOADED,
                    Duration.ofMinutes(1)))
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
