package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.ProtocolVersion;
import io.grapevine.libp2p.gossip.QueueLimits;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.host.DialException;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream that we write to one connected peer, for as long as it is connected: opened, and
 * opened again with back-off when it breaks, or a peer that reset it once would stay unheard for
 * ever. One virtual thread opens and writes, another one waits for the stream's end, which an idle
 * writer would not notice.
 */
final class PeerLink {

  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  /** How often it is looked whether the stream's connection is given up. */
  private static final Duration MOVE_CHECK = Duration.ofSeconds(1);

  /** How long the remote has to read what a stream that we leave still holds. */
  private static final Duration LEAVE_WAIT = Duration.ofSeconds(2);

  private final PeerId peer;
  private final Network network;
  private final RouterLoop router;
  private final GossipConfig config;
  private final QueueLimits limits;
  private final OutgoingQueue queue;
  private final Consumer<PeerLink> ended;

  /** Permits shorten the wait before the next try. */
  private final Semaphore pokes = new Semaphore(0);

  private final Thread writer;
  private final Runnable dropped;
  private volatile boolean retired;

  /** When the router was last told that messages were dropped; on the router's thread only. */
  private long slowTold;

  private boolean slowEver;

  /**
   * @param ended called when the link ends because the peer proves not to be connected
   * @param dropped called for every message that a full queue loses
   */
  PeerLink(
      PeerId peer,
      Network network,
      RouterLoop router,
      GossipConfig config,
      Consumer<PeerLink> ended,
      Runnable dropped) {
    this.peer = peer;
    this.network = network;
    this.router = router;
    this.config = config;
    this.limits = config.queues();
    this.ended = ended;
    this.dropped = dropped;
    this.queue = new OutgoingQueue(limits, network.memory(peer), this::lost);
    this.writer =
        Thread.ofVirtual().name("pubsub-writer-" + peer.toShortString()).unstarted(this::run);
  }

  /** Who is at the other end. */
  PeerId peer() {
    return peer;
  }

  void start() {
    writer.start();
  }

  /** The peer is gone, or we stop. */
  void retire() {
    retired = true;
    queue.breakOff();
    writer.interrupt();
  }

  /** Something has changed that makes another try worth it. */
  void poke() {
    pokes.release();
  }

  void send(Rpc control) {
    queue.addControl(control);
  }

  /** Queues a message; false if there is no stream now. */
  boolean send(OutgoingMessage message) {
    return queue.addMessage(message);
  }

  /** The peer has a message: no copy of it need be sent. */
  void withdraw(MessageId message) {
    queue.withdraw(message);
  }

  /** Messages are queued, and so lost, on the router's thread alone. */
  private void lost() {
    dropped.run();
    long now = System.nanoTime();
    if (!slowEver || now - slowTold >= config.times().heartbeat().toNanos()) {
      slowEver = true;
      slowTold = now;
      router.post(new Event.PeerSlow(peer, false));
    }
  }

  private void run() {
    Duration pause = limits.reopenFirst();
    try {
      while (!retired && network.isConnected(peer)) {
        long opened = System.nanoTime();
        Duration next = serveOnce() ? pause : limits.reopenMax();
        Duration lived = Duration.ofNanos(System.nanoTime() - opened);
        if (lived.compareTo(limits.reopenMax()) > 0) {
          next = limits.reopenFirst();
        }
        pause = longer(next);
        pokes.drainPermits();
        boolean poked = !retired && pokes.tryAcquire(jittered(next), TimeUnit.NANOSECONDS);
        if (poked) {
          pause = limits.reopenFirst();
        }
      }
    } catch (InterruptedException e) {
      // Only retire() interrupts; there is nothing left to do.
      LOG.trace("writer for {} stops", peer.toShortString(), e);
    } finally {
      queue.close();
      ended.accept(this);
    }
  }

  /** Opens the stream and writes until it ends; false if the peer does not speak pubsub at all. */
  private boolean serveOnce() throws InterruptedException {
    try {
      int number = queue.renew();
      Runnable ready = queue::accept;
      while (serveNext(number, ready)) {
        LOG.debug("pubsub stream to {} moves to another connection", peer.toShortString());
        number = queue.number();
        ready = queue::resume;
      }
    } catch (DialException e) {
      LOG.debug("no pubsub stream to {}: {}", peer.toShortString(), e.getMessage());
      return e.reason() != DialException.Reason.PROTOCOL_UNSUPPORTED;
    } catch (IOException e) {
      LOG.debug("pubsub stream to {} ended: {}", peer.toShortString(), e.getMessage());
    }
    return true;
  }

  /** Opens a stream and writes until it ends; true if it was left and another one shall follow. */
  private boolean serveNext(int number, Runnable ready) throws IOException, InterruptedException {
    boolean left = false;
    try {
      Stream stream = network.open(peer, ProtocolVersion.protocolIds(), limits.openWait());
      try {
        left = serve(stream, number, ready);
      } finally {
        stream.reset();
      }
    } finally {
      if (!left) {
        queue.breakOff();
        router.post(new Event.OutgoingClosed(peer));
      }
    }
    return left;
  }

  private boolean serve(Stream stream, int number, Runnable ready)
      throws IOException, InterruptedException {
    ProtocolVersion version =
        ProtocolVersion.of(stream.protocol())
            .orElseThrow(() -> new IOException("negotiated " + stream.protocol()));
    stream.writeTimeout(limits.writeWait());
    Thread watcher =
        Thread.ofVirtual()
            .name("pubsub-watcher-" + peer.toShortString())
            .start(() -> watch(stream, number));
    // The queue opens on the router's thread, or something could come in front of the hello.
    router.post(new Event.OutgoingOpened(peer, version), ready);
    try {
      write(stream.output());
      if (!queue.takeLeft()) {
        return false;
      }
      // The remote ends its direction when it has read all, which must be before it sees another
      // stream of ours: it would drop this one, and what is still in it.
      stream.closeWrite();
      watcher.join(LEAVE_WAIT);
      return true;
    } catch (SocketTimeoutException e) {
      router.post(new Event.PeerSlow(peer, true));
      throw e;
    } finally {
      watcher.interrupt();
    }
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    while (true) {
      OutgoingQueue.Batch batch = queue.take();
      if (batch.broken()) {
        return;
      }
      for (Rpc control : batch.controls()) {
        for (byte[] rpc : RpcEncoder.encode(control, config.rpc())) {
          out.write(LengthPrefixed.frame(rpc));
        }
      }
      for (OutgoingMessage message : batch.messages()) {
        message.writeTo(out);
      }
      if (batch.last()) {
        out.flush();
      }
    }
  }

  /** Nothing is ever sent to us on this stream: any answer but a time-out is its end. */
  private void watch(Stream stream, int number) {
    try {
      stream.readTimeout(MOVE_CHECK);
      awaitEnd(stream, number);
      LOG.debug("{} ended our pubsub stream", peer.toShortString());
    } catch (IOException e) {
      LOG.trace("pubsub stream to {} broke", peer.toShortString(), e);
    }
    queue.breakOff(number);
  }

  private void awaitEnd(Stream stream, int number) throws IOException {
    while (true) {
      try {
        // A byte or the end: both mean that the stream is of no use any more.
        int answer = stream.input().read();
        LOG.trace("pubsub stream to {} answered {}", peer.toShortString(), answer);
        return;
      } catch (SocketTimeoutException e) {
        // A silent stream is a healthy one, as long as its connection is.
        if (network.shouldMove(stream)) {
          queue.leave(number);
        }
      }
    }
  }

  private Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(limits.reopenMax()) > 0 ? limits.reopenMax() : doubled;
  }

  /** Between half and all of the pause, so that peers that lost each other do not retry in step. */
  private static long jittered(Duration pause) {
    long nanos = pause.toNanos();
    return nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
  }
}
