package io.grapevine.libp2p.pubsub;

import static io.grapevine.libp2p.pubsub.PubSubPeers.TOPIC;
import static io.grapevine.libp2p.pubsub.PubSubPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSubPeers.TestPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PubSubTest {

  private final PubSubPeers peers = new PubSubPeers();

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void reachesEverybodyInAMeshOfFive() throws IOException {
    List<TestPeer> mesh = peers.startMesh(5);
    eventually(
        () -> {
          for (TestPeer peer : mesh) {
            assertThat(peer.pubSub.mesh(TOPIC)).hasSize(4);
          }
        });
    for (TestPeer peer : mesh) {
      assertThat(peer.publish("from " + peer.id()).recipients()).isEqualTo(4);
    }

    eventually(
        () -> {
          for (TestPeer peer : mesh) {
            assertThat(peer.texts())
                .containsExactlyInAnyOrderElementsOf(
                    mesh.stream().filter(p -> p != peer).map(p -> "from " + p.id()).toList());
          }
        });
    assertThat(mesh.getFirst().counts.count("mesh " + TOPIC)).isEqualTo(4);
    assertThat(mesh.getFirst().counts.count("accepted")).isEqualTo(4);
  }

  @Test
  void saysWhoWroteAMessageAndWhoSentIt() throws IOException {
    List<TestPeer> chain = chainOfThree();
    Publication publication = chain.getFirst().publish("hello");

    eventually(() -> assertThat(chain.getLast().received).hasSize(1));
    ReceivedMessage message = chain.getLast().received.element();
    assertThat(message.author()).isEqualTo(chain.getFirst().id());
    assertThat(message.from()).isEqualTo(chain.get(1).id());
    assertThat(message.id()).isEqualTo(publication.id());
    assertThat(message.topic()).isEqualTo(TOPIC);
    assertThat(chain.getFirst().received).isEmpty();
  }

  @Test
  void reachesThePeerThatItConnectedWithAMomentAgo() throws IOException {
    for (int i = 0; i < 20; i++) {
      TestPeer publisher = peers.start();
      TestPeer subscriber = peers.start();
      subscriber.subscribe();
      publisher.connect(subscriber);
      publisher.publish("first");

      eventually(() -> assertThat(subscriber.texts()).containsExactly("first"));
    }
  }

  @Test
  void reachesThePeerThatSubscribedAMomentAgo() throws IOException {
    TestPeer publisher = peers.start();
    for (int i = 0; i < 20; i++) {
      TestPeer subscriber = peers.start();
      publisher.connect(subscriber);
      subscriber.subscribe();
      String text = "round " + i;
      publisher.publish(text);

      eventually(() -> assertThat(subscriber.texts()).contains(text));
    }
  }

  @Test
  void reachesEverybodyAgainAfterItsRestartWithTheSameIdentity() throws IOException {
    List<TestPeer> mesh = peers.startMesh(4);
    TestPeer old = mesh.getFirst();
    eventually(() -> assertThat(old.pubSub.mesh(TOPIC)).hasSize(3));
    old.publish("before");
    eventually(() -> assertThat(mesh.getLast().texts()).contains("before"));
    old.close();
    TestPeer reborn = peers.start(old.keys, GossipConfig.defaults());
    reborn.subscribe();
    for (TestPeer other : mesh.subList(1, 4)) {
      reborn.connect(other);
    }
    reborn.publish("after");

    for (TestPeer other : mesh.subList(1, 4)) {
      eventually(() -> assertThat(other.texts()).contains("before", "after"));
    }
    mesh.get(1).publish("welcome");
    eventually(() -> assertThat(reborn.texts()).contains("welcome"));
  }

  @Test
  void countsNobodyWhenNobodyListens() throws IOException {
    TestPeer alone = peers.start();
    assertThat(alone.publish("into the void").recipients()).isZero();
    TestPeer deaf = peers.start();
    alone.connect(deaf);

    assertThat(alone.publish("still").recipients()).isZero();
  }

  @Test
  void publishesWithoutHavingSubscribed() throws IOException {
    TestPeer publisher = peers.start();
    TestPeer subscriber = peers.start();
    subscriber.subscribe();
    publisher.connect(subscriber);
    eventually(
        () -> assertThat(publisher.pubSub.subscribers(TOPIC)).containsExactly(subscriber.id()));

    assertThat(publisher.publish("offer").recipients()).isEqualTo(1);
    assertThat(publisher.pubSub.mesh(TOPIC)).isEmpty();
    eventually(() -> assertThat(subscriber.texts()).containsExactly("offer"));
  }

  @Test
  void forwardsNothingThatItsValidatorDoesNotAccept() throws IOException {
    TestPeer author = peers.start();
    TestPeer judge = peers.start();
    TestPeer behind = peers.start();
    List<Verdict> verdicts = new ArrayList<>(List.of(Verdict.IGNORE, Verdict.REJECT));
    judge.pubSub.subscribe(
        TOPIC,
        message -> verdicts.isEmpty() ? Verdict.ACCEPT : verdicts.removeFirst(),
        judge.received::add);
    behind.subscribe();
    author.connect(judge);
    judge.connect(behind);
    eventually(() -> assertThat(author.pubSub.subscribers(TOPIC)).hasSize(1));
    eventually(() -> assertThat(judge.pubSub.mesh(TOPIC)).hasSize(1));
    for (String text : List.of("ignored", "rejected", "accepted")) {
      author.publish(text);
      eventually(() -> assertThat(judge.counts.count("received")).isEqualTo(order(text)));
      eventually(() -> assertThat(judge.counts.count(text)).isEqualTo(1));
    }

    eventually(() -> assertThat(behind.texts()).containsExactly("accepted"));
    assertThat(judge.texts()).containsExactly("accepted");
  }

  @Test
  void survivesValidatorsAndConsumersThatThrow() throws IOException {
    TestPeer author = peers.start();
    TestPeer clumsy = peers.start();
    clumsy.pubSub.subscribe(
        TOPIC,
        message -> {
          if (message.payload().length == 0) {
            throw new IllegalStateException("validator");
          }
          return Verdict.ACCEPT;
        },
        message -> {
          clumsy.received.add(message);
          throw new IllegalStateException("consumer");
        });
    author.connect(clumsy);
    eventually(() -> assertThat(author.pubSub.subscribers(TOPIC)).hasSize(1));
    author.publish("");
    author.publish("one");
    author.publish("two");

    eventually(() -> assertThat(clumsy.texts()).containsExactlyInAnyOrder("one", "two"));
    eventually(() -> assertThat(clumsy.counts.count(DropReason.CALLBACK_FAILED)).isEqualTo(3));
  }

  @Test
  void stopsDeliveringWhenItHasLeftTheTopic() throws IOException {
    List<TestPeer> mesh = peers.startMesh(2);
    eventually(() -> assertThat(mesh.getFirst().pubSub.mesh(TOPIC)).hasSize(1));
    mesh.getLast().pubSub.unsubscribe(TOPIC);
    eventually(() -> assertThat(mesh.getFirst().pubSub.subscribers(TOPIC)).isEmpty());

    assertThat(mesh.getFirst().publish("gone").recipients()).isZero();
    assertThat(mesh.getLast().pubSub.topics()).isEmpty();
    mesh.getLast().subscribe();
    eventually(() -> assertThat(mesh.getFirst().pubSub.subscribers(TOPIC)).hasSize(1));
  }

  @Test
  void tellsItsTopicsWithTheirPeers() throws IOException {
    List<TestPeer> mesh = peers.startMesh(2);
    TestPeer first = mesh.getFirst();
    Set<PeerId> other = Set.of(mesh.getLast().id());

    eventually(
        () ->
            assertThat(first.pubSub.topics())
                .containsExactly(new TopicSnapshot(TOPIC, other, other)));
  }

  @Test
  void forgetsAPeerThatIsGone() throws IOException {
    List<TestPeer> mesh = peers.startMesh(2);
    eventually(() -> assertThat(mesh.getFirst().pubSub.mesh(TOPIC)).hasSize(1));
    mesh.getLast().close();

    eventually(() -> assertThat(mesh.getFirst().pubSub.subscribers(TOPIC)).isEmpty());
    assertThat(mesh.getFirst().pubSub.mesh(TOPIC)).isEmpty();
  }

  @Test
  void carriesMessagesUpToTheLimitAndRefusesLargerOnes() throws IOException {
    List<TestPeer> mesh = peers.startMesh(2);
    eventually(() -> assertThat(mesh.getFirst().pubSub.mesh(TOPIC)).hasSize(1));
    int most = (1 << 20) - 300;
    mesh.getFirst().pubSub.publish(TOPIC, new byte[most]);

    eventually(() -> assertThat(mesh.getLast().received).hasSize(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mesh.getFirst().pubSub.publish(TOPIC, new byte[1 << 20]))
        .withMessageContaining("1048576");
  }

  @Test
  void refusesTopicsThatCannotBe() throws IOException {
    PubSub pubSub = peers.start().pubSub;

    assertThatIllegalArgumentException().isThrownBy(() -> pubSub.publish("", new byte[1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pubSub.publish("x".repeat(257), new byte[1]));
    pubSub.subscribe(TOPIC, message -> Verdict.ACCEPT, message -> {});
    assertThatIllegalStateException()
        .isThrownBy(() -> pubSub.subscribe(TOPIC, message -> Verdict.ACCEPT, message -> {}));
  }

  @Test
  void failsAfterItsEnd() throws IOException {
    TestPeer peer = peers.start();
    peer.pubSub.close();

    assertThatIllegalStateException().isThrownBy(() -> peer.publish("late"));
  }

  private List<TestPeer> chainOfThree() throws IOException {
    List<TestPeer> chain = List.of(peers.start(), peers.start(), peers.start());
    chain.forEach(TestPeer::subscribe);
    chain.get(0).connect(chain.get(1));
    chain.get(1).connect(chain.get(2));
    eventually(() -> assertThat(chain.get(1).pubSub.mesh(TOPIC)).hasSize(2));
    eventually(() -> assertThat(chain.get(0).pubSub.mesh(TOPIC)).hasSize(1));
    eventually(() -> assertThat(chain.get(2).pubSub.mesh(TOPIC)).hasSize(1));
    return chain;
  }

  private static int order(String text) {
    return List.of("ignored", "rejected", "accepted").indexOf(text) + 1;
  }
}
