package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.load;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.Comparison;
import io.grapevine.job.Delivery;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuctionPreferencesTest {
  private static final Requirements NORTH =
      new Requirements(List.of(new Requirement("region", Comparison.EQUALS, "north")), List.of());

  @Test
  void theOfferSaysWhatIsRequired() {
    Offer offer = ((AuctionEffect.PublishOffer) scene(NORTH, 0).all.getFirst()).offer();
    assertThat(offer.requirements()).isEqualTo(NORTH);
  }

  @Test
  void doesNotBelieveAWorkerThatBidsWithoutMeetingTheRequirements() {
    AuctionScene scene = scene(NORTH, 0).published(1, 3, 3);
    bid(scene, 1, "south");
    assertThat(scene.told()).containsExactly("reject worker 1 of 1", "record BidRefused");
    assertThat(refusal(scene)).isEqualTo(RefusalReason.UNSUITABLE);
    bid(scene, 2, "north");
    bid(scene, 3, "south");
    assertThat(scene.told()).contains("dial #1 worker 2");
  }

  @Test
  void isRefusedWhenNobodyMeetsTheRequirements() {
    AuctionScene scene = scene(NORTH, 0);
    for (int round = 1; round <= 4; round++) {
      scene.published(round, 1, 1);
      bid(scene, 1, "south");
      if (!scene.auction.isOver()) {
        scene.whenDue();
      }
    }
    assertThat(scene.failureCode()).isEqualTo(FailureCode.ALL_REFUSED);
    assertThat(scene.outcome().toString()).contains("1 UNSUITABLE");
  }

  @Test
  void theLastRoundAsksEverybodyForARareWorker() {
    AuctionScene scene = scene(NORTH, 6_000);
    for (int round = 1; round <= 3; round++) {
      scene.published(round, 5, 6_000).whenDue();
    }
    assertThat(scene.told()).containsExactly("publish 4 at 1000000");
  }

  @Test
  void takesOnlyTheWorkersThatTheClientAccepts() {
    AuctionScene scene =
        new AuctionScene(spec(Requirements.NONE, Set.of(peer(2))), AuctionConfig.defaults(), 6_000)
            .opened();
    assertThat(scene.told()).as("it may be any of them").containsExactly("publish 1 at 1000000");
    scene.published(1, 5, 6_000).bid(1, 1, 0);
    assertThat(scene.told()).containsExactly("reject worker 1 of 1", "record BidRefused");
    assertThat(refusal(scene)).isEqualTo(RefusalReason.NOT_ALLOWED);
    assertThat(scene.bid(2, 1, 3).whenDue().told()).contains("dial #1 worker 2");
  }

  private static RefusalReason refusal(AuctionScene scene) {
    return ((JobEvent.BidRefused) scene.history().getLast()).refusal().reason();
  }

  private static void bid(AuctionScene scene, int worker, String region) {
    scene.tell(
        new AuctionEvent.BidReceived(
            new Bid(
                scene.offer(scene.round()),
                peer(worker),
                reservation(worker),
                load(1),
                Duration.ofSeconds(3),
                Duration.ZERO,
                Attributes.of(Map.of("region", region)),
                1)));
  }

  private static AuctionScene scene(Requirements requirements, int capable) {
    return new AuctionScene(spec(requirements, Set.of()), AuctionConfig.defaults(), capable)
        .opened();
  }

  private static JobSpec spec(Requirements requirements, Set<PeerId> workers) {
    return new JobSpec(
        job(1),
        ECHO,
        content("payload"),
        Duration.ofMinutes(1),
        new TreeMap<>(),
        3,
        Delivery.AT_LEAST_ONCE,
        new Preferences(requirements, null, Priority.NORMAL, null, false, workers),
        null);
  }
}
