package io.grapevine.network;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Content;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Receipt;
import io.grapevine.job.TraceParent;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requester's end of one attempt: dials, presents the award, and tells the auction what the
 * worker says. Runs on a thread of its own; the other methods come from the loop thread and never
 * block.
 */
final class OutgoingAttempt implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OutgoingAttempt.class);

  /**
   * Silence after which the stream is given up here. The auction keeps the lease and is quicker;
   * this only ends what it has forgotten.
   */
  private static final int SILENCE_LEASES = 4;

  /** Heartbeats that follow the one before sooner are not passed on. */
  private static final Duration HEARTBEAT_SPACING = Duration.ofMillis(20);

  private final AuctionEffect.Dial award;
  private final JobSpec job;
  private final @Nullable TraceParent trace;
  private final PeerId self;
  private final StreamOpener opener;
  private final NetworkConfig config;
  private final NetworkEvents events;
  private final NetworkObserver observer;

  // Only for the thread of this attempt.
  private long lastHeartbeat = System.nanoTime() - HEARTBEAT_SPACING.toNanos();
  private boolean confirmed;
  private boolean delivered;

  // Guarded by this: the stream comes up on one thread while another may give the attempt up.
  private @Nullable WorkLine line;
  private @Nullable Content early;
  private boolean payloadLeft;
  private boolean over;

  OutgoingAttempt(
      AuctionEffect.Dial award,
      JobSpec job,
      @Nullable TraceParent trace,
      PeerId self,
      StreamOpener opener,
      NetworkConfig config,
      NetworkEvents events,
      NetworkObserver observer) {
    this.award = award;
    this.job = job;
    this.trace = trace;
    this.self = self;
    this.opener = opener;
    this.config = config;
    this.events = events;
    this.observer = observer;
  }

  @Override
  public void run() {
    long deadline = System.nanoTime() + award.limit().toNanos();
    try {
      WorkLine open = open();
      answered(open, open.read(Duration.ofNanos(Math.max(1, deadline - System.nanoTime()))));
      Duration silence = award.lease().multipliedBy(SILENCE_LEASES);
      while (!isOver()) {
        follow(open, open.read(silence));
      }
    } catch (IOException failure) {
      failed(failure);
    }
  }

  /** Sends the payload, once the stream is up and the award is on it. */
  synchronized void sendPayload(Content payload) {
    WorkLine open = line;
    if (over) {
      return;
    }
    if (open == null) {
      early = payload;
    } else {
      pay(open, payload);
    }
  }

  private void pay(WorkLine open, Content payload) {
    payloadLeft = true;
    open.send(new WorkMessage.Payload(payload.mediaType(), payload.size()), payload.bytes());
  }

  /** The worker may forget its result. */
  synchronized void acknowledge() {
    endWith(new WorkMessage.Acknowledgement());
  }

  /** The worker may stop. */
  synchronized void abandon(AttemptEnd reason) {
    endWith(new WorkMessage.Cancel(reason.name()));
  }

  /** Ends everything at once and tells nobody. */
  synchronized void cut() {
    over = true;
    if (line != null) {
      line.cut();
    }
  }

  /** Ends everything, once a last word that is on its way is out, and tells nobody. */
  void leave(Duration limit) {
    WorkLine open;
    synchronized (this) {
      open = line;
    }
    if (open != null && open.isFinishing()) {
      open.awaitEnd(limit);
    } else {
      cut();
    }
  }

  private void endWith(WorkMessage lastWord) {
    if (!over && line != null) {
      line.sendLast(lastWord);
    }
    over = true;
  }

  private WorkLine open() throws IOException {
    Stream stream = opener.open(award.worker(), Topics.WORK_PROTOCOL, award.limit());
    synchronized (this) {
      if (over) {
        stream.reset();
        throw new IOException("given up while it was dialled");
      }
      WorkLine open = new WorkLine(stream);
      line = open;
      open.send(presented());
      if (early != null) {
        pay(open, early);
        early = null;
      }
      return open;
    }
  }

  private WorkMessage.Award presented() {
    return new WorkMessage.Award(
        award.attempt(),
        award.reservation(),
        job.type(),
        job.payload().size(),
        job.payload().digest(),
        award.timeLeft(),
        award.lease(),
        trace);
  }

  private void answered(WorkLine open, WorkMessage answer) throws IOException {
    switch (answer) {
      case WorkMessage.Confirmation _ -> {
        confirmed = true;
        tell(new AuctionEvent.AwardConfirmed(award.attempt()));
      }
      case WorkMessage.Decline decline -> {
        tellLast(
            new AuctionEvent.AwardDeclined(award.attempt(), decline.reason(), decline.detail()));
        open.hangUp();
      }
      default -> throw outOfTurn(answer);
    }
  }

  private void follow(WorkLine open, WorkMessage message) throws IOException {
    if (delivered) {
      throw outOfTurn(message);
    }
    switch (message) {
      case WorkMessage.Heartbeat heartbeat -> heard(heartbeat);
      case WorkMessage.Result result -> receive(open, result);
      case WorkMessage.WorkFailure failed -> {
        tellLast(new AuctionEvent.WorkFailed(award.attempt(), failed.failure(), failed.begun()));
        open.hangUp();
      }
      default -> throw outOfTurn(message);
    }
  }

  private void heard(WorkMessage.Heartbeat heartbeat) {
    long now = System.nanoTime();
    if (now - lastHeartbeat >= HEARTBEAT_SPACING.toNanos()) {
      lastHeartbeat = now;
      tell(new AuctionEvent.HeartbeatReceived(award.attempt(), heartbeat.progress()));
    }
  }

  private void receive(WorkLine open, WorkMessage.Result result) throws IOException {
    try {
      WireFields.require(
          result.size() <= config.resultSizeMax(),
          "the result has %d bytes, at most %d are taken"
              .formatted(result.size(), config.resultSizeMax()));
      Content content = Content.of(result.mediaType(), open.readContent(result.size()));
      Receipt receipt = checked(ReceiptCodec.open(result.receipt().array()), content);
      delivered = true;
      tell(new AuctionEvent.ResultReceived(award.attempt(), content, receipt));
    } catch (MalformedException unsound) {
      observer.streamMalformed(Topics.WORK_PROTOCOL);
      tellLast(new AuctionEvent.InvalidResultReceived(award.attempt(), describe(unsound)));
      open.cut();
    }
  }

  private Receipt checked(Receipt receipt, Content content) throws MalformedException {
    WireFields.require(
        receipt.worker().equals(award.worker())
            && receipt.requester().equals(self)
            && receipt.attempt().equals(award.attempt()),
        "the receipt is for another attempt, requester or worker");
    WireFields.require(
        receipt.result().equals(content.digest()) && receipt.usage().resultSize() == content.size(),
        "the result is not the one in the receipt");
    return receipt;
  }

  private void failed(IOException failure) {
    boolean wasOver;
    boolean mayHaveBegun;
    synchronized (this) {
      wasOver = over || delivered;
      mayHaveBegun = payloadLeft;
      // From now on no payload leaves.
      over = true;
    }
    if (!wasOver) {
      LOG.debug("attempt {} at {} broke", award.attempt(), award.worker(), failure);
      if (failure instanceof MalformedException) {
        observer.streamMalformed(Topics.WORK_PROTOCOL);
      }
      report(
          confirmed
              ? new AuctionEvent.ConnectionLost(award.attempt(), describe(failure))
              : new AuctionEvent.DialFailed(award.attempt(), describe(failure), mayHaveBegun));
    }
    cutUnlessFinishing();
  }

  /** A last word on its way is not cut off by the end of the other direction. */
  private void cutUnlessFinishing() {
    WorkLine open;
    synchronized (this) {
      open = line;
    }
    if (open != null && open.isFinishing()) {
      open.awaitEnd();
    } else if (open != null) {
      open.cut();
    }
  }

  private void tell(AuctionEvent event) {
    if (!isOver()) {
      report(event);
    }
  }

  private void report(AuctionEvent event) {
    if (!events.auctionEvent(job.id(), event)) {
      LOG.warn("attempt {} is given up: too much is going on here", award.attempt());
      cut();
    }
  }

  private void tellLast(AuctionEvent event) {
    tell(event);
    synchronized (this) {
      over = true;
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private static MalformedException outOfTurn(WorkMessage message) {
    return new MalformedException(
        message.getClass().getSimpleName() + " is not what comes next on this stream");
  }

  private static String describe(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
