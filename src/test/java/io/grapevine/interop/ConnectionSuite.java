package io.grapevine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.host.Refusal;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dialling, Ping, Identify with push, and the end of connections, whoever begins. */
abstract class ConnectionSuite extends InteropSuite {
  private static final int SIMULTANEOUS_DIALS = 8;
  private static final int RECONNECTS = 40;

  ConnectionSuite(PeerKind kind) {
    super(kind);
  }

  @Test
  void dialledPeerIsPingedByBothSides() throws IOException {
    pingBothWays(ownDialled());
  }

  @Test
  void diallingPeerIsPingedByBothSides() throws IOException {
    pingBothWays(ownListening());
  }

  @Test
  void whoWeDialLearnsWhoWeAre() throws IOException {
    OwnPeer own = ownDialled();
    JsonNode identity = identityAtForeign(own);
    assertThat(identity.path("observedAddress").asString())
        .isEqualTo(foreign().address().withoutPeer().toString());
  }

  @Test
  void whoDialsUsLearnsWhoWeAre() throws IOException {
    OwnPeer own = ownListening();
    JsonNode identity = identityAtForeign(own);
    assertThat(identity.path("observedAddress").asString())
        .isEqualTo(own.host().connections().getFirst().address().toString());
  }

  @Test
  void weLearnWhomWeDial() throws IOException {
    learnForeignIdentity(ownDialled());
  }

  @Test
  void weLearnWhoDialsUs() throws IOException {
    learnForeignIdentity(ownListening());
  }

  @Test
  void ourPushTellsOfALaterProtocol() throws IOException {
    OwnPeer own = ownDialled();
    identityAtForeign(own);
    String later = "/grapevine-test/later/1";
    own.serve(later, stream -> {});
    await()
        .atMost(LIMIT)
        .until(
            () ->
                texts(foreign().command("identify", own.id(), Map.of()).path("protocols"))
                    .contains(later));
  }

  @Test
  void theirPushTellsUsOfALaterProtocol() throws IOException {
    OwnPeer own = ownListening();
    PeerProcess foreign = foreign();
    await().atMost(LIMIT).until(() -> !own.host().peerStore().agent(foreign.id()).isEmpty());
    String later = "/grapevine-test/later/" + own.id().toShortString();
    foreign.command("serve", own.id(), Map.of("protocol", later));
    await()
        .atMost(LIMIT)
        .until(() -> own.host().peerStore().protocols(foreign.id()).contains(later));
  }

  @Test
  void ourGoodbyeEndsTheConnectionInOrder() throws IOException {
    OwnPeer own = ownDialled();
    own.host().disconnect(foreign().id());
    foreign().awaitEvent("disconnected", Map.of("peerId", own.id().toString()), LIMIT);
    await().atMost(LIMIT).until(() -> !own.host().isConnected(foreign().id()));
    assertThat(own.refusals()).isEmpty();
  }

  @Test
  void theirGoodbyeEndsTheConnectionInOrder() throws IOException {
    OwnPeer own = ownListening();
    foreign().command("hangUp", own.id(), Map.of());
    await().atMost(LIMIT).until(() -> !own.host().isConnected(foreign().id()));
    assertThat(own.refusals()).isEmpty();
  }

  /** Both ends may keep two connections for a while; each agrees to one, and streams work on. */
  @Test
  void simultaneousDialsEndInOneConnection() throws Exception {
    PeerProcess foreign = foreign();
    for (int round = 0; round < SIMULTANEOUS_DIALS; round++) {
      OwnPeer own = impatientPeer();
      bothDial(own, foreign);
      awaitOneConnection(own, foreign);
      pingBothWays(own);
      own.close();
    }
  }

  @Test
  void reconnectsManyTimesInARow() throws IOException {
    PeerProcess foreign = foreign();
    OwnPeer own = own();
    for (int round = 0; round < RECONNECTS; round++) {
      own.host().connect(foreign.id(), List.of(foreign.address()), LIMIT);
      assertThat(own.echo(foreign.id(), "round " + round)).isEqualTo("round " + round);
      own.host().disconnect(foreign.id());
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> !own.host().isConnected(foreign.id()));
    }
    assertThat(own.refusals()).isEmpty();
  }

  private void pingBothWays(OwnPeer own) throws IOException {
    assertThat(own.host().ping(foreign().id(), LIMIT)).isPositive();
    JsonNode answer = foreign().command("ping", own.id(), Map.of());
    assertThat(answer.path("roundTripMillis").asInt(-1)).isNotNegative();
    assertThat(own.refusals()).doesNotContain(Refusal.PROTOCOL_VIOLATION, Refusal.HANDLER_FAILED);
  }

  private JsonNode identityAtForeign(OwnPeer own) throws IOException {
    JsonNode identity = foreign().command("identify", own.id(), Map.of());
    String listening = own.host().addresses().getFirst().toString();
    assertThat(identity.path("agentVersion").asString()).isEqualTo(OwnPeer.AGENT);
    assertThat(identity.path("protocolVersion").asString()).isEqualTo("ipfs/0.1.0");
    assertThat(texts(identity.path("protocols")))
        .contains("/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/ipfs/ping/1.0.0", OwnPeer.ECHO);
    assertThat(texts(identity.path("listenAddresses"))).containsExactly(listening);
    assertThat(texts(identity.path("certifiedAddresses"))).containsExactly(listening);
    return identity;
  }

  private void learnForeignIdentity(OwnPeer own) throws IOException {
    PeerProcess foreign = foreign();
    Multiaddr listening = foreign.address().withoutPeer();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              var known = own.host().peerStore();
              assertThat(known.agent(foreign.id())).startsWith(kind().agentPrefix());
              assertThat(known.protocols(foreign.id())).contains("/meshsub/1.2.0", OwnPeer.ECHO);
              assertThat(known.addresses(foreign.id())).contains(listening);
            });
  }
}
