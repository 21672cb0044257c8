package io.grapevine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.identity.KeyPair;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * What the suites share: one foreign peer for all tests of a class, since starting it takes longer
 * than most tests, and peers of ours that end with the test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class InteropSuite {
  static final Duration LIMIT = Duration.ofSeconds(20);

  private final PeerKind kind;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable PeerProcess shared;

  InteropSuite(PeerKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void requireForeignPeer() {
    Optional<String> missing = kind.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  @AfterEach
  void closeOpened() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
    opened.clear();
  }

  @AfterAll
  void closeForeign() {
    if (shared != null) {
      shared.close();
    }
  }

  PeerKind kind() {
    return kind;
  }

  /** The foreign peer of this class; started with the first test. */
  PeerProcess foreign() throws IOException {
    PeerProcess running = shared;
    if (running == null) {
      running = PeerProcess.start(kind, Map.of());
      shared = running;
    }
    return running;
  }

  /** Another foreign peer, for this test only. */
  PeerProcess foreign(Map<String, ?> options) throws IOException {
    return closing(PeerProcess.start(kind, options));
  }

  OwnPeer own() throws IOException {
    return closing(OwnPeer.start());
  }

  <T extends AutoCloseable> T closing(T one) {
    opened.add(one);
    return one;
  }

  /** A fresh peer of ours that has dialled the foreign one, and is known to it. */
  OwnPeer ownDialled() throws IOException {
    OwnPeer own = own();
    weDial(own, foreign());
    return own;
  }

  /** A fresh peer of ours that the foreign one has dialled. */
  OwnPeer ownListening() throws IOException {
    OwnPeer own = own();
    theyDial(foreign(), own);
    return own;
  }

  static void weDial(OwnPeer own, PeerProcess foreign) throws IOException {
    assertThat(own.host().connect(foreign.address(), LIMIT)).isEqualTo(foreign.id());
    foreign.awaitEvent("connected", Map.of("peerId", own.id().toString()), LIMIT);
  }

  static void theyDial(PeerProcess foreign, OwnPeer own) {
    JsonNode answer = foreign.command("dial", Map.of("address", own.address()));
    assertThat(answer.path("peerId").asString()).isEqualTo(own.id().toString());
    Host host = own.host();
    await().atMost(LIMIT).until(() -> host.isConnected(foreign.id()));
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  /** Both dial each other at the same moment. */
  static void bothDial(OwnPeer own, PeerProcess foreign) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Thread theirs =
        Thread.ofVirtual()
            .start(
                () -> {
                  awaitStart(start);
                  foreign.command("dial", Map.of("address", own.address()));
                });
    awaitStart(start);
    own.host().connect(foreign.id(), List.of(foreign.address()), LIMIT);
    assertThat(theirs.join(LIMIT)).isTrue();
  }

  /** Waits until both ends count one connection. */
  static void awaitOneConnection(OwnPeer own, PeerProcess foreign) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(own.host().connections()).hasSize(1);
              JsonNode count = foreign.command("connections", own.id(), Map.of()).path("count");
              assertThat(count.asInt()).isEqualTo(1);
            });
  }

  /** A peer that gives up a second connection soon. */
  OwnPeer impatientPeer() throws IOException {
    HostConfig.Times usual = HostConfig.DEFAULT.times();
    HostConfig.Times impatient =
        new HostConfig.Times(
            usual.connect(),
            usual.handshake(),
            usual.dial(),
            usual.addressStagger(),
            usual.negotiation(),
            usual.identify(),
            usual.pushDelay(),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            usual.keepAlive(),
            usual.unresponsive(),
            usual.streamClose(),
            usual.goodbye(),
            usual.addressLife());
    HostConfig config = HostConfig.DEFAULT.with(impatient);
    return closing(OwnPeer.start(KeyPair.generate(new SecureRandom()), config));
  }

  private static void awaitStart(CyclicBarrier start) {
    try {
      start.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
