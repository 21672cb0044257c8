package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorSequencesTest {

  private static final Duration SEEN_FOR = Duration.ofMinutes(2);

  private final AuthorSequences sequences = sequences(SequenceCheck.NO_REPLAY, 10);

  @Test
  void letsMessagesOvertakeEachOtherOnTheirWay() {
    sequences.accepted(peer(1), 100, START);
    sequences.accepted(peer(1), 300, START.plusSeconds(59));

    assertThat(sequences.allows(peer(1), 200, START.plusSeconds(118))).isTrue();
    assertThat(sequences.allows(peer(1), 99, START.plusSeconds(59))).isTrue();
  }

  @Test
  void letsMessagesOvertakeEachOtherAroundATurnToo() {
    sequences.accepted(peer(1), 100, START);
    sequences.accepted(peer(1), 200, START.plusSeconds(61));
    sequences.accepted(peer(1), 400, START.plusSeconds(119));

    assertThat(sequences.allows(peer(1), 300, START.plusSeconds(121))).isTrue();
    assertThat(sequences.allows(peer(1), 100, START.plusSeconds(121))).isFalse();
  }

  @Test
  void refusesWhatTheSeenCacheMayHaveForgotten() {
    sequences.accepted(peer(1), 100, START);

    assertThat(sequences.allows(peer(1), 100, START.plus(SEEN_FOR))).isFalse();
    assertThat(sequences.allows(peer(1), 99, START.plus(SEEN_FOR))).isFalse();
    assertThat(sequences.allows(peer(1), 101, START.plus(SEEN_FOR))).isTrue();
    assertThat(sequences.allows(peer(2), 1, START.plus(SEEN_FOR))).isTrue();
  }

  @Test
  void neverLetsAReplayThroughAndNeverLosesAYoungMessage() {
    Randomised.runs(200)
        .check(
            random -> {
              AuthorSequences checked = sequences(SequenceCheck.NO_REPLAY, 10);
              SeenCache seen = new SeenCache(SEEN_FOR, 10_000);
              Map<Long, Instant> accepted = new LinkedHashMap<>();
              Instant now = START;
              for (long seqno = 1; seqno < 60; seqno++) {
                now = now.plusMillis(random.nextLong(60_000));
                // A late copy of anything sent so far, then a new one.
                long replayed = random.nextLong(1, seqno + 1);
                boolean known = seen.contains(id(replayed), now);
                if (accepted.containsKey(replayed) && !known) {
                  assertThat(checked.allows(peer(1), replayed, now)).isFalse();
                }
                assertThat(checked.allows(peer(1), seqno, now)).isTrue();
                checked.accepted(peer(1), seqno, now);
                seen.add(id(seqno), now);
                accepted.put(seqno, now);
              }
            });
  }

  @Test
  void comparesNumbersAsUnsigned() {
    sequences.accepted(peer(1), -5, START);

    assertThat(sequences.allows(peer(1), Long.MAX_VALUE, START.plus(SEEN_FOR))).isFalse();
    assertThat(sequences.allows(peer(1), -4, START.plus(SEEN_FOR))).isTrue();
  }

  @Test
  void takesOnlyGrowingNumbersIfToldSo() {
    AuthorSequences growing = sequences(SequenceCheck.GROWING, 10);
    growing.accepted(peer(1), 100, START);

    assertThat(growing.allows(peer(1), 100, START)).isFalse();
    assertThat(growing.allows(peer(1), 99, START)).isFalse();
    assertThat(growing.allows(peer(1), 101, START)).isTrue();
  }

  @Test
  void takesAnythingIfToldSo() {
    AuthorSequences any = sequences(SequenceCheck.NONE, 10);
    any.accepted(peer(1), 100, START);

    assertThat(any.allows(peer(1), 1, START.plus(SEEN_FOR))).isTrue();
    assertThat(any.size()).isZero();
  }

  @Test
  void forgetsTheAuthorSilentForLongestAboveItsCapacity() {
    AuthorSequences two = sequences(SequenceCheck.GROWING, 2);
    two.accepted(peer(1), 10, START);
    two.accepted(peer(2), 10, START);
    two.accepted(peer(1), 11, START);
    two.accepted(peer(3), 10, START);

    assertThat(two.size()).isEqualTo(2);
    assertThat(two.allows(peer(1), 5, START)).isFalse();
    assertThat(two.allows(peer(2), 5, START)).isTrue();
  }

  private static AuthorSequences sequences(SequenceCheck check, int capacity) {
    return new AuthorSequences(check, SEEN_FOR, capacity);
  }

  private static MessageId id(long seqno) {
    return MessageId.of(peer(1), seqno);
  }
}
