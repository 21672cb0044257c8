package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Sampling;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TurnoutTest {
  private final Turnout turnout = new Turnout();
  private Instant now = START;
  private int jobs;

  @Test
  void knowsNothingAtFirstAndThenWhoIsConnected() {
    assertThat(turnout.capable(ECHO)).isZero();
    turnout.subscribed(ECHO, 20);
    assertThat(turnout.capable(ECHO)).isEqualTo(20);
  }

  @Test
  void findsOutHowManyWorkersThereAreBeyondTheConnectedOnes() {
    turnout.subscribed(ECHO, 20);
    for (int offers = 0; offers < 100; offers++) {
      offer(10_000);
    }
    assertThat(turnout.capable(ECHO)).isBetween(9_000, 11_000);
  }

  @Test
  void followsWhenWorkersComeAndGo() {
    for (int offers = 0; offers < 100; offers++) {
      offer(50);
    }
    assertThat(turnout.capable(ECHO)).isBetween(40, 60);
    for (int offers = 0; offers < 1_000; offers++) {
      offer(500);
    }
    assertThat(turnout.capable(ECHO)).isBetween(450, 550);
    for (int offers = 0; offers < 1_000; offers++) {
      offer(50);
    }
    assertThat(turnout.capable(ECHO)).isBetween(40, 60);
  }

  @Test
  void oneFloodOfAnswersIsEnoughToAskFewerNextTime() {
    turnout.subscribed(ECHO, 20);
    Offer first = announce(Sampling.rateFor(6, 20));
    for (int answers = 0; answers < 300; answers++) {
      turnout.answered(first.id());
    }
    assertThat(turnout.capable(ECHO)).isEqualTo(1_000);
  }

  @Test
  void answersToWhatIsNotCountedAnyMoreAreIgnored() {
    Offer first = announce(100);
    now = now.plus(Turnout.COUNTING);
    announce(100);
    for (int answers = 0; answers < 100; answers++) {
      turnout.answered(first.id());
    }
    assertThat(turnout.capable(ECHO)).isZero();
  }

  @Test
  void forgetsTheTypeThatWasUnusedForTheLongestTime() {
    for (int type = 0; type <= Turnout.TYPES_MAX; type++) {
      turnout.subscribed(new WorkType("type-" + type), 5);
    }
    assertThat(turnout.capable(new WorkType("type-0"))).isZero();
    assertThat(turnout.capable(new WorkType("type-1"))).isEqualTo(5);
  }

  /** One job in a network of so many workers, each of which answers if it is in the sample. */
  private void offer(int workers) {
    Offer offer = announce(Sampling.rateFor(6, turnout.capable(ECHO)));
    for (int worker = 0; worker < workers; worker++) {
      if (Sampling.includes(offer.id(), offer.samplingRate(), peer(worker))) {
        turnout.answered(offer.id());
      }
    }
    now = now.plusMillis(100);
  }

  private Offer announce(int rate) {
    Offer offer =
        new Offer(
            new OfferId(job(++jobs), 1),
            ECHO,
            peer(0),
            1,
            content("").digest(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            rate);
    turnout.announced(offer, now);
    return offer;
  }
}
