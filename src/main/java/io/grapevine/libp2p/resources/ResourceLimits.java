package io.grapevine.libp2p.resources;

/**
 * The limits of a host.
 *
 * @param connections of connections and what leads to them
 * @param streams of streams over all connections; each connection has limits of its own in {@code
 *     YamuxConfig}
 * @param memory of bytes
 */
public record ResourceLimits(Connections connections, Streams streams, Memory memory) {
  /** The figures given below, for the heap of this process. */
  public static final ResourceLimits DEFAULT =
      new ResourceLimits(
          Connections.DEFAULT, Streams.DEFAULT, Memory.ofHeap(Runtime.getRuntime().maxMemory()));

  /** The same with other limits of connections. */
  public ResourceLimits with(Connections other) {
    return new ResourceLimits(other, streams, memory);
  }

  /** The same with other limits of streams. */
  public ResourceLimits with(Streams other) {
    return new ResourceLimits(connections, other, memory);
  }

  /** The same with other limits of bytes. */
  public ResourceLimits with(Memory other) {
    return new ResourceLimits(connections, streams, other);
  }

  /**
   * How many connections; all positive.
   *
   * @param total of both directions (512)
   * @param inbound dialled by others (448), below the total so that this host can still dial
   * @param outbound dialled by this host (512)
   * @param perPeer with one peer (8); more than one is normal for a moment when both dial
   * @param perSource inbound from one {@link SourceAddress} (256)
   * @param handshakes inbound connections whose handshake is not finished (256)
   * @param handshakesPerSource of these from one {@link SourceAddress} (64), and never more than
   *     are free
   * @param dials under way at once (64)
   * @param waitingDials dials that wait for others to end (448)
   */
  public record Connections(
      int total,
      int inbound,
      int outbound,
      int perPeer,
      int perSource,
      int handshakes,
      int handshakesPerSource,
      int dials,
      int waitingDials) {
    /** The figures given above. */
    public static final Connections DEFAULT = of(512);

    public Connections {
      requirePositive(
          "limits of connections",
          total,
          inbound,
          outbound,
          perPeer,
          perSource,
          handshakes,
          handshakesPerSource,
          dials,
          waitingDials);
      if (perPeer < 2) {
        throw new IllegalArgumentException(
            "connections per peer must be at least 2, because both ends may dial at once");
      }
    }

    /** The figures given above for another total. */
    public static Connections of(int total) {
      return new Connections(
          total,
          Math.max(1, total - total / 8),
          total,
          8,
          Math.max(1, total / 2),
          256,
          64,
          64,
          448);
    }
  }

  /**
   * How many streams; all positive.
   *
   * @param inbound opened by others (16384)
   * @param outbound opened by this host (16384)
   * @param inboundPerPeer opened by one peer (1024)
   * @param outboundPerPeer opened to one peer (1024)
   * @param perProtocol inbound of one protocol (8192); how many of them one peer may open is said
   *     by the protocol's binding
   */
  public record Streams(
      int inbound, int outbound, int inboundPerPeer, int outboundPerPeer, int perProtocol) {
    /** The figures given above. */
    public static final Streams DEFAULT = new Streams(16_384, 16_384, 1024, 1024, 8192);

    public Streams {
      requirePositive(
          "limits of streams", inbound, outbound, inboundPerPeer, outboundPerPeer, perProtocol);
    }
  }

  /**
   * How many bytes; all positive.
   *
   * @param buffered for streams of all connections, received and unread or written and unsent (an
   *     eighth of the heap, between 16 MiB and 1 GiB)
   * @param bufferedPerPeer of these for one peer (32 MiB), and never more than are free
   * @param gossip messages that wait to be sent to subscribers, counted for each (a sixteenth of
   *     the heap, between 8 MiB and 512 MiB)
   */
  public record Memory(long buffered, long bufferedPerPeer, long gossip) {
    private static final long MIB = 1L << 20;

    public Memory {
      if (buffered < MIB || bufferedPerPeer < MIB || gossip < MIB) {
        throw new IllegalArgumentException("limits of bytes must be at least 1 MiB");
      }
    }

    /** The figures given above for a heap of so many bytes at most. */
    public static Memory ofHeap(long heapBytes) {
      return new Memory(
          Math.clamp(heapBytes / 8, 16 * MIB, 1024 * MIB),
          32 * MIB,
          Math.clamp(heapBytes / 16, 8 * MIB, 512 * MIB));
    }
  }

  private static void requirePositive(String what, int... values) {
    for (int value : values) {
      if (value < 1) {
        throw new IllegalArgumentException(what + " must be positive: " + value);
      }
    }
  }
}
