package io.grapevine.benchmark;

import static java.util.Comparator.comparingDouble;

import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.PeerListener;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Request and response of 1 KiB between two hosts in one JVM over loopback TCP, a new stream per
 * request, both ends half-close; time runs from asking for the stream to the last byte. Then dial,
 * handshake and Identify, eight clients against one server.
 *
 * <p>Arguments: seconds per run (6), seconds of warm-up (5), runs (3). Prints the median run.
 */
public final class StreamEchoBenchmark {
  private static final String ECHO = "/benchmark/echo/1";
  private static final int REQUEST_BYTES = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int DIALERS = 8;

  private final Host client;
  private final Host server;
  private final Queue<Dialer> dialers = new ConcurrentLinkedQueue<>();

  private StreamEchoBenchmark() throws IOException {
    client = host();
    server = host();
    server.register(new ProtocolBinding(ECHO, 1000, StreamEchoBenchmark::answer));
    for (int i = 0; i < DIALERS; i++) {
      dialers.add(new Dialer(host()));
    }
    client.connect(server.peerId(), server.addresses(), PATIENCE);
    while (!client.peerStore().protocols(server.peerId()).contains(ECHO)) {
      Thread.onSpinWait();
    }
  }

  /** One run. */
  private record Figures(double perSecond, double p50Millis, double p99Millis) {
    static Figures of(LongStream nanos, long duration) {
      long[] sorted = nanos.sorted().toArray();
      return new Figures(
          sorted.length / (duration / 1e9),
          sorted[sorted.length / 2] / 1e6,
          sorted[sorted.length * 99 / 100] / 1e6);
    }
  }

  /** Something that is done again and again. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6;
    int warmUp = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    int runs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    StreamEchoBenchmark benchmark = new StreamEchoBenchmark();
    for (int concurrency : new int[] {1, 64}) {
      report(
          "echo, " + concurrency + " in flight",
          () -> measure(concurrency, seconds, benchmark::request),
          () -> measure(concurrency, warmUp, benchmark::request),
          runs);
    }
    report(
        "connections, " + DIALERS + " clients",
        () -> measure(DIALERS, seconds, benchmark::connect),
        () -> measure(DIALERS, warmUp, benchmark::connect),
        runs);
    benchmark.dialers.forEach(dialer -> dialer.host.close());
    benchmark.client.close();
    benchmark.server.close();
  }

  /** A run that gives figures. */
  @FunctionalInterface
  private interface Run {
    Figures figures() throws InterruptedException;
  }

  private static void report(String what, Run run, Run warmUp, int runs)
      throws InterruptedException {
    warmUp.figures();
    List<Figures> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(run.figures());
    }
    all.sort(comparingDouble(Figures::perSecond));
    Figures median = all.get(runs / 2);
    System.out.printf(
        "%-24s %8.0f/s (%.0f to %.0f)  p50 %.3f ms  p99 %.3f ms%n",
        what,
        median.perSecond,
        all.getFirst().perSecond,
        all.getLast().perSecond,
        median.p50Millis,
        median.p99Millis);
  }

  private static Figures measure(int concurrency, int seconds, Work work)
      throws InterruptedException {
    ConcurrentLinkedQueue<long[]> all = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) {
      threads.add(Thread.ofVirtual().start(() -> all.add(repeat(end, work))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Figures.of(all.stream().flatMapToLong(Arrays::stream), System.nanoTime() - start);
  }

  private static long[] repeat(long end, Work work) {
    long[] nanos = new long[1024];
    int count = 0;
    for (long now = System.nanoTime(); now < end; ) {
      try {
        work.run();
      } catch (IOException e) {
        throw new IllegalStateException("benchmark failed", e);
      }
      long done = System.nanoTime();
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = done - now;
      now = done;
    }
    return Arrays.copyOf(nanos, count);
  }

  private void request() throws IOException {
    byte[] request = new byte[REQUEST_BYTES];
    try (Stream stream = client.open(server.peerId(), List.of(ECHO), PATIENCE)) {
      stream.output().write(request);
      stream.closeWrite();
      int received = stream.input().readAllBytes().length;
      if (received != REQUEST_BYTES) {
        throw new IOException("echo has " + received + " bytes");
      }
    }
  }

  /** One of the clients dials, is identified, leaves, and waits until it is gone. */
  private void connect() throws IOException {
    Dialer dialer = dialers.remove();
    try {
      dialer.host.connect(server.peerId(), server.addresses(), PATIENCE);
      dialer.await(dialer.identified);
      dialer.host.disconnect(server.peerId());
      dialer.await(dialer.gone);
    } finally {
      dialers.add(dialer);
    }
  }

  /** A host that is asked to connect again and again. */
  private static final class Dialer implements PeerListener {
    private final Host host;
    private final Semaphore identified = new Semaphore(0);
    private final Semaphore gone = new Semaphore(0);

    private Dialer(Host host) {
      this.host = host;
      host.addListener(this);
    }

    @Override
    public void peerIdentified(PeerId peer, Set<String> protocols) {
      identified.release();
    }

    @Override
    public void peerDisconnected(PeerId peer) {
      gone.release();
    }

    private void await(Semaphore event) throws IOException {
      try {
        if (!event.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IOException("peer was not identified, or did not go, in time");
        }
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
  }

  private static void answer(Stream stream) throws IOException {
    stream.output().write(stream.input().readAllBytes());
    stream.closeWrite();
  }

  private static Host host() throws IOException {
    Host host =
        Host.builder()
            .keyPair(KeyPair.generate(new SecureRandom()))
            .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
            .build();
    host.start();
    return host;
  }
}
