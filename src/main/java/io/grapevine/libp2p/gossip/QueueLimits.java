package io.grapevine.libp2p.gossip;

import java.time.Duration;

/**
 * Bounds of what the driver around the router holds.
 *
 * @param mailboxRpcsMax RPCs received but not yet seen by the router; a reader waits above it
 * @param mailboxBytesMax bytes of these RPCs
 * @param outgoingMessagesMax messages waiting for one peer; the oldest is dropped above it
 * @param outgoingBytesMax bytes of these messages
 * @param outgoingControlsMax control RPCs waiting for one peer; above it the stream is reopened,
 *     since a lost GRAFT or PRUNE would leave the two sides with different meshes
 * @param validators messages validated at the same time
 * @param writeWait how long one write to a peer may block before its stream is reset
 * @param openWait how long opening a stream may take
 * @param reopenFirst pause before a stream is opened again; doubled with each failure
 * @param reopenMax longest such pause
 * @param callWait how long a caller waits for the router
 * @param copyPace shortest time between two writes to one peer that hold nothing but copies of
 *     others' messages: what comes sooner goes together, and not at all if the peer shows meanwhile
 *     that it has it; a copy that comes alone goes at once. 0 for none
 */
public record QueueLimits(
    int mailboxRpcsMax,
    int mailboxBytesMax,
    int outgoingMessagesMax,
    int outgoingBytesMax,
    int outgoingControlsMax,
    int validators,
    Duration writeWait,
    Duration openWait,
    Duration reopenFirst,
    Duration reopenMax,
    Duration callWait,
    Duration copyPace) {

  private static final int MIB = 1024 * 1024;

  private static final QueueLimits DEFAULTS =
      new QueueLimits(
          1024,
          16 * MIB,
          256,
          4 * MIB,
          256,
          8,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ZERO);

  public QueueLimits {
    Require.positive("mailboxRpcsMax", mailboxRpcsMax);
    Require.positive("mailboxBytesMax", mailboxBytesMax);
    Require.positive("outgoingMessagesMax", outgoingMessagesMax);
    Require.positive("outgoingBytesMax", outgoingBytesMax);
    Require.positive("outgoingControlsMax", outgoingControlsMax);
    Require.positive("validators", validators);
    Require.positive("writeWait", writeWait);
    Require.positive("openWait", openWait);
    Require.positive("reopenFirst", reopenFirst);
    Require.positive("callWait", callWait);
    Require.that(!copyPace.isNegative(), "copyPace must not be negative");
    Require.that(reopenMax.compareTo(reopenFirst) >= 0, "reopenMax must not be below reopenFirst");
  }

  /** Sized for a coordination service of up to some hundred peers. */
  public static QueueLimits defaults() {
    return DEFAULTS;
  }

  /** The same with another pace of copies. */
  public QueueLimits withCopyPace(Duration other) {
    return new QueueLimits(
        mailboxRpcsMax,
        mailboxBytesMax,
        outgoingMessagesMax,
        outgoingBytesMax,
        outgoingControlsMax,
        validators,
        writeWait,
        openWait,
        reopenFirst,
        reopenMax,
        callWait,
        other);
  }
}
