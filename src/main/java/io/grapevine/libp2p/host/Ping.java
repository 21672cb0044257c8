package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Ping (libp2p specification "ping"): 32 bytes there and back, repeated on one stream for as long
 * as the dialer likes.
 */
final class Ping {
  static final String ID = "/ipfs/ping/1.0.0";

  private static final int BYTES = 32;
  private static final int STREAMS_PER_PEER = 2;

  /** Some implementations keep the stream open between pings that are minutes apart. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final OutboundStreams streams;
  private final SecureRandom random;

  Ping(OutboundStreams streams, SecureRandom random) {
    this.streams = streams;
    this.random = random;
  }

  void register(Protocols protocols) {
    protocols.register(new ProtocolBinding(ID, STREAMS_PER_PEER, Ping::answer));
  }

  /**
   * Time from sending to the complete answer, on a new stream. It is closed only after the answer:
   * js-libp2p keeps a ping stream whose end came together with the question, and resets the next
   * ones.
   */
  Duration ping(PeerId peer, Deadline deadline) throws IOException {
    byte[] question = new byte[BYTES];
    random.nextBytes(question);
    try (Stream stream = streams.open(peer, List.of(ID), deadline)) {
      stream.readTimeout(deadline.left());
      long start = System.nanoTime();
      stream.output().write(question);
      stream.output().flush();
      byte[] answer = stream.input().readNBytes(BYTES);
      long end = System.nanoTime();
      if (!Arrays.equals(question, answer)) {
        stream.reset();
        throw new EOFException("peer did not answer the ping with its bytes");
      }
      return Duration.ofNanos(end - start);
    }
  }

  private static void answer(Stream stream) throws IOException {
    stream.readTimeout(IDLE);
    byte[] question = stream.input().readNBytes(BYTES);
    try {
      while (question.length == BYTES) {
        stream.output().write(question);
        stream.output().flush();
        question = stream.input().readNBytes(BYTES);
      }
    } catch (SocketException e) {
      // go-libp2p ends a stream on which it was answered by resetting it.
    }
  }
}
