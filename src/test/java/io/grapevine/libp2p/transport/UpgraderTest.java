package io.grapevine.libp2p.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.noise.NoiseHandshake;
import io.grapevine.libp2p.noise.NoiseIdentity;
import io.grapevine.libp2p.noise.NoiseSession;
import io.grapevine.libp2p.resources.ByteBudget;
import io.grapevine.libp2p.yamux.YamuxConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpgraderTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final SecureRandom random = new SecureRandom();
  private final KeyPair dialerKey = KeyPair.generate(random);
  private final KeyPair listenerKey = KeyPair.generate(random);
  private final NoiseIdentity dialerIdentity = NoiseIdentity.create(dialerKey, random);
  private final Upgrader dialer = upgrader(dialerIdentity);
  private final Upgrader listener = upgrader(NoiseIdentity.create(listenerKey, random));
  private final Recorder recorder = new Recorder();
  private Socket near;
  private Socket far;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      near = new Socket(server.getInetAddress(), server.getLocalPort());
      far = server.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
  }

  @Test
  void provesBothIdentitiesAndAgreesOnTheSameTranscript() throws IOException {
    CompletableFuture<MuxConnection> accepted = accept();
    MuxConnection dialed =
        dialer.dialed(near, Optional.of(listenerKey.peerId()), SOON, new Recorder());

    assertThat(dialed.remotePeer()).isEqualTo(listenerKey.peerId());
    assertThat(accepted.join().remotePeer()).isEqualTo(dialerKey.peerId());
    assertThat(dialed.noise().transcript()).isEqualTo(accepted.join().noise().transcript());
  }

  @Test
  void negotiatesTheMuxerWithARemoteThatKnowsNoExtensions() throws Exception {
    CompletableFuture<MuxConnection> accepted = accept();
    DeadlineInput in =
        DeadlineInput.of(near, near.getOutputStream(), System.nanoTime() + SOON.toNanos());
    ProtocolSelection.propose(in, near.getOutputStream(), List.of("/noise"));
    NoiseHandshake handshake = NoiseHandshake.initiator(dialerIdentity, List.of(), random);
    NoiseSession session = NoiseUpgrade.initiate(handshake, in, near.getOutputStream());
    SecureChannel channel = new SecureChannel(near, session, in);
    ChannelStreams streams = new ChannelStreams(channel);
    // A yamux frame right behind the proposal must reach the session.
    ProtocolSelection selection =
        ProtocolSelection.begin(streams.input(), streams.output(), List.of("/yamux/1.0.0"));
    streams.output().write(new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 'h', 'i'});

    assertThat(selection.agree()).contains("/yamux/1.0.0");
    MuxConnection connection = accepted.join();
    connection.start();
    MuxStream stream = recorder.opened.poll(10, TimeUnit.SECONDS);
    assertThat(stream.input().readNBytes(2)).isEqualTo("hi".getBytes(UTF_8));
    connection.abort();
  }

  @Test
  void closesTheSocketWhenTheHandshakeFails() throws IOException {
    CompletableFuture<MuxConnection> accepted = accept();
    near.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));

    assertThatThrownBy(accepted::join).isInstanceOf(CompletionException.class);
    assertThat(far.isClosed()).isTrue();
  }

  @Test
  void saysGoodbyeBeforeItCloses() throws IOException {
    CompletableFuture<MuxConnection> accepted = accept();
    Recorder dialerSide = new Recorder();
    MuxConnection dialed = dialer.dialed(near, Optional.empty(), SOON, dialerSide);
    MuxConnection inbound = accepted.join();
    dialed.start();
    inbound.start();
    MuxStream stream = dialed.open(SOON);
    stream.output().write(1);
    stream.output().flush();
    dialed.close();

    assertThat(dialerSide.ended.join().kind()).isEqualTo(CloseReason.Kind.LOCAL);
    assertThat(recorder.ended.join().kind()).isEqualTo(CloseReason.Kind.REMOTE);
  }

  @Test
  void readsTheLastWordOfARemoteThatIsGone() throws Exception {
    MuxStream stream = leftBehind("bye".getBytes(UTF_8), true);

    assertThat(stream.input().readAllBytes()).isEqualTo("bye".getBytes(UTF_8));
    assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(SocketException.class);
  }

  @Test
  void tellsThatARemoteWasGoneBeforeItsLastWord() throws Exception {
    MuxStream stream = leftBehind("by".getBytes(UTF_8), false);

    assertThat(stream.input().readNBytes(2)).isEqualTo("by".getBytes(UTF_8));
    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void dropsWhatARemoteHasSentOnceTheConnectionIsAborted() throws Exception {
    CompletableFuture<MuxConnection> accepted = accept();
    MuxConnection dialed = dialer.dialed(near, Optional.empty(), SOON, new Recorder());
    dialed.start();
    accepted.join().start();
    MuxStream sent = dialed.open(SOON);
    sent.output().write(1);
    sent.closeWrite();
    MuxStream stream = recorder.opened.poll(10, TimeUnit.SECONDS);
    accepted.join().abort();

    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketException.class);
  }

  /** A stream that nobody has read from before the remote was gone. */
  private MuxStream leftBehind(byte[] sent, boolean finished) throws Exception {
    CompletableFuture<MuxConnection> accepted = accept();
    MuxConnection dialed = dialer.dialed(near, Optional.empty(), SOON, new Recorder());
    dialed.start();
    accepted.join().start();
    MuxStream stream = dialed.open(SOON);
    stream.output().write(sent);
    stream.output().flush();
    if (finished) {
      stream.closeWrite();
    }
    dialed.close();
    assertThat(recorder.ended.get(10, TimeUnit.SECONDS).kind()).isEqualTo(CloseReason.Kind.REMOTE);
    return recorder.opened.remove();
  }

  @Test
  void closesARemoteThatStaysSilentForTooLong() throws IOException {
    CompletableFuture<MuxConnection> accepted = accept();
    dialer.dialed(near, Optional.empty(), SOON, new Recorder());
    MuxConnection inbound = accepted.join();
    inbound.start();
    inbound.tick(System.nanoTime() + Duration.ofSeconds(6).toNanos());
    assertThat(recorder.ended).isNotDone();
    inbound.tick(System.nanoTime() + Duration.ofSeconds(20).toNanos());

    assertThat(recorder.ended.join().kind()).isEqualTo(CloseReason.Kind.UNRESPONSIVE);
  }

  @Test
  void endsAConnectionWhoseRemoteBreaksTheMultiplexer() throws Exception {
    CompletableFuture<MuxConnection> accepted = accept();
    DeadlineInput in =
        DeadlineInput.of(near, near.getOutputStream(), System.nanoTime() + SOON.toNanos());
    ProtocolSelection.propose(in, near.getOutputStream(), List.of("/noise"));
    NoiseHandshake handshake =
        NoiseHandshake.initiator(dialerIdentity, List.of("/yamux/1.0.0"), random);
    NoiseSession session = NoiseUpgrade.initiate(handshake, in, near.getOutputStream());
    accepted.join().start();
    SecureChannel channel = new SecureChannel(near, session, in);
    channel.sendBuffer(12)[channel.plaintextStart()] = 9;
    channel.send(channel.plaintextStart() + 12);

    assertThat(recorder.ended.get(10, TimeUnit.SECONDS).kind())
        .isEqualTo(CloseReason.Kind.VIOLATION);
    byte[][] goodbye = new byte[1][];
    int unused =
        channel.receive(
            (buffer, offset, length) -> {
              goodbye[0] = java.util.Arrays.copyOfRange(buffer, offset, offset + length);
            });
    assertThat(unused).isPositive();
    assertThat(goodbye[0]).containsExactly(0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  private CompletableFuture<MuxConnection> accept() {
    CompletableFuture<MuxConnection> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(listener.accepted(far, SOON, recorder));
              } catch (IOException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private Upgrader upgrader(NoiseIdentity identity) {
    ConnectionTimes times =
        new ConnectionTimes(Duration.ofSeconds(5), Duration.ofSeconds(15), SOON, SOON);
    return new Upgrader(
        identity, random, YamuxConfig.DEFAULT, times, new ByteBudget(1 << 30, 1 << 30));
  }

  /** Notes what a connection reports. */
  private static final class Recorder implements ConnectionListener {
    private final BlockingQueue<MuxStream> opened = new ArrayBlockingQueue<>(16);
    private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();

    @Override
    public void streamOpened(MuxConnection connection, MuxStream stream) {
      opened.add(stream);
    }

    @Override
    public void closed(MuxConnection connection, CloseReason reason) {
      ended.complete(reason);
    }

    @Override
    public void streamRefused(MuxConnection connection, StreamRefusal refusal) {}

    @Override
    public void bytesIn(long bytes) {}

    @Override
    public void bytesOut(long bytes) {}
  }
}
