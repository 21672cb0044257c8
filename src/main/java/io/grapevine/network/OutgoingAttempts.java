package io.grapevine.network;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.TraceParent;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requester's ends of all attempts that are under way; at most one live one per active job. */
final class OutgoingAttempts {
  private final PeerId self;
  private final StreamOpener opener;
  private final NetworkConfig config;
  private final NetworkEvents events;
  private final NetworkObserver observer;
  private final Map<AttemptId, OutgoingAttempt> attempts = new ConcurrentHashMap<>();

  OutgoingAttempts(
      PeerId self,
      StreamOpener opener,
      NetworkConfig config,
      NetworkEvents events,
      NetworkObserver observer) {
    this.self = self;
    this.opener = opener;
    this.config = config;
    this.events = events;
    this.observer = observer;
  }

  /** An attempt that is dialled again leaves its earlier stream behind. */
  void dial(AuctionEffect.Dial award, JobSpec job, @Nullable TraceParent trace) {
    OutgoingAttempt attempt =
        new OutgoingAttempt(award, job, trace, self, opener, config, events, observer);
    OutgoingAttempt earlier = attempts.put(award.attempt(), attempt);
    if (earlier != null) {
      earlier.cut();
    }
    Thread.ofVirtual()
        .name("grapevine-attempt")
        .start(
            () -> {
              try {
                opener.keeping(award.worker(), "attempt " + award.attempt(), attempt::run);
              } finally {
                attempts.remove(award.attempt(), attempt);
              }
            });
  }

  void sendPayload(AttemptId id, Content payload) {
    with(id, attempt -> attempt.sendPayload(payload));
  }

  void acknowledge(AttemptId id) {
    with(id, OutgoingAttempt::acknowledge);
  }

  void abandon(AttemptId id, AttemptEnd reason) {
    with(id, attempt -> attempt.abandon(reason));
  }

  /** Cuts the streams of a job; the workers go on. */
  void detach(JobId job) {
    attempts.forEach(
        (id, attempt) -> {
          if (id.job().equals(job)) {
            attempt.cut();
          }
        });
  }

  /** Ends all streams; last words that are on their way have so much time to get out. */
  void close(Countdown left) {
    attempts.values().forEach(attempt -> attempt.leave(left.left()));
  }

  private void with(AttemptId id, Consumer<OutgoingAttempt> action) {
    OutgoingAttempt attempt = attempts.get(id);
    if (attempt != null) {
      action.accept(attempt);
    }
  }
}
