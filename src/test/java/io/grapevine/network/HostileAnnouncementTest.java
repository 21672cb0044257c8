package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import io.grapevine.job.JobStatus;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Liars announce themselves to a hub, and peers behind it are asked to knock at doors. */
class HostileAnnouncementTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Longer than the pause after which peers look again for somebody to dial. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final TestPeer hub = opened(TestPeer.requester(Networks.OWN));
  private final Logger logger = (Logger) LoggerFactory.getLogger(Introducer.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  HostileAnnouncementTest() throws IOException {}

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() throws Exception {
    logger.detachAppender(lines);
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void whoeverDoesNotAnswerKeepsNobodyFromMeeting() throws Exception {
    TestPeer requester = joined(TestPeer.requester(Networks.OWN));
    for (int i = 1; i <= 3; i++) {
      Door door = opened(Door.silent("127.77.2." + i));
      announced(liar(), door.address()).untilTold(() -> door.knocks() > 0);
    }
    joined(TestPeer.worker(Networks.OWN, payload -> payload));
    assertThat(requester.echo("hello").status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(requester.unreached).as("dials that have ended").isEmpty();
  }

  @Test
  void whoeverIsNotThereIsDialledAgainAfterAPauseAndWithoutALineInTheLog() throws Exception {
    TestPeer requester = joined(TestPeer.requester(Networks.OWN));
    Door door = opened(Door.slammed("127.77.2.4"));
    announced(liar(), door.address()).untilTold(() -> requester.unreached.size() >= 2);
    List<Long> failures = requester.unreached;
    assertThat(Duration.ofNanos(failures.get(1) - failures.get(0)))
        .isGreaterThan(Duration.ofMillis(2_400));
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
        .isEmpty();
  }

  @Test
  void theRecordOfAnotherPeerIsRejectedAndNobodyKnocksThere() throws Exception {
    Door door = opened(Door.slammed("127.77.2.5"));
    KeyPair other = KeyPair.generate(new SecureRandom());
    RawPeer liar = liar();
    tell(liar, origin(other, door.address()).seal(other).encoded());
    await().atMost(LIMIT).until(() -> hub.complaints.contains(Topics.PEERS));
    nobodyIsDialledBy(hub);
    assertThat(door.knocks()).isZero();
  }

  @Test
  void hundredsOfAddressesAreRejectedAndOfADozenOnlyTheFirstAreTried() throws Exception {
    TestPeer requester = joined(TestPeer.requester(Networks.OWN));
    List<Door> doors = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      doors.add(opened(Door.slammed("127.77.3." + i)));
    }
    RawPeer liar = liar();
    tell(liar, hundredsOfTimes(liar.host.keyPair(), doors.getFirst().address()));
    await().atMost(LIMIT).until(() -> hub.complaints.contains(Topics.PEERS));
    nobodyIsDialledBy(requester);
    announced(liar(), doors.stream().map(Door::address).toArray(String[]::new))
        .untilTold(() -> !requester.unreached.isEmpty());
    assertThat(doors).filteredOn(door -> door.knocks() > 0).hasSizeBetween(1, 4);
  }

  @Test
  void aPeerWithAPublicAddressIsNotMadeToKnockAtHomeOrInPrivateNetworks() throws Exception {
    TestPeer near = joined(TestPeer.requester(Networks.OWN));
    TestPeer far = joined(TestPeer.requester(HostileAnnouncementTest::publicPeer));
    RawPeer lure = liar();
    Door door = opened(Door.slammed("127.77.2.6"));
    announced(lure, door.address())
        .untilTold(() -> door.knocks() > 0 && knows(far, lure) && !near.unreached.isEmpty());
    nobodyIsDialledBy(far);
  }

  private static boolean knows(TestPeer peer, RawPeer other) {
    return peer.coordination.workers().stream()
        .anyMatch(one -> one.announcement().peer().equals(other.id()));
  }

  private static void nobodyIsDialledBy(TestPeer peer) {
    await().during(LONG_ENOUGH).atMost(LIMIT).until(peer.unreached::isEmpty);
  }

  /** Listens on loopback like the others, and says that it is elsewhere. */
  private static PeerNetwork publicPeer() throws IOException {
    Host host = Networks.host();
    host.announceAddresses(List.of(Multiaddr.parse("/ip4/203.0.113.9/tcp/4001")));
    return Networks.own(host);
  }

  private RawPeer liar() throws IOException {
    RawPeer liar = opened(new RawPeer());
    liar.host.connect(hub.id(), hub.network.addresses(), LIMIT);
    return liar;
  }

  private TestPeer joined(TestPeer peer) throws IOException {
    opened(peer).connect(hub);
    return peer;
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  private static PeerRecord origin(KeyPair of, String... addresses) throws MalformedException {
    List<Multiaddr> places = new ArrayList<>();
    for (String address : addresses) {
      places.add(Multiaddr.parse(address));
    }
    return new PeerRecord(of.peerId(), 1, places);
  }

  /** Longer than any record that an honest implementation would make. */
  private static byte[] hundredsOfTimes(KeyPair signer, String address) throws MalformedException {
    ProtobufWriter content = new ProtobufWriter().bytes(1, signer.peerId().toBytes()).varint(2, 1);
    byte[] place = Multiaddr.parse(address).toBytes();
    for (int i = 0; i < 250; i++) {
      content.message(3, new ProtobufWriter().bytes(1, place));
    }
    byte[] type = {0x03, 0x01};
    return SignedEnvelope.seal(signer, "libp2p-peer-record", type, content.toByteArray()).encoded();
  }

  private static void tell(RawPeer liar, byte[] peerRecord) {
    byte[] message =
        io.grapevine.network.wire.Announcement.newBuilder()
            .addWorkTypes(ScriptedRunner.ECHO.name())
            .setPeerRecord(ByteString.copyFrom(peerRecord))
            .build()
            .toByteArray();
    await().atMost(LIMIT).until(() -> liar.pubSub.publish(Topics.PEERS, message).recipients() > 0);
  }

  private static Told announced(RawPeer liar, String... addresses) throws MalformedException {
    byte[] peerRecord = origin(liar.host.keyPair(), addresses).seal(liar.host.keyPair()).encoded();
    return condition ->
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> {
                  tell(liar, peerRecord);
                  return condition.call();
                });
  }

  @FunctionalInterface
  private interface Told {
    void untilTold(Callable<Boolean> condition);
  }
}
