package io.grapevine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grapevine.libp2p.host.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private @Nullable ForeignPeer shared;

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
  ForeignPeer foreign() throws IOException {
    ForeignPeer running = shared;
    if (running == null) {
      running = ForeignPeer.start(kind, Map.of());
      shared = running;
    }
    return running;
  }

  /** Another foreign peer, for this test only. */
  ForeignPeer foreign(Map<String, ?> options) throws IOException {
    return closing(ForeignPeer.start(kind, options));
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

  static void weDial(OwnPeer own, ForeignPeer foreign) throws IOException {
    assertThat(own.host().connect(foreign.address(), LIMIT)).isEqualTo(foreign.id());
    foreign.awaitEvent("connected", Map.of("peerId", own.id().toString()), LIMIT);
  }

  static void theyDial(ForeignPeer foreign, OwnPeer own) {
    JsonNode answer = foreign.command("dial", Map.of("address", own.address()));
    assertThat(answer.path("peerId").asString()).isEqualTo(own.id().toString());
    Host host = own.host();
    await().atMost(LIMIT).until(() -> host.isConnected(foreign.id()));
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
