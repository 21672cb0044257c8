package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Announcement;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a peer keeps of others, and how it names its own. */
class RemembranceTest {
  @Test
  void directoryForgetsTheLongestUnheardWhenItIsFullButNeverItself() {
    PeerDirectory directory = new PeerDirectory(peer(0), 3, Duration.ofMinutes(1));
    for (int i = 0; i < 5; i++) {
      directory.heard(announcement(i), T0.plusSeconds(i));
    }
    assertThat(peers(directory, 5)).containsExactlyInAnyOrder(peer(0), peer(3), peer(4));
    assertThat(directory.all(T0).getFirst().self()).isTrue();
  }

  @Test
  void directoryForgetsThoseWhoFellSilent() {
    PeerDirectory directory = new PeerDirectory(peer(0), 10, Duration.ofSeconds(10));
    directory.heard(announcement(1), T0);
    directory.heard(announcement(2), T0.plusSeconds(5));
    directory.heard(announcement(1), T0.plusSeconds(6));
    assertThat(peers(directory, 16)).containsExactly(peer(1));
    assertThat(peers(directory, 17)).isEmpty();
  }

  @Test
  void jobIdsSortByTheOrderInWhichTheyWereDrawnAndNeverRepeat() {
    JobIds ids = new JobIds(() -> T0, Randomised.ofSeed(7));
    Set<JobId> drawn = new HashSet<>();
    JobId last = ids.next();
    for (int i = 0; i < 20_000; i++) {
      JobId next = ids.next();
      assertThat(next).isGreaterThan(last);
      assertThat(next.value().version()).isEqualTo(7);
      assertThat(next.value().variant()).isEqualTo(2);
      assertThat(drawn.add(next)).isTrue();
      last = next;
    }
  }

  private static Announcement announcement(int number) {
    return new Announcement(peer(number), new TreeSet<>(), null, "1");
  }

  private static List<PeerId> peers(PeerDirectory directory, int second) {
    return directory.all(T0.plusSeconds(second)).stream()
        .map(known -> known.announcement().peer())
        .toList();
  }
}
