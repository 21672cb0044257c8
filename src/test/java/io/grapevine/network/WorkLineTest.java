package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Bytes;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkLineTest {
  private static final int ROOM = 1_000;

  private final FakeStream stream = new FakeStream();
  private final WorkLine line = new WorkLine(stream);

  @Test
  void writesWhatTheStreamHasRoomForOnTheThreadOfTheSender() throws Exception {
    line.send(payload(400), Bytes.wrap(new byte[400]));
    line.sendLast(new WorkMessage.Acknowledgement());

    assertThat(stream.written.get()).isGreaterThan(400);
    assertThat(stream.threads).containsExactly(Thread.currentThread().threadId());
    assertThat(stream.closed.await(0, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void neverWritesMoreThanThatOnTheThreadOfTheSender() throws Exception {
    line.send(payload(600), Bytes.wrap(new byte[600]));
    line.send(payload(600), Bytes.wrap(new byte[600]));
    line.sendLast(new WorkMessage.Acknowledgement());

    assertThat(stream.closed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(stream.written.get()).isGreaterThan(1_200);
    assertThat(stream.writtenBy(Thread.currentThread())).isLessThanOrEqualTo(ROOM);
    assertThat(stream.threads).hasSize(2);
  }

  @Test
  void makesWhatIsMadeLaterOnAnotherThread() throws Exception {
    line.send(() -> new WorkLine.Parcel(new WorkMessage.Confirmation(), null, false));
    line.sendLast(new WorkMessage.Acknowledgement());

    assertThat(stream.closed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(stream.writtenBy(Thread.currentThread())).isZero();
  }

  private static WorkMessage payload(int size) {
    return new WorkMessage.Payload("application/json", size);
  }

  /** Takes everything, and knows who wrote it. */
  private static final class FakeStream implements Stream {
    private final PeerId peer = KeyPair.generate(new SecureRandom()).peerId();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger own = new AtomicInteger();
    private final long owner = Thread.currentThread().threadId();
    private final Set<Long> threads = new ConcurrentSkipListSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    int writtenBy(Thread thread) {
      assertThat(thread.threadId()).isEqualTo(owner);
      return own.get();
    }

    @Override
    public int promptBytes() {
      return ROOM;
    }

    @Override
    public PeerId remotePeer() {
      return peer;
    }

    @Override
    public String protocol() {
      return Topics.WORK_PROTOCOL;
    }

    @Override
    public boolean outbound() {
      return true;
    }

    @Override
    public InputStream input() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public OutputStream output() {
      return new OutputStream() {
        @Override
        public void write(int one) {
          write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
          long thread = Thread.currentThread().threadId();
          threads.add(thread);
          written.addAndGet(length);
          own.addAndGet(thread == owner ? length : 0);
        }
      };
    }

    @Override
    public void readTimeout(Duration timeout) {}

    @Override
    public void writeTimeout(Duration timeout) {}

    @Override
    public void closeWrite() {}

    @Override
    public void reset() {}

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
