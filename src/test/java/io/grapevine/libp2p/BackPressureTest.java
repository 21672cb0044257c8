package io.grapevine.libp2p;

import static io.grapevine.libp2p.LoopbackPeers.SOON;
import static io.grapevine.libp2p.LoopbackPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.LoopbackPeers.LoopbackPeer;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.yamux.YamuxConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A remote that does not read costs us a window and a buffer, and nobody else anything. */
@Timeout(60)
class BackPressureTest {

  private static final String BULK = "/test/bulk/1";
  private static final String MUTE = "/test/mute/1";
  private static final int BYTES = 20 << 20;
  private static final int CHUNK = 64 * 1024;

  private final LoopbackPeers peers = new LoopbackPeers();
  private final CountDownLatch readOn = new CountDownLatch(1);
  private final AtomicLong read = new AtomicLong();
  private LoopbackPeer sender;
  private LoopbackPeer receiver;

  @BeforeEach
  void connect() throws IOException {
    sender = peers.start();
    receiver = peers.start().serve(BULK, this::readHalfAndWait).serve(MUTE, this::writeOnly);
    sender.serve(MUTE, this::writeOnly);
    sender.connect(receiver);
  }

  @AfterEach
  void close() {
    readOn.countDown();
    peers.close();
  }

  @Test
  void memoryStaysFlatAndOtherStreamsQuickWhenTheRemoteStopsInTheMiddleOfTwentyMebibytes()
      throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Void> writer = inBackground(() -> write(written));
    eventually(() -> assertThat(read).hasValue(BYTES / 2));
    // Nothing moves any more: all that can wait somewhere is waiting.
    eventually(() -> assertThat(receiver.host.bufferedBytes()).isPositive());
    long slowest = 0;
    for (int i = 0; i < 200; i++) {
      long start = System.nanoTime();
      assertThat(sender.ask(receiver, new byte[] {1})).hasSize(1);
      slowest = Math.max(slowest, System.nanoTime() - start);
    }

    long window = YamuxConfig.DEFAULT.maxReceiveWindow();
    assertThat(written.get() - read.get())
        .isBetween(YamuxConfig.WINDOW_BYTES / 2L, window + 4 * CHUNK);
    assertThat(receiver.host.bufferedBytes()).isLessThanOrEqualTo(window);
    assertThat(sender.host.bufferedBytes()).isLessThanOrEqualTo(4 * CHUNK);
    assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(1));

    readOn.countDown();
    writer.get(SOON.toSeconds(), TimeUnit.SECONDS);
    eventually(() -> assertThat(read).hasValue(BYTES));
  }

  @Test
  void twoPeersThatBothWriteAndNeitherReadsStillServeOtherStreams() throws Exception {
    List<Stream> stuck = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      stuck.add(fill(sender, receiver));
      stuck.add(fill(receiver, sender));
    }
    eventually(() -> assertThat(sender.host.bufferedBytes()).isGreaterThan(8 * CHUNK));
    eventually(() -> assertThat(receiver.host.bufferedBytes()).isGreaterThan(8 * CHUNK));

    for (int i = 0; i < 20; i++) {
      assertThat(sender.ask(receiver, new byte[] {1})).hasSize(1);
      assertThat(receiver.ask(sender, new byte[] {2})).hasSize(1);
    }
    assertThat(sender.host.ping(receiver.id(), SOON)).isPositive();
    stuck.forEach(Stream::reset);
  }

  /** A stream on which both ends write as much as they can and neither reads. */
  private static Stream fill(LoopbackPeer from, LoopbackPeer to) throws Exception {
    Stream stream = from.open(to, MUTE);
    Thread.ofVirtual().start(() -> writeUntilReset(stream));
    return stream;
  }

  private void writeOnly(Stream stream) {
    writeUntilReset(stream);
  }

  private static void writeUntilReset(Stream stream) {
    try {
      while (true) {
        stream.output().write(new byte[CHUNK]);
        stream.output().flush();
      }
    } catch (IOException e) {
      stream.reset();
    }
  }

  private void write(AtomicLong written) throws IOException {
    try (Stream stream = sender.open(receiver, BULK)) {
      for (int i = 0; i < BYTES / CHUNK; i++) {
        stream.output().write(new byte[CHUNK]);
        written.addAndGet(CHUNK);
      }
    }
  }

  private void readHalfAndWait(Stream stream) throws IOException {
    InputStream in = stream.input();
    count(in, BYTES / 2);
    try {
      if (!readOn.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("the test took too long");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
    count(in, BYTES / 2);
  }

  private void count(InputStream in, long bytes) throws IOException {
    byte[] buffer = new byte[CHUNK];
    for (long left = bytes; left > 0; ) {
      int got = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (got < 0) {
        throw new IOException("ended early");
      }
      left -= got;
      read.addAndGet(got);
    }
  }

  /** Something that fails. */
  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }

  private static CompletableFuture<Void> inBackground(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                task.run();
                done.complete(null);
              } catch (IOException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }
}
