package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.noise.NoiseHandshake;
import io.grapevine.libp2p.noise.NoiseIdentity;
import io.grapevine.libp2p.noise.NoiseSession;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ByteBudget;
import io.grapevine.libp2p.yamux.YamuxConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Turns a connected socket into a {@link MuxConnection}: multistream-select to Noise, the Noise
 * handshake, and Yamux, which is agreed on inside the handshake or, if the remote does not know
 * how, by multistream-select over the encrypted channel. The whole has one deadline. The socket is
 * closed if anything fails.
 */
public final class Upgrader {
  private static final String YAMUX = "/yamux/1.0.0";
  private static final List<String> MUXERS = List.of(YAMUX);
  private static final List<String> SECURITY = List.of(NoiseHandshake.PROTOCOL_ID);

  private final NoiseIdentity identity;
  private final SecureRandom random;
  private final YamuxConfig yamux;
  private final ConnectionTimes times;
  private final ByteBudget memory;

  /**
   * @param memory shared out among the connections
   */
  public Upgrader(
      NoiseIdentity identity,
      SecureRandom random,
      YamuxConfig yamux,
      ConnectionTimes times,
      ByteBudget memory) {
    this.memory = memory;
    this.identity = identity;
    this.random = random;
    this.yamux = yamux;
    this.times = times;
  }

  /**
   * Upgrades a socket that this side connected. The connection is not started yet.
   *
   * @param expected who must answer; empty takes whoever does
   * @throws io.grapevine.libp2p.noise.NoiseException among others if somebody else answers
   */
  public MuxConnection dialed(
      Socket socket, Optional<PeerId> expected, Duration timeout, ConnectionListener listener)
      throws IOException {
    return upgrade(
        socket,
        timeout,
        listener,
        true,
        (in, out) -> {
          require(ProtocolSelection.propose(in, out, SECURITY));
          NoiseHandshake handshake =
              expected.isPresent()
                  ? NoiseHandshake.initiator(identity, expected.get(), MUXERS, random)
                  : NoiseHandshake.initiator(identity, MUXERS, random);
          return NoiseUpgrade.initiate(handshake, in, out);
        });
  }

  /** Upgrades a socket that was accepted. The connection is not started yet. */
  public MuxConnection accepted(Socket socket, Duration timeout, ConnectionListener listener)
      throws IOException {
    return upgrade(
        socket,
        timeout,
        listener,
        false,
        (in, out) -> {
          ProtocolSelection.answer(in, out, SECURITY::contains);
          NoiseHandshake handshake = NoiseHandshake.responder(identity, MUXERS, random);
          return NoiseUpgrade.complete(handshake, in, out);
        });
  }

  /** The part of an upgrade that differs between the two sides. */
  @FunctionalInterface
  private interface Handshake {
    NoiseSession run(DeadlineInput in, OutputStream out) throws IOException;
  }

  private MuxConnection upgrade(
      Socket socket,
      Duration timeout,
      ConnectionListener listener,
      boolean outbound,
      Handshake handshake)
      throws IOException {
    try {
      socket.setTcpNoDelay(true);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      DeadlineInput in = DeadlineInput.of(socket, out, System.nanoTime() + timeout.toNanos());
      NoiseSession session = handshake.run(in, out);
      out.flush();
      SecureChannel channel = new SecureChannel(socket, session, in);
      if (session.muxer().isEmpty()) {
        negotiateMuxer(channel, outbound);
      }
      channel.handshakeOver();
      return new MuxConnection(
          channel, outbound, yamux, times, listener, memory.open(session.remotePeer()));
    } catch (IOException | RuntimeException e) {
      Sockets.closeQuietly(socket);
      throw e;
    }
  }

  private static void negotiateMuxer(SecureChannel channel, boolean outbound) throws IOException {
    ChannelStreams streams = new ChannelStreams(channel);
    if (outbound) {
      require(ProtocolSelection.propose(streams.input(), streams.output(), MUXERS));
    } else {
      ProtocolSelection.answer(streams.input(), streams.output(), MUXERS::contains);
      streams.output().flush();
    }
  }

  private static void require(Optional<String> agreed) throws IOException {
    if (agreed.isEmpty()) {
      throw new IOException(
          "remote speaks no protocol of ours for securing or sharing a connection");
    }
  }
}
