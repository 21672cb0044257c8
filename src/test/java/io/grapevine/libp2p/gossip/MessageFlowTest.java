package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.otherSignature;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MessageFlowTest {

  private final RouterBench bench = new RouterBench();
  private final GossipMessage message = message(peer(50), 1);

  MessageFlowTest() {
    bench.subscribe().connect(1, 5).join(1, 5).clear();
  }

  @Test
  void validatesANewMessageOnceAndForwardsItToTheOtherMembers() {
    bench.receive(1, message).receive(2, message(peer(50), 1));
    assertThat(bench.validations()).containsExactly(message);
    assertThat(bench.receiversOf(message)).isEmpty();
    bench.validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message)).containsExactly(peer(3), peer(4), peer(5));
    assertThat(bench.reports(Occurrence.DUPLICATE)).isEqualTo(1);
    assertThat(bench.reports(Occurrence.ACCEPTED)).isEqualTo(1);
  }

  @Test
  void saysThatAPeerHasWhatItSendsAfterItWasForwarded() {
    bench.receive(1, message).receive(2, message).validated(message, Validity.VALID).clear();
    bench.receive(3, message);

    assertThat(bench.effects()).contains(new Effect.PeerHas(peer(3), message.id()));
  }

  @Test
  void doesNotSendAMessageBackToItsAuthor() {
    GossipMessage ofMember = message(peer(3), 1);
    bench.receive(1, ofMember).validated(ofMember, Validity.VALID);

    assertThat(bench.receiversOf(ofMember)).containsExactly(peer(2), peer(4), peer(5));
  }

  @Test
  void knowsACopyForTwoMinutes() {
    GossipConfig unchecked = GossipConfig.defaults().withSequence(SequenceCheck.NONE);
    RouterBench lax = new RouterBench(unchecked).subscribe().connect(1, 5).join(1, 5);
    lax.receive(1, message).validated(message, Validity.VALID).clear();
    lax.pass(Duration.ofSeconds(119)).receive(2, message);
    assertThat(lax.validations()).isEmpty();
    lax.pass(Duration.ofSeconds(1)).receive(2, message);

    assertThat(lax.validations()).hasSize(1);
  }

  @Test
  void takesNoReplayHoweverLateAndBlamesNobodyForIt() {
    bench.receive(1, message).validated(message, Validity.VALID).clear();
    bench.pass(Duration.ofHours(1)).receive(2, message);

    assertThat(bench.validations()).isEmpty();
    assertThat(bench.reports(Occurrence.REPLAYED)).isEqualTo(1);
    assertThat(bench.score(2)).isZero();
  }

  @Test
  void doesNotLetAForgerSilenceAnAuthorWithAHighNumber() {
    GossipMessage forged = message(peer(50), Long.MAX_VALUE);
    bench.receive(1, forged).validated(forged, Validity.FORGED).clear();
    bench.pass(Duration.ofHours(1)).receive(2, message);

    assertThat(bench.validations()).containsExactly(message);
  }

  @Test
  void forwardsNothingThatIsIgnoredAndBlamesNobody() {
    bench.receive(1, message).validated(message, Validity.IGNORED).receive(2, message);

    assertThat(bench.receiversOf(message)).isEmpty();
    assertThat(bench.validations()).hasSize(1);
    assertThat(bench.score(1)).isZero();
  }

  @Test
  void blamesEverybodyWhoSentARejectedMessage() {
    bench.receive(1, message).receive(2, message).validated(message, Validity.REJECTED);

    assertThat(bench.receiversOf(message)).isEmpty();
    assertThat(bench.score(1)).isEqualTo(-1);
    assertThat(bench.score(2)).isEqualTo(-1);
    assertThat(bench.score(3)).isZero();
  }

  @Test
  void letsTheRealMessageThroughAfterAForgedCopy() {
    GossipMessage forged = otherSignature(message, 66);
    bench.receive(1, forged).validated(forged, Validity.FORGED).clear();
    bench.receive(2, message).validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message)).containsExactly(peer(1), peer(3), peer(4), peer(5));
    assertThat(bench.score(1)).isEqualTo(-1);
    assertThat(bench.score(2)).isNotNegative();
  }

  @Test
  void letsTheRealMessageThroughThatCameWhileTheForgedCopyWasChecked() {
    GossipMessage forged = otherSignature(message, 66);
    bench.receive(1, forged).receive(2, message);
    assertThat(bench.validations()).containsExactly(forged);
    bench.clear().validated(forged, Validity.FORGED);
    assertThat(bench.validations()).containsExactly(message);
    bench.validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message)).containsExactly(peer(1), peer(3), peer(4), peer(5));
  }

  @Test
  void takesTheFirstOfTwoMessagesThatAnAuthorSignedUnderOneSequenceNumber() {
    GossipMessage other = message(peer(50), 1, TOPIC, new byte[] {9});
    bench.receive(1, message).receive(2, other).validated(message, Validity.VALID);
    bench.receive(3, other);

    assertThat(bench.validations()).containsExactly(message);
    assertThat(bench.receiversOf(message)).contains(peer(2), peer(3));
  }

  @Test
  void dropsAMessageOnATopicOfOthers() {
    GossipMessage elsewhere = message(peer(50), 1, "/other", new byte[1]);
    bench.receive(1, elsewhere);

    assertThat(bench.validations()).isEmpty();
    assertThat(bench.reports(Occurrence.UNKNOWN_TOPIC)).isEqualTo(1);
  }

  @Test
  void dropsAnOwnMessageThatComesBack() {
    bench.handle(new Event.Publish(message(RouterBench.SELF, 1)));
    bench.receive(1, message(RouterBench.SELF, 1)).receive(2, message(RouterBench.SELF, 2));

    assertThat(bench.validations()).isEmpty();
    assertThat(bench.reports(Occurrence.DUPLICATE)).isEqualTo(1);
    assertThat(bench.reports(Occurrence.OWN_ECHO)).isEqualTo(1);
  }

  @Test
  void blamesThePeerForAMessageThatBreaksTheRulesOfSigning() {
    bench.receive(1, new RefusedMessage(TOPIC, MessageProblem.SIGNATURE));
    bench.receive(2, new RefusedMessage("", MessageProblem.TOPIC));

    assertThat(bench.reports(Occurrence.REFUSED)).isEqualTo(2);
    assertThat(bench.score(1)).isEqualTo(-1);
    assertThat(bench.validations()).isEmpty();
  }

  @Test
  void graylistsAPeerThatSendsSeveralTopicsInOneMessageAgainAndAgain() {
    for (int i = 0; i < 20; i++) {
      bench.receive(2, new RefusedMessage("", MessageProblem.TOPIC));
    }

    assertThat(bench.reports(Occurrence.REFUSED)).isEqualTo(13);
    assertThat(bench.reports(Occurrence.GRAYLISTED)).isEqualTo(7);
  }

  @Test
  void dropsWhatIsTooMuchToValidateWithoutTakingItForSeen() {
    int limit = bench.config.limits().validationsMax();
    for (int i = 0; i <= limit; i++) {
      bench.receive(1 + i % 5, message(peer(50 + i), i));
    }
    assertThat(bench.validations()).hasSize(limit);
    assertThat(bench.reports(Occurrence.THROTTLED)).isEqualTo(1);
    bench
        .validated(message(peer(50), 0), Validity.VALID)
        .receive(2, message(peer(50 + limit), limit));

    assertThat(bench.validations()).hasSize(limit + 1);
  }

  @Test
  void floodsOwnMessagesToEverySubscriber() {
    bench.connect(6, 20).join(6, 20).connect(21, 22);
    GossipMessage own = message(RouterBench.SELF, 1);
    bench.handle(new Event.Publish(own));

    assertThat(bench.receiversOf(own)).hasSize(20).doesNotContain(peer(21), peer(22));
  }

  @Test
  void publishesToTheMeshOnlyWhenFloodingIsOff() {
    RouterBench quiet = new RouterBench(GossipConfig.defaults().withFloodPublish(false));
    quiet.subscribe().connect(1, 20).join(1, 20).beat();
    GossipMessage own = message(RouterBench.SELF, 1);
    quiet.handle(new Event.Publish(own));

    assertThat(quiet.receiversOf(own)).containsExactlyInAnyOrderElementsOf(quiet.mesh());
  }

  @Test
  void publishesNothingToAPeerBelowTheThreshold() {
    for (int i = 0; i < 5; i++) {
      GossipMessage bad = message(peer(50), i);
      bench.receive(1, bad).validated(bad, Validity.REJECTED);
    }
    GossipMessage own = message(RouterBench.SELF, 1);
    bench.handle(new Event.Publish(own));

    assertThat(bench.receiversOf(own)).containsExactly(peer(2), peer(3), peer(4), peer(5));
  }

  @Test
  void publishesToNobodyWhenNobodyIsThere() {
    RouterBench alone = new RouterBench();
    alone.subscribe().clear().handle(new Event.Publish(message(RouterBench.SELF, 1)));

    assertThat(alone.effects()).isEmpty();
  }

  @Test
  void ignoresTheEndOfAValidationThatItDoesNotKnow() {
    bench.validated(message, Validity.VALID).validated(message, Validity.REJECTED);

    assertThat(bench.effects()).isEmpty();
  }

  @Test
  void forwardsNothingOnATopicThatItHasLeftMeanwhile() {
    bench.receive(1, message).handle(new Event.Unsubscribe(TOPIC)).clear();
    bench.validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message)).isEmpty();
  }
}
