package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every adapter of the port promises, tried over TCP on loopback. */
abstract class PeerNetworkContract {
  static final Duration LIMIT = Duration.ofSeconds(10);
  static final String PROTOCOL = "/contract/1";
  private static final String TOPIC = "/contract/1/topic";
  private static final int MIB = 1 << 20;

  final CountDownLatch atTheEnd = new CountDownLatch(1);
  private final Networks networks;
  private final List<PeerNetwork> all = new ArrayList<>();
  final PeerNetwork alice;
  final PeerNetwork bob;

  PeerNetworkContract(Networks networks) throws IOException {
    this.networks = networks;
    alice = start();
    bob = start();
  }

  @AfterEach
  void stop() {
    atTheEnd.countDown();
    all.forEach(PeerNetwork::close);
  }

  @Test
  void bothEndsOfAStreamKnowEachOther() throws Exception {
    CompletableFuture<Stream> served = new CompletableFuture<>();
    serve(
        stream -> {
          served.complete(stream);
          holdUntil(atTheEnd);
        });
    Stream opened = open();
    opened.output().write(1);
    opened.output().flush();
    Stream accepted = served.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(opened.remotePeer()).isEqualTo(bob.self());
    assertThat(accepted.remotePeer()).isEqualTo(alice.self());
    assertThat(opened.outbound()).isTrue();
    assertThat(accepted.outbound()).isFalse();
    assertThat(List.of(opened.protocol(), accepted.protocol())).containsOnly(PROTOCOL);
  }

  @Test
  void oneDirectionEndsWhileTheOtherGoesOn() throws Exception {
    byte[] answer = bytes(MIB);
    serve(
        stream -> {
          byte[] question = stream.input().readAllBytes();
          stream.output().write(question);
          stream.output().write(answer);
        });
    Stream stream = open();
    stream.output().write("question".getBytes(UTF_8));
    stream.closeWrite();
    byte[] received = stream.input().readAllBytes();
    assertThat(received).startsWith("question".getBytes(UTF_8)).endsWith(answer);
    assertThat(received).hasSize(answer.length + "question".length());
    assertThatThrownBy(
            () -> {
              stream.output().write(1);
              stream.output().flush();
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aLargeBodyGoesThereAndBack() throws Exception {
    byte[] body = bytes(20 * MIB);
    serve(PeerNetworkContract::echo);
    Stream stream = open();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                stream.output().write(body);
                stream.closeWrite();
              } catch (IOException failure) {
                stream.reset();
              }
            });
    assertThat(Arrays.equals(stream.input().readAllBytes(), body)).isTrue();
    writer.join();
  }

  @Test
  void theWriterWaitsForAReaderThatIsSlow() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    CompletableFuture<Integer> count = new CompletableFuture<>();
    serve(
        stream -> {
          holdUntil(reads);
          count.complete(stream.input().readAllBytes().length);
        });
    Stream stream = open();
    stream.writeTimeout(Duration.ofMillis(300));
    int written = writeUntilThereIsNoRoom(stream);
    reads.countDown();
    stream.writeTimeout(LIMIT);
    stream.closeWrite();
    assertThat(count.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isGreaterThanOrEqualTo(written);
  }

  @Test
  void aResetIsNoEndInOrder() throws Exception {
    CompletableFuture<Integer> served = new CompletableFuture<>();
    CompletableFuture<Throwable> felt = new CompletableFuture<>();
    serve(
        stream -> {
          try {
            served.complete(stream.input().read());
            stream.input().readAllBytes();
            felt.complete(new EOFException("ended in order"));
          } catch (IOException reset) {
            felt.complete(reset);
          }
        });
    Stream stream = open();
    stream.output().write(1);
    stream.output().flush();
    // A reset that comes sooner may keep the handler from ever hearing of the stream.
    assertThat(served.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
    stream.reset();
    assertThat(felt.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(EOFException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
  }

  @Test
  void aHandlerThatFailsResetsItsStreamAndNothingElse() throws Exception {
    serve(
        stream -> {
          if (stream.input().read() == 0) {
            throw new IOException("not like this");
          }
        });
    Stream failing = open();
    Stream fine = open();
    failing.output().write(0);
    failing.output().flush();
    assertThatThrownBy(() -> failing.input().read())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    fine.output().write(1);
    fine.output().flush();
    assertThat(fine.input().read()).isEqualTo(-1);
  }

  @Test
  void aReadThatWaitsTooLongHarmsNothing() throws Exception {
    serve(PeerNetworkContract::echo);
    Stream stream = open();
    stream.readTimeout(Duration.ofMillis(50));
    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketTimeoutException.class);
    stream.readTimeout(LIMIT);
    stream.output().write(7);
    stream.output().flush();
    assertThat(stream.input().read()).isEqualTo(7);
  }

  @Test
  void anInterruptedReadLeavesTheConnectionAlone() throws Exception {
    serve(PeerNetworkContract::echo);
    Stream stream = open();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread reader =
        Thread.startVirtualThread(
            () -> {
              try {
                failure.complete(new AssertionError("read " + stream.input().read()));
              } catch (IOException interrupted) {
                failure.complete(interrupted);
              }
            });
    reader.interrupt();
    assertThat(failure.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(InterruptedIOException.class);
    Stream other = open();
    other.output().write(7);
    other.output().flush();
    assertThat(other.input().read()).isEqualTo(7);
  }

  @Test
  void streamsBeyondTheLimitOfTheirProtocolAreReset() throws Exception {
    bob.serve(new ProtocolBinding(PROTOCOL, 2, PeerNetworkContract::echo));
    meet();
    Stream first = open();
    Stream second = open();
    answers(first);
    answers(second);
    assertThatThrownBy(() -> answers(open())).isInstanceOf(IOException.class);
    first.close();
    await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> answers(open()));
    answers(second);
  }

  @Test
  void aProtocolThatNobodyServesIsRefused() throws Exception {
    meet();
    assertThatThrownBy(
            () -> {
              Stream stream = alice.open(bob.self(), "/unheard-of/1", LIMIT);
              stream.output().flush();
              stream.input().read();
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aPeerThatNobodyCanReachIsRefusedInTime() throws Exception {
    PeerNetwork gone = start();
    List<Multiaddr> addresses = gone.addresses();
    gone.close();
    assertThatThrownBy(() -> alice.connect(gone.self(), addresses, LIMIT))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> alice.open(gone.self(), PROTOCOL, LIMIT))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anotherPeerAtTheAddressIsRefused() throws Exception {
    PeerNetwork carol = start();
    assertThatThrownBy(() -> alice.connect(carol.self(), bob.addresses(), LIMIT))
        .isInstanceOf(IOException.class);
    assertThat(alice.isConnected(carol.self())).isFalse();
  }

  @Test
  void aPeerIsDialledAtTheAddressesThatItSigned() throws Exception {
    serve(PeerNetworkContract::echo);
    PeerRecord signed = PeerRecord.open(bob.signedRecord());
    assertThat(signed.peerId()).isEqualTo(bob.self());
    assertThat(signed.addresses()).isEqualTo(bob.addresses());
    PeerNetwork carol = start();
    carol.remember(signed, Duration.ofMinutes(1));
    carol.remember(new PeerRecord(bob.self(), 0, List.of()), Duration.ofMinutes(1));
    answers(carol.open(bob.self(), PROTOCOL, LIMIT));
  }

  @Test
  void theLossOfAConnectionIsNoticed() throws Exception {
    serve(PeerNetworkContract::echo);
    Stream stream = open();
    answers(stream);
    bob.close();
    assertThatThrownBy(() -> stream.input().readAllBytes())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    await().atMost(LIMIT).until(() -> !alice.isConnected(bob.self()));
  }

  @Test
  void theViewShowsConnectionsAndTopics() throws Exception {
    alice.subscribe(TOPIC, hearing(new LinkedBlockingQueue<>()));
    bob.subscribe(TOPIC, hearing(new LinkedBlockingQueue<>()));
    meet();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              NetworkView view = alice.view();
              assertThat(view.connections())
                  .singleElement()
                  .satisfies(
                      connection -> {
                        assertThat(connection.peerId()).isEqualTo(bob.self());
                        assertThat(connection.outbound()).isTrue();
                        assertThat(connection.agent()).isNotEmpty();
                      });
              assertThat(view.topics())
                  .containsExactly(
                      new NetworkView.Topic(TOPIC, List.of(bob.self()), List.of(bob.self())));
            });
    assertThat(alice.view().addresses())
        .isNotEmpty()
        .allMatch(address -> address.endsWith("/p2p/" + alice.self()));
  }

  @Test
  void aMessageIsHeardByItsSubscribersOnlyAndNotByItsAuthor() throws Exception {
    BlockingQueue<HeardMessage> atAlice = new LinkedBlockingQueue<>();
    BlockingQueue<HeardMessage> atBob = new LinkedBlockingQueue<>();
    alice.subscribe(TOPIC, hearing(atAlice));
    bob.subscribe(TOPIC, hearing(atBob));
    bob.subscribe(TOPIC + "/other", hearing(atBob));
    meet();
    await().atMost(LIMIT).until(() -> alice.subscribers(TOPIC).size() == 1);
    assertThat(alice.publish(TOPIC, "hello".getBytes(UTF_8))).isEqualTo(1);
    HeardMessage heard = heard(atBob);
    assertThat(heard.author()).isEqualTo(alice.self());
    assertThat(heard.topic()).isEqualTo(TOPIC);
    assertThat(heard.payload()).isEqualTo("hello".getBytes(UTF_8));
    bob.publish(TOPIC, "back".getBytes(UTF_8));
    assertThat(heard(atAlice).payload()).isEqualTo("back".getBytes(UTF_8));
    assertThat(atAlice).isEmpty();
    assertThat(atBob).isEmpty();
  }

  @Test
  void whatWasHandedOverRightAfterConnectingIsHeard() throws Exception {
    BlockingQueue<HeardMessage> atBob = new LinkedBlockingQueue<>();
    bob.subscribe(TOPIC, hearing(atBob));
    meet();
    await().atMost(LIMIT).until(() -> alice.publish(TOPIC, new byte[] {1}) > 0);
    assertThat(heard(atBob).author()).isEqualTo(alice.self());
  }

  @Test
  void nobodyHasAMessageForWhichThereAreNoSubscribers() throws Exception {
    meet();
    assertThat(alice.publish(TOPIC, new byte[] {1})).isZero();
    assertThat(alice.subscribers(TOPIC)).isEmpty();
  }

  @Test
  void aMessageIsPassedOnOnceItIsAcceptedAndNotWhenItIsRejected() throws Exception {
    PeerNetwork carol = start();
    BlockingQueue<HeardMessage> atCarol = new LinkedBlockingQueue<>();
    CountDownLatch rejected = new CountDownLatch(1);
    alice.subscribe(TOPIC, hearing(new LinkedBlockingQueue<>()));
    bob.subscribe(
        TOPIC,
        message -> {
          if (message.payload()[0] == 0) {
            rejected.countDown();
            throw new MalformedException("not like this");
          }
          return () -> {};
        });
    carol.subscribe(TOPIC, hearing(atCarol));
    meet();
    carol.connect(bob.self(), bob.addresses(), LIMIT);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                alice.subscribers(TOPIC).size() == 1
                    && bob.view().topics().getFirst().mesh().size() == 2);
    alice.publish(TOPIC, new byte[] {0});
    assertThat(rejected.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    alice.publish(TOPIC, new byte[] {1});
    HeardMessage first = heard(atCarol);
    assertThat(first.payload()).containsExactly(1);
    assertThat(first.author()).isEqualTo(alice.self());
  }

  @Test
  void nothingIsServedOrJoinedTwice() {
    bob.serve(new ProtocolBinding(PROTOCOL, 1, PeerNetworkContract::echo));
    assertThatIllegalStateException()
        .isThrownBy(() -> bob.serve(new ProtocolBinding(PROTOCOL, 1, _ -> {})));
    bob.subscribe(TOPIC, hearing(new LinkedBlockingQueue<>()));
    assertThatIllegalStateException()
        .isThrownBy(() -> bob.subscribe(TOPIC, hearing(new LinkedBlockingQueue<>())));
  }

  final PeerNetwork start() throws IOException {
    PeerNetwork network = networks.start();
    all.add(network);
    return network;
  }

  final void meet() throws IOException {
    alice.connect(bob.self(), bob.addresses(), LIMIT);
  }

  final void serve(StreamHandler handler) throws IOException {
    bob.serve(new ProtocolBinding(PROTOCOL, 16, handler));
    meet();
  }

  final Stream open() throws IOException {
    Stream stream = alice.open(bob.self(), PROTOCOL, LIMIT);
    stream.readTimeout(LIMIT);
    return stream;
  }

  /** Writes for as long as somebody takes it, and tells how many bytes that were. */
  static int writeUntilThereIsNoRoom(Stream stream) throws IOException {
    byte[] piece = new byte[64 << 10];
    int written = 0;
    while (written < 64 * MIB) {
      try {
        stream.output().write(piece);
        stream.output().flush();
        written += piece.length;
      } catch (SocketTimeoutException full) {
        return written;
      }
    }
    throw new AssertionError("somebody holds " + written + " bytes that nobody reads");
  }

  static void holdUntil(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("waited in vain");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(interrupted.getMessage());
    }
  }

  private static void answers(Stream stream) throws IOException {
    stream.readTimeout(LIMIT);
    stream.output().write(42);
    stream.output().flush();
    if (stream.input().read() != 42) {
      throw new IOException("no echo");
    }
  }

  private static void echo(Stream stream) throws IOException {
    byte[] piece = new byte[16 << 10];
    int count;
    while ((count = stream.input().read(piece)) >= 0) {
      stream.output().write(piece, 0, count);
      stream.output().flush();
    }
  }

  private static TopicReader hearing(BlockingQueue<HeardMessage> heard) {
    return message -> () -> heard.add(message);
  }

  private static HeardMessage heard(BlockingQueue<HeardMessage> queue) throws InterruptedException {
    @Nullable HeardMessage message = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
