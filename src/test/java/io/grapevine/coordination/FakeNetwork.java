package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Writes down what a peer sends, and lets a test tell the peer what it hears. */
final class FakeNetwork implements JobNetwork {
  private final List<Object> sent = new CopyOnWriteArrayList<>();
  private volatile @Nullable NetworkEvents events;
  private volatile Consumer<Object> onSend = sending -> {};

  /** Calls that carry no record of the domain. */
  record SentPayload(AttemptId attempt, Content payload) {}

  record Abandoned(AttemptId attempt, AttemptEnd reason) {}

  record Detached(JobId job) {}

  record Acknowledged(AttemptId attempt) {}

  record RejectedBid(Bid bid) {}

  record Confirmed(Assignment assignment) {}

  record Declined(Assignment assignment, DeclineReason reason) {}

  record SentResult(Assignment assignment, Content result) {}

  record SentFailure(Assignment assignment, Failure failure) {}

  record Closed() {}

  /** Called with everything that is sent, on the sender's thread; may throw. */
  void onSend(Consumer<Object> hook) {
    onSend = hook;
  }

  NetworkEvents events() {
    NetworkEvents started = events;
    if (started == null) {
      throw new IllegalStateException("the peer has not started its network");
    }
    return started;
  }

  /** Waits for something that the peer sends. */
  <T> T sent(Class<T> kind, Predicate<T> which) {
    return Awaitility.await()
        .alias(kind.getSimpleName())
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> sent.stream().filter(kind::isInstance).map(kind::cast).filter(which).toList(),
            found -> !found.isEmpty())
        .getFirst();
  }

  <T> T sent(Class<T> kind) {
    return sent(kind, any -> true);
  }

  List<Object> all() {
    return List.copyOf(sent);
  }

  private void send(Object sending) {
    onSend.accept(sending);
    sent.add(sending);
  }

  @Override
  public PeerId self() {
    return Samples.SELF;
  }

  @Override
  public void start(Set<WorkType> workTypes, NetworkEvents listener) {
    events = listener;
  }

  @Override
  public void publishOffer(Offer offer) {
    send(offer);
  }

  @Override
  public void sendBid(PeerId requester, Bid bid) {
    send(bid);
  }

  @Override
  public void sendRefusal(PeerId requester, Refusal refusal) {
    send(refusal);
  }

  @Override
  public void rejectBid(Bid bid) {
    send(new RejectedBid(bid));
  }

  @Override
  public void dial(AuctionEffect.Dial award, JobSpec job) {
    send(award);
  }

  @Override
  public void sendPayload(AttemptId attempt, Content payload) {
    send(new SentPayload(attempt, payload));
  }

  @Override
  public void abandon(AttemptId attempt, AttemptEnd reason) {
    send(new Abandoned(attempt, reason));
  }

  @Override
  public void detach(JobId job) {
    send(new Detached(job));
  }

  @Override
  public void acknowledge(AttemptId attempt) {
    send(new Acknowledged(attempt));
  }

  @Override
  public void confirmAward(Assignment assignment) {
    send(new Confirmed(assignment));
  }

  @Override
  public void declineAward(Assignment assignment, DeclineReason reason, String detail) {
    send(new Declined(assignment, reason));
  }

  @Override
  public void sendHeartbeat(Assignment assignment, @Nullable Progress progress) {}

  @Override
  public void sendResult(Assignment assignment, Content result, Usage usage) {
    send(new SentResult(assignment, result));
  }

  @Override
  public void sendFailure(Assignment assignment, Failure failure, boolean begun) {
    send(new SentFailure(assignment, failure));
  }

  @Override
  public void publishOutcome(Outcome outcome) {
    send(outcome);
    events().outcomesHeard(List.of(Samples.signed(outcome)));
  }

  @Override
  public OutcomeSeals seals() {
    return new SampleSeals();
  }

  @Override
  public void announce(Announcement announcement) {
    send(announcement);
  }

  @Override
  public NetworkView view() {
    return new NetworkView(self(), List.of(), List.of(), List.of());
  }

  @Override
  public void close() {
    send(new Closed());
  }
}
