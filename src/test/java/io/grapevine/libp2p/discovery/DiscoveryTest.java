package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.address;
import static io.grapevine.libp2p.discovery.Peers.peer;
import static io.grapevine.libp2p.discovery.Peers.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The driver with a fake network and names; pauses are milliseconds. */
class DiscoveryTest {
  private static final Multiaddr NAME = address("/dns4/peers.example/tcp/4001");

  private final FakeReach reach = new FakeReach();
  private final List<InetAddress> answers = new CopyOnWriteArrayList<>();
  private @Nullable Discovery discovery;

  private void start(Multiaddr... bootstrap) {
    start(new Backoff(Duration.ofMillis(5), Duration.ofMillis(40)), bootstrap);
  }

  private void start(Backoff backoff, Multiaddr... bootstrap) {
    DiscoveryConfig config =
        new DiscoveryConfig(
            List.of(bootstrap),
            false,
            20,
            8,
            Duration.ofSeconds(1),
            backoff,
            Duration.ofMillis(20),
            Duration.ofMillis(10),
            1024);
    discovery = Discovery.start(config, reach, this::resolve, InstantSource.system());
  }

  private List<InetAddress> resolve(String name) throws UnknownHostException {
    if (answers.isEmpty()) {
      throw new UnknownHostException(name);
    }
    return answers;
  }

  @AfterEach
  void close() {
    if (discovery != null) {
      discovery.close();
    }
  }

  @Test
  void reachesAConfiguredPeerOnceItListens() {
    start(place(1));
    await().until(() -> reach.dials() > 2);
    reach.listen(place(1), peer("a"));
    await().until(() -> reach.connected().contains(peer("a")));
  }

  @Test
  void comesBackAfterALoss() {
    reach.listen(place(1), peer("a"));
    start(place(1));
    await().until(() -> reach.connected().contains(peer("a")));
    reach.drop(peer("a"));
    await().until(() -> reach.connected().contains(peer("a")));
  }

  @Test
  void slowsDownForAPeerThatHangsUpEachTime() {
    reach.listen(place(1), peer("a"));
    start(new Backoff(Duration.ofMillis(10), Duration.ofSeconds(20)), place(1));
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(5))
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              reach.connected().forEach(reach::drop);
              return reach.dials() < 25;
            });
  }

  @Test
  void findsNewPeersBehindANameAndSkipsItself() {
    reach.listen(place(1), reach.self());
    reach.listen(place(2), peer("b"));
    reach.listen(place(3), peer("c"));
    start(NAME);
    answers.add(place(1).ip().orElseThrow());
    answers.add(place(2).ip().orElseThrow());
    await().until(() -> reach.connected().contains(peer("b")));
    answers.add(place(3).ip().orElseThrow());
    await().until(() -> reach.connected().contains(peer("c")));
    assertThat(reach.connected()).containsExactlyInAnyOrder(peer("b"), peer("c"));
    assertThat(reach.dials()).isEqualTo(3);
  }

  @Test
  void dialsPeersThatTheHostHasKnown() {
    reach.listen(place(5), peer("old"));
    reach.remember(Candidate.ofPeer(peer("old"), List.of(place(5)), Source.KNOWN));
    start();
    await().until(() -> reach.connected().contains(peer("old")));
  }

  @Test
  void stopsDiallingWhenItIsClosed() {
    start(place(1));
    await().until(() -> reach.dials() > 0);
    close();
    int dials = reach.dials();
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(2))
        .until(() -> reach.dials() <= dials + 1);
  }
}
