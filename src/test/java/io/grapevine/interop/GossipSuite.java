package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.host.DialException;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** GossipSub: versions, mesh, signatures, control messages, large messages, restarts. */
abstract class GossipSuite extends InteropSuite {
  private static final String OURS = "from our side";
  private static final String THEIRS = "from the other side";

  /** All that fits below the limit of 1 MiB for an RPC, with room for the other fields. */
  private static final int LARGE = 1024 * 1024 - 512;

  private static final int ABOVE_ANNOUNCEMENT = 64 * 1024;

  /** The foreign peer is the same for all tests of a class, so each has a topic of its own. */
  private String topic = "";

  GossipSuite(PeerKind kind) {
    super(kind);
  }

  @BeforeEach
  void chooseTopic() {
    topic = "/grapevine-test/" + UUID.randomUUID();
  }

  @Test
  void whoWeDialJoinsOurMesh() throws IOException {
    OwnPeer own = ownDialled();
    meet(own, foreign());
    talk(own, foreign());
    assertThat(own.opened()).contains("out:/meshsub/1.2.0", "in:/meshsub/1.2.0");
  }

  @Test
  void whoDialsUsJoinsOurMesh() throws IOException {
    OwnPeer own = ownListening();
    meet(own, foreign());
    talk(own, foreign());
    assertThat(own.opened()).contains("out:/meshsub/1.2.0", "in:/meshsub/1.2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/meshsub/1.1.0", "/meshsub/1.0.0"})
  void speaksOlderVersionsToWhoeverHasNoOther(String version) throws IOException {
    PeerProcess old = foreign(Map.of("gossip", version));
    OwnPeer own = own();
    weDial(own, old);
    meet(own, old);
    talk(own, old);
    assertThat(own.opened()).contains("out:" + version, "in:" + version);
    assertThat(own.opened()).doesNotContain("out:/meshsub/1.2.0", "in:/meshsub/1.2.0");
  }

  @Test
  void leavingATopicIsUnderstoodByBothSides() throws IOException {
    OwnPeer own = ownDialled();
    PeerProcess foreign = foreign();
    meet(own, foreign);
    own.gossip().unsubscribe(topic);
    foreign.awaitEvent("control", control(own, "prune"), LIMIT);
    await().atMost(LIMIT).until(() -> !foreignMesh(foreign).contains(own.id().toString()));

    OwnPeer other = own();
    weDial(other, foreign);
    other.subscribe(topic);
    await().atMost(LIMIT).until(() -> other.gossip().mesh(topic).contains(foreign.id()));
    foreign.command("unsubscribe", Map.of("topic", topic));
    await().atMost(LIMIT).until(() -> other.gossip().subscribers(topic).isEmpty());
    assertThat(other.gossip().mesh(topic)).isEmpty();
  }

  @Test
  void messagesOfNearlyOneMebibyteArriveBothWays() throws IOException {
    OwnPeer own = ownListening();
    PeerProcess foreign = foreign();
    meet(own, foreign);
    String digest = Bodies.expected(LARGE);

    assertThat(own.gossip().publish(topic, Bodies.pattern(LARGE)).recipients()).isEqualTo(1);
    JsonNode heard = foreign.awaitEvent("message", by(own.id()), LIMIT);
    assertThat(heard.path("bytes").asInt() + " " + heard.path("sha256").asString())
        .isEqualTo(digest);

    foreign.command("publish", Map.of("topic", topic, "bytes", LARGE));
    await().atMost(LIMIT).until(() -> !own.received().isEmpty());
    assertThat(own.received().getFirst().payload()).isEqualTo(Bodies.pattern(LARGE));
  }

  @Test
  void ourAnnouncementOfALargeMessageIsUnderstood() throws IOException {
    OwnPeer author = ownDialled();
    OwnPeer other = ownDialled();
    PeerProcess foreign = foreign();
    other.host().connect(author.id(), author.host().addresses(), LIMIT);
    meet(author, foreign);
    meet(other, foreign);
    await().atMost(LIMIT).until(() -> other.gossip().mesh(topic).contains(author.id()));

    // Which copy comes first is chance, and its sender is told nothing.
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              author.gossip().publish(topic, Bodies.pattern(ABOVE_ANNOUNCEMENT));
              return !foreign.events("control", control(other, "idontwant")).isEmpty();
            });
    // Over which of us it comes is chance, too.
    assertThat(hear(author, foreign, OURS).path("signed").asBoolean()).isTrue();
  }

  @Test
  void forgedCopyIsRejectedAndTheGenuineMessageDelivered() throws IOException {
    boolean byHand = kind() == PeerKind.GO;
    PeerProcess forger = byHand ? foreign(Map.of("gossip", "none")) : foreign();
    OwnPeer own = own();
    theyDial(forger, own);
    if (byHand) {
      own.subscribe(topic);
    } else {
      meet(own, forger);
    }
    forger.command("forge", own.id(), Map.of("topic", topic, "payload", base64(THEIRS)));
    awaitText(own, forger.id(), THEIRS);
    assertThat(own.rejected()).containsExactly(topic);
    assertThat(own.received()).hasSize(1);
  }

  @Test
  void theyComeBackWithTheSameIdentity() throws IOException {
    Map<String, String> identity = Map.of("seed", UUID.randomUUID().toString());
    PeerProcess first = foreign(identity);
    OwnPeer own = own();
    weDial(own, first);
    meet(own, first);
    talk(own, first);
    first.kill();
    await().atMost(LIMIT).until(() -> !own.host().isConnected(first.id()));

    PeerProcess second = foreign(identity);
    assertThat(second.id()).isEqualTo(first.id());
    theyDial(second, own);
    second.command("subscribe", Map.of("topic", topic));
    own.received().clear();
    awaitMesh(own, second);
    talk(own, second);
  }

  @Test
  void weComeBackWithTheSameIdentity() throws IOException {
    KeyPair keys = KeyPair.generate(new SecureRandom());
    PeerProcess foreign = foreign();
    OwnPeer first = closing(OwnPeer.start(keys));
    weDial(first, foreign);
    meet(first, foreign);
    talk(first, foreign);
    first.close();
    foreign.awaitEvent("disconnected", Map.of("peerId", first.id().toString()), LIMIT);

    OwnPeer second = closing(OwnPeer.start(keys));
    theyDial(foreign, second);
    second.subscribe(topic);
    awaitMesh(second, foreign);
    second.gossip().publish(topic, "once more".getBytes(UTF_8));
    foreign.awaitEvent("message", Map.of("payload", base64("once more"), "topic", topic), LIMIT);
    assertThat(foreign.events("rejected", by(second.id()))).isEmpty();
  }

  /** Their identity is not inlined in the peer id, so messages carry the key. */
  @Test
  void identitiesOfOtherTypesAreAccepted() throws IOException {
    for (String keyType : kind().otherKeyTypes()) {
      PeerProcess foreign = foreign(Map.of("keyType", keyType));
      OwnPeer own = own();
      weDial(own, foreign);
      meet(own, foreign);
      talk(own, foreign);
    }
  }

  @Test
  void identityOfATypeThatWeDoNotKnowIsRefused() throws IOException {
    PeerProcess foreign = foreign(Map.of("keyType", "Secp256k1"));
    OwnPeer own = own();
    assertThatThrownBy(() -> own.host().connect(foreign.address(), LIMIT))
        .isInstanceOfSatisfying(
            DialException.class,
            e -> assertThat(e.reason()).isEqualTo(DialException.Reason.UPGRADE_FAILED));
  }

  /** Both subscribe to this test's topic and are in each other's mesh. */
  void meet(OwnPeer own, PeerProcess foreign) {
    foreign.command("subscribe", Map.of("topic", topic));
    own.subscribe(topic);
    awaitMesh(own, foreign);
  }

  void awaitMesh(OwnPeer own, PeerProcess foreign) {
    await().atMost(LIMIT).until(() -> own.gossip().mesh(topic).contains(foreign.id()));
    await().atMost(LIMIT).until(() -> foreignMesh(foreign).contains(own.id().toString()));
  }

  private List<String> foreignMesh(PeerProcess foreign) {
    return texts(foreign.command("mesh", Map.of("topic", topic)).path("mesh"));
  }

  /** A signed message in each direction. */
  private void talk(OwnPeer own, PeerProcess foreign) {
    talk(own, foreign, "");
  }

  void talk(OwnPeer own, PeerProcess foreign, String occasion) {
    String fromThem = THEIRS + occasion;
    JsonNode heard = hear(own, foreign, OURS + occasion);
    assertThat(heard.path("signed").asBoolean()).isTrue();
    assertThat(heard.path("from").asString()).isEqualTo(own.id().toString());

    foreign.command("publish", Map.of("topic", topic, "payload", base64(fromThem)));
    awaitText(own, foreign.id(), fromThem);
  }

  /** What the foreign peer tells of a message of ours. */
  private JsonNode hear(OwnPeer own, PeerProcess foreign, String text) {
    own.gossip().publish(topic, text.getBytes(UTF_8));
    Map<String, String> ours =
        Map.of("author", own.id().toString(), "payload", base64(text), "topic", topic);
    return foreign.awaitEvent("message", ours, LIMIT);
  }

  private static void awaitText(OwnPeer own, PeerId author, String text) {
    await()
        .atMost(LIMIT)
        .until(() -> own.received().stream().anyMatch(m -> isText(m, author, text)));
  }

  private static boolean isText(ReceivedMessage message, PeerId author, String text) {
    return message.author().equals(author) && new String(message.payload(), UTF_8).equals(text);
  }

  private Map<String, String> by(PeerId author) {
    return Map.of("author", author.toString(), "topic", topic);
  }

  private static Map<String, String> control(OwnPeer from, String kind) {
    return Map.of("peerId", from.id().toString(), "kind", kind);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
