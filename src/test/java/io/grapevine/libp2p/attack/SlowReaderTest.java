package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static io.grapevine.libp2p.attack.HonestPeer.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.GossipTimes;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.host.Refusal;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.pubsub.DropReason;
import io.grapevine.libp2p.transport.MuxStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that take what they are owed slowly or not at all. */
@Timeout(120)
class SlowReaderTest {
  private static final int BODY = 20 << 20;

  @Test
  void bodiesWhoseAnswerIsNotReadStopInTheMiddle() throws Exception {
    int peers = Scale.of(10, 50);
    try (Arena arena = new Arena()) {
      arena.endures(
          "%d bodies of 20 MiB whose echo is not read".formatted(peers * HonestPeer.ECHO_STREAMS),
          // One window in, one send buffer and one window out for each, all in this process.
          peers * 7,
          () -> {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < peers; i++) {
              BarePeer attacker = arena.enter(new BarePeer().connect(arena.target, i));
              for (int j = 0; j < HonestPeer.ECHO_STREAMS; j++) {
                writers.add(Thread.ofVirtual().start(new Pump(attacker.open(HonestPeer.ECHO))));
              }
            }
            for (Thread writer : writers) {
              assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
            }
            arena.measure();
            theOthersAreServed(arena);
          });
    }
  }

  /** Writes until nothing is taken for a moment; it ends with the body half sent. */
  private record Pump(MuxStream stream) implements Runnable {
    @Override
    public void run() {
      stream.writeTimeout(Duration.ofMillis(500));
      byte[] part = new byte[64 * 1024];
      try {
        for (int sent = 0; sent < BODY; sent += part.length) {
          stream.output().write(part);
        }
        throw new AssertionError("the target took a body of 20 MiB that nobody reads");
      } catch (IOException e) {
        // As it should be.
      }
    }
  }

  @Test
  void streamsThatAreHeldOpenTakeNoMoreThanTheirPlaces() throws Exception {
    try (Arena arena = new Arena()) {
      arena.endures(
          "all streams of a protocol held open, with one byte a moment",
          16,
          () -> {
            BarePeer attacker = arena.enter(new BarePeer().connect(arena.target, 1));
            List<MuxStream> held = new ArrayList<>();
            for (int i = 0; i < HonestPeer.ECHO_STREAMS; i++) {
              held.add(attacker.open(HonestPeer.ECHO));
            }
            for (int i = 0; i < 100; i++) {
              try {
                MuxStream more = attacker.open(HonestPeer.ECHO);
                assertThat(more.input().read()).as("an answer").isNegative();
              } catch (IOException e) {
                // Refused, as it should be.
              }
              MuxStream one = held.get(i % held.size());
              one.output().write(i);
              one.output().flush();
              assertThat(one.input().read()).isEqualTo(i);
            }
            assertThat(arena.target.counts.of(Refusal.STREAMS_PER_PROTOCOL_LIMIT)).isEqualTo(100);
            theOthersAreServed(arena);
          });
    }
  }

  @Test
  void subscribersThatDoNotReadLoseMessagesAndThenTheirConnection() throws Exception {
    int peers = Scale.of(5, 20);
    int messages = Scale.of(200, 1_000);
    CountDownLatch over = new CountDownLatch(1);
    try (Arena arena = new Arena(HostConfig.DEFAULT, quick())) {
      arena.endures(
          "%d subscribers that do not read, %,d messages of 100 kB".formatted(peers, messages),
          // The message cache and one queue for each of them.
          48 + 6 * peers,
          () -> {
            List<BarePeer> deaf = new ArrayList<>();
            for (int i = 0; i < peers; i++) {
              deaf.add(
                  arena.enter(
                      new BarePeer()
                          .serving(BarePeer.GOSSIP, stream -> waitFor(over))
                          .join(arena.target, i)));
            }
            eventually(() -> assertThat(arena.target.pubSub.subscribers(TOPIC)).hasSize(4 + peers));
            byte[] large = new byte[100_000];
            for (int i = 1; i <= messages; i++) {
              arena.target.pubSub.publish(TOPIC, large);
              int sent = i;
              eventually(() -> assertThat(arena.leaf(0).strange).hasValue(sent));
              if (i % 50 == 0) {
                arena.measure();
              }
            }
            assertThat(arena.target.counts.of(DropReason.OUTGOING_QUEUE_FULL)).isPositive();
            eventually(
                () -> {
                  arena.target.pubSub.publish(TOPIC, large);
                  assertThat(deaf).allMatch(BarePeer::isCutOff);
                });
            over.countDown();
          });
    }
  }

  private static void waitFor(CountDownLatch over) {
    try {
      if (!over.await(100, TimeUnit.SECONDS)) {
        throw new AssertionError("the test took too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void theOthersAreServed(Arena arena) throws IOException {
    byte[] request = {1, 2, 3};
    try (Stream stream =
        arena.leaf(0).host.open(arena.target.id(), List.of(HonestPeer.ECHO), Arena.SOON)) {
      stream.output().write(request);
      stream.closeWrite();
      assertThat(stream.input().readAllBytes()).isEqualTo(request);
    }
  }

  /** Defaults with a heartbeat of 100 ms, so that a slow peer is known for one after a second. */
  private static GossipConfig quick() {
    GossipTimes usual = GossipTimes.defaults();
    Duration heartbeat = Duration.ofMillis(100);
    return GossipConfig.defaults()
        .withTimes(
            new GossipTimes(
                heartbeat,
                heartbeat,
                usual.seenFor(),
                usual.fanoutFor(),
                usual.pruneBackoff(),
                usual.unsubscribeBackoff(),
                usual.backoffMax(),
                usual.graftFloodWindow(),
                usual.promiseFor(),
                heartbeat));
  }
}
