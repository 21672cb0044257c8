package io.grapevine.network;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Receipt;
import io.grapevine.job.TraceParent;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.WorkLine.Parcel;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The worker's end of one attempt. {@link #serve} runs on the stream's own thread; the other
 * methods come from the loop thread and never block. What the desk says before it has answered the
 * award on this stream was meant for an earlier stream of the same attempt, and is dropped: once it
 * answers, it says it again.
 */
final class IncomingAttempt {
  /** A requester has this much longer than the job's time to acknowledge a result. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Assignment assignment;
  private final WorkMessage.Award award;
  private final WorkLine line;
  private final NetworkConfig config;
  private final NetworkEvents events;
  private volatile boolean confirmed;
  private boolean paid;

  // Guarded by this: nothing is told of this stream once another one has taken its place.
  private boolean replaced;

  IncomingAttempt(
      Assignment assignment,
      WorkMessage.Award award,
      WorkLine line,
      NetworkConfig config,
      NetworkEvents events) {
    this.assignment = assignment;
    this.award = award;
    this.line = line;
    this.config = config;
    this.events = events;
  }

  /** Brings the award to the desk, and follows the requester until it has had its last word. */
  void serve() throws IOException {
    if (award.payloadSize() > config.payloadSizeMax()) {
      decline(DeclineReason.INVALID, "payloads have at most " + config.payloadSizeMax() + " bytes");
      line.awaitEnd();
      return;
    }
    tell(
        new WorkerEvent.AwardReceived(
            assignment,
            award.type(),
            award.payloadSize(),
            award.payloadDigest(),
            award.timeLeft(),
            award.lease()));
    try {
      Duration patience = award.timeLeft().plus(GRACE);
      while (follow(line.read(patience))) {
        // Until the last word.
      }
      line.hangUp();
    } catch (IOException lost) {
      if (line.isFinishing()) {
        line.awaitEnd();
      } else {
        requesterLost();
        throw lost;
      }
    }
  }

  /** What the award says of the trace that it belongs to. */
  Optional<TraceParent> trace() {
    return Optional.ofNullable(award.trace());
  }

  void confirm() {
    confirmed = true;
    line.send(new WorkMessage.Confirmation());
  }

  void decline(DeclineReason reason, String detail) {
    line.sendLast(new WorkMessage.Decline(reason, detail));
  }

  void send(WorkMessage message) {
    if (confirmed) {
      line.send(message);
    }
  }

  void sendLast(WorkMessage message) {
    if (confirmed) {
      line.sendLast(message);
    }
  }

  /** The receipt is signed on the writer's thread. */
  void sendResult(KeyPair worker, Content result, Usage usage) {
    if (!confirmed) {
      return;
    }
    line.send(
        () -> {
          Receipt receipt =
              ReceiptCodec.seal(
                  worker, assignment.attempt(), assignment.requester(), result.digest(), usage);
          Bytes envelope = receipt.envelope();
          return new Parcel(
              new WorkMessage.Result(result.mediaType(), result.size(), envelope),
              result.bytes(),
              false);
        });
  }

  /** The requester came back on another stream; this one ends and nobody is told. */
  void replace() {
    synchronized (this) {
      replaced = true;
    }
    line.cut();
  }

  /** Ends the stream without telling anybody here, once a last word that is on its way is out. */
  void leave(Duration limit) {
    if (line.isFinishing()) {
      line.awaitEnd(limit);
    } else {
      replace();
    }
  }

  /** Told either before the award comes on another stream, or not at all. */
  private synchronized void requesterLost() {
    if (!replaced) {
      events.workerEvent(new WorkerEvent.RequesterLost(assignment));
    }
  }

  /** False after the requester's last word. */
  private boolean follow(WorkMessage message) throws IOException {
    return switch (message) {
      case WorkMessage.Payload payload when isDue(payload) -> {
        paid = true;
        receive(payload);
        yield true;
      }
      case WorkMessage.Acknowledgement _ -> {
        tell(new WorkerEvent.ResultAcknowledged(assignment));
        yield false;
      }
      case WorkMessage.Cancel _ -> {
        tell(new WorkerEvent.CancelReceived(assignment));
        yield false;
      }
      default ->
          throw new MalformedException(
              message.getClass().getSimpleName() + " is not what comes next on this stream");
    };
  }

  /** A small payload comes without waiting for what is said of the award. */
  private boolean isDue(WorkMessage.Payload payload) {
    return !paid && (confirmed || payload.size() <= AuctionEffect.SendPayload.AHEAD_MAX);
  }

  private void receive(WorkMessage.Payload payload) throws IOException {
    WireFields.require(
        payload.size() == award.payloadSize(), "the payload has another size than in the award");
    Content content = Content.of(payload.mediaType(), line.readContent(payload.size()));
    tell(new WorkerEvent.PayloadReceived(assignment, content));
  }

  private void tell(WorkerEvent event) throws IOException {
    if (!events.workerEvent(event)) {
      throw new IOException("too much is going on here");
    }
  }
}
