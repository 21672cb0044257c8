package io.grapevine.coordination;

import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.libp2p.peer.PeerId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides on requests: sound, payload as its type wants it, not seen before, and room for it. What
 * is taken in is in the journal before the client hears of it.
 */
final class Admissions {
  private final CoordinationConfig bounds;
  private final JobJournal journal;
  private final WorkCatalog catalog;
  private final InstantSource clock;
  private final PeerId self;
  private final RequestRules rules;
  private final JobIds ids;
  private final ActiveJobs active;
  private final Consumer<JobEvent.Submitted> opening;
  private volatile boolean stopped;

  /**
   * @param opening starts the auction of a job that was taken in
   */
  Admissions(PeerSetup setup, ActiveJobs active, Consumer<JobEvent.Submitted> opening) {
    this.bounds = setup.bounds();
    this.journal = setup.journal();
    this.catalog = setup.catalog();
    this.clock = setup.clock();
    this.self = setup.network().self();
    this.rules = new RequestRules(bounds);
    this.ids = new JobIds(clock, setup.random());
    this.active = active;
    this.opening = opening;
  }

  /** Takes nothing in from now on. */
  void stop() {
    stopped = true;
  }

  Submission admit(JobRequest request) {
    if (stopped) {
      return new Submission.NotAccepting("This peer is about to stop.", bounds.retryAfter());
    }
    if (bounds.activeJobsMax() == 0) {
      return new Submission.NotAccepting(
          "This peer takes no requests; ask another one.", bounds.retryAfter());
    }
    Optional<Submission.OutOfRange> outOfRange = rules.check(request);
    if (outOfRange.isPresent()) {
      return outOfRange.get();
    }
    List<PayloadError> errors = catalog.check(request.type(), request.payload());
    if (!errors.isEmpty()) {
      return new Submission.InvalidPayload(errors);
    }
    Optional<JobJournal.Key> key = RequestRules.key(request);
    return key.flatMap(journal::recall)
        .map(Admissions::answer)
        .orElseGet(() -> admitNew(request, key));
  }

  private Submission admitNew(JobRequest request, Optional<JobJournal.Key> key) {
    int size = request.payload().size();
    if (!active.enter(size)) {
      return new Submission.QueueFull(bounds.retryAfter());
    }
    boolean admitted = false;
    try {
      JobSpec spec = rules.spec(request, ids.next());
      JobEvent.Submitted event = new JobEvent.Submitted(spec.id(), clock.instant(), spec, self);
      JobJournal.Admission admission = journal.admit(event, key.orElse(null));
      admitted = admission instanceof JobJournal.Admission.Admitted;
      if (admitted) {
        opening.accept(event);
      }
      return answer(admission);
    } finally {
      if (!admitted) {
        active.leave(size);
      }
    }
  }

  private static Submission answer(JobJournal.Admission admission) {
    return switch (admission) {
      case JobJournal.Admission.Admitted in -> new Submission.Accepted(in.job());
      case JobJournal.Admission.Repeated again -> new Submission.Repeated(again.job());
      case JobJournal.Admission.Conflict conflict ->
          new Submission.KeyConflict(conflict.existing());
    };
  }
}
