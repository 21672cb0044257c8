package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.otherSignature;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValidationsTest {

  private final GossipMessage message = message(peer(9), 1);
  private final GossipMessage rival = otherSignature(message, 2);
  private final Validations validations = new Validations(2, 10_000);

  @Test
  void knowsEverybodyWhoSentTheSameBytes() {
    validations.begin(message, peer(1));
    validations.join(message(peer(9), 1), peer(2));
    Validations.Ended ended = validations.end(message).orElseThrow();

    assertThat(ended.first()).isEqualTo(peer(1));
    assertThat(ended.senders()).containsExactly(peer(1), peer(2));
    assertThat(ended.rivals()).isEmpty();
  }

  @Test
  void keepsOtherBytesUnderTheSameIdAside() {
    validations.begin(message, peer(1));

    assertThat(validations.join(rival, peer(2))).isTrue();
    assertThat(validations.end(message).orElseThrow().rivals())
        .containsExactly(new Validations.Rival(rival, peer(2)));
    assertThat(validations.bytes()).isZero();
  }

  @Test
  void keepsOneRivalForEachSenderAndNotMoreThanEight() {
    validations.begin(message, peer(1));
    for (int i = 2; i < 30; i++) {
      validations.join(otherSignature(message, i), peer(2));
      validations.join(otherSignature(message, i), peer(i));
    }

    assertThat(validations.end(message).orElseThrow().rivals()).hasSize(8);
  }

  @Test
  void refusesMoreMessagesThanItsLimit() {
    assertThat(validations.begin(message, peer(1))).isTrue();
    assertThat(validations.begin(message(peer(9), 2), peer(2))).isTrue();
    assertThat(validations.begin(message(peer(9), 3), peer(3))).isFalse();
    assertThat(validations.size()).isEqualTo(2);
  }

  @Test
  void givesOneSenderAQuarterOfThem() {
    Validations shared = new Validations(8, 10_000);
    assertThat(shared.begin(message, peer(1))).isTrue();
    assertThat(shared.begin(message(peer(8), 2), peer(1))).isTrue();
    assertThat(shared.begin(message(peer(7), 3), peer(1))).isFalse();
    assertThat(shared.begin(message(peer(7), 3), peer(2))).isTrue();
    assertThat(shared.end(message)).isPresent();

    assertThat(shared.begin(message(peer(6), 4), peer(1))).isTrue();
  }

  @Test
  void leavesRoomInASendersShareForOtherAuthors() {
    Validations shared = new Validations(80, 100_000);
    for (int author = 20; author < 24; author++) {
      for (int i = 0; i < 20; i++) {
        shared.begin(message(peer(author), i), peer(1));
      }
    }

    assertThat(shared.size()).isLessThan(20);
    assertThat(shared.begin(message, peer(1))).isTrue();
    assertThat(shared.end(message)).isPresent();
    assertThat(shared.begin(message, peer(1))).as("given back").isTrue();
  }

  @Test
  void refusesMoreBytesThanItsLimit() {
    Validations small = new Validations(40, message.size());

    assertThat(small.begin(message, peer(1))).isTrue();
    assertThat(small.begin(message(peer(9), 2), peer(1))).isFalse();
    assertThat(small.end(message)).isPresent();
    assertThat(small.begin(message(peer(9), 2), peer(1))).isTrue();
  }

  @Test
  void endsOnlyWhatIsUnderWay() {
    validations.begin(message, peer(1));

    assertThat(validations.end(rival)).isEmpty();
    assertThat(validations.end(message)).isPresent();
    assertThat(validations.end(message)).isEmpty();
    assertThat(validations.join(message, peer(1))).isFalse();
  }
}
