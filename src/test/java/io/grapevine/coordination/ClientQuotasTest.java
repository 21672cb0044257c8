package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.ClientQuotas.Answer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClientQuotasTest {
  private static final int OPEN = 5;

  private final ClientQuotas quotas = new ClientQuotas(new ClientLimits(OPEN, 10, 3, 2));

  @Test
  void allowsABurstAndThenTheRate() {
    for (int i = 0; i < 3; i++) {
      assertThat(enter("a", T0)).isEqualTo(new Answer.Entered("a"));
    }
    assertThat(enter("a", T0)).isEqualTo(new Answer.TooFast(Duration.ofMillis(100)));
    assertThat(enter("a", T0.plusMillis(99))).isInstanceOf(Answer.TooFast.class);
    assertThat(enter("a", T0.plusMillis(100))).isInstanceOf(Answer.Entered.class);
    assertThat(enter("a", T0.plusMillis(100))).isInstanceOf(Answer.TooFast.class);
  }

  @Test
  void savesNoMoreThanTheBurstUp() {
    Instant later = T0.plusSeconds(1_000);
    enter("a", T0);
    for (int i = 0; i < 3; i++) {
      assertThat(enter("a", later)).isInstanceOf(Answer.Entered.class);
    }
    assertThat(enter("a", later)).isInstanceOf(Answer.TooFast.class);
  }

  @Test
  void boundsTheOpenJobsOfAClient() {
    for (int i = 0; i < OPEN; i++) {
      assertThat(enter("a", T0.plusSeconds(i))).isInstanceOf(Answer.Entered.class);
    }
    Instant later = T0.plusSeconds(60);
    assertThat(enter("a", later)).isEqualTo(new Answer.TooManyOpen());
    assertThat(enter("b", later)).as("another one").isInstanceOf(Answer.Entered.class);
    quotas.leave("a");
    assertThat(enter("a", later)).isInstanceOf(Answer.Entered.class);
  }

  @Test
  void forgetsAClientOfWhichNothingIsLeft() {
    enter("a", T0);
    enter("b", T0);
    quotas.leave("b");
    Instant later = T0.plusSeconds(1);
    assertThat(enter("c", later)).isEqualTo(new Answer.Entered("c"));
    assertThat(quotas.size()).isEqualTo(2);
    assertThat(enter("a", later)).as("a still has a job open").isEqualTo(new Answer.Entered("a"));
  }

  @Test
  void putsFurtherClientsOnOneAccountWhenAllThatAreRememberedAreOfInterest() {
    enter("a", T0);
    enter("b", T0);
    assertThat(enter("c", T0)).isEqualTo(new Answer.Entered(""));
    assertThat(enter("d", T0)).isEqualTo(new Answer.Entered(""));
    assertThat(enter("e", T0)).isEqualTo(new Answer.Entered(""));
    assertThat(enter("f", T0)).isInstanceOf(Answer.TooFast.class);
    assertThat(quotas.size()).isEqualTo(3);
  }

  @Test
  void caresNotForAnAccountThatIsUnknown() {
    quotas.leave("nobody");
    assertThat(quotas.size()).isZero();
  }

  private Answer enter(String client, Instant now) {
    return quotas.enter(client, now);
  }
}
