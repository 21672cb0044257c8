package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Bid;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an auction tells of its workers. */
class AuctionConductTest {
  private final List<Conduct> seen = new ArrayList<>();
  private final AuctionScene scene =
      new AuctionScene(
              spec(1, 3, Delivery.AT_LEAST_ONCE), AuctionConfig.defaults(), new Watching(), 0)
          .opened()
          .published(1, 2, 2)
          .bid(1, 1, 1)
          .bid(2, 1, 2);

  private final class Watching implements Ranking {
    @Override
    public Bid choose(List<Bid> candidates, JobSpec job, Instant now) {
      return new LeastLoadedRanking().choose(candidates, job, now);
    }

    @Override
    public void observe(Conduct conduct, Instant now) {
      seen.add(conduct);
    }
  }

  @Test
  void aWorkerThatDeclinesWhatItHeldASlotForIsToBlame() {
    scene.declined(1, DeclineReason.NO_CAPACITY);
    assertThat(seen).containsExactly(conduct(1, AttemptEnd.DECLINED, false, 0));
  }

  @Test
  void aWorkerWhoseSlotWasFreedMeanwhileIsNot() {
    scene.dialFailed(1).declined(2, DeclineReason.NO_CAPACITY);
    assertThat(seen)
        .containsExactly(
            conduct(1, AttemptEnd.DIAL_FAILED, false, 0), conduct(2, AttemptEnd.DECLINED, true, 0));
  }

  @Test
  void aFailureThatNobodyCouldMendIsNotTheWorkersFault() {
    scene.confirmed(1).workFailed(1, true).confirmed(2).workFailed(2, false);
    assertThat(seen)
        .containsExactly(
            conduct(1, AttemptEnd.WORK_FAILED, false, 0),
            conduct(2, AttemptEnd.WORK_FAILED, true, 0));
  }

  @Test
  void tellsHowLongAnAttemptTookFromItsStart() {
    scene.after(Duration.ofSeconds(1)).confirmed(1);
    scene.after(Duration.ofSeconds(2)).result(1, 1);
    assertThat(seen).containsExactly(conduct(1, AttemptEnd.SUCCEEDED, false, 2));
  }

  @Test
  void aRequesterThatIsGoneIsNotTheWorkersFault() {
    scene.confirmed(1).resumed(scene.history(), 101, Duration.ofSeconds(1));
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst().blameless()).isTrue();
  }

  private static Conduct conduct(int worker, AttemptEnd end, boolean blameless, int seconds) {
    return new Conduct(peer(worker), ECHO, end, blameless, Duration.ofSeconds(seconds));
  }
}
