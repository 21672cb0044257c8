package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.FakeCoordinationService.Peers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class NetworkHealthIndicatorTest {

  @Test
  void isUpOnceATopicHasAMesh() {
    Health health = health(false, List.of(Peers.numbered(1)));

    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails()).containsEntry("topicsWithMesh", 1L);
  }

  @Test
  void isOutOfServiceWhileNobodyCanBeReached() {
    Health health = health(false, List.of());

    assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(String.valueOf(health.getDetails().get("advice"))).contains("bootstrap");
  }

  @Test
  void isUpIfThePeerIsMeantToBeAlone() {
    assertThat(health(true, List.of()).getStatus()).isEqualTo(Status.UP);
  }

  private static Health health(boolean alone, List<PeerId> mesh) {
    NetworkView view =
        new NetworkView(
            Peers.SELF,
            List.of(),
            List.of(),
            List.of(new NetworkView.Topic("/grapevine/1/outcomes", mesh, mesh)));
    return new NetworkHealthIndicator(() -> view, alone).health();
  }
}
