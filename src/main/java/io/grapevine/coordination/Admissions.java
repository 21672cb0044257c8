package io.grapevine.coordination;

import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Priority;
import io.grapevine.libp2p.peer.PeerId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Decides on requests: sound, payload as its type wants it, not seen before, within the client's
 * quota, and room for it. What is taken in is in the journal before the client hears of it.
 */
final class Admissions {
  private final CoordinationConfig bounds;
  private final JobJournal journal;
  private final WorkCatalog catalog;
  private final InstantSource clock;
  private final PeerId self;
  private final RequestRules rules;
  private final JobIds ids;
  private final ClientQuotas quotas;
  private final JobQueue queue;
  private final Owner owner;
  private volatile boolean stopped;

  /** Who looks after what is taken in. Called on the threads of requests. */
  interface Owner {
    /** A job is about to be written down; it is admitted or turned away next. */
    void anticipated(JobEvent.Submitted submitted);

    /** A job was taken in, and waits for its turn. */
    void admitted(JobEvent.Submitted submitted);

    /** A job that was anticipated is not taken in. */
    void turnedAway(JobId job);

    /** A job may be in the journal though nobody looks after it. */
    void doubted(JobId job);
  }

  Admissions(PeerSetup setup, JobQueue queue, Owner owner) {
    this.bounds = setup.bounds();
    this.journal = setup.journal();
    this.catalog = setup.catalog();
    this.clock = setup.clock();
    this.self = setup.network().self();
    this.rules = new RequestRules(bounds);
    this.ids = new JobIds(clock, setup.random());
    this.quotas = new ClientQuotas(bounds.clients());
    this.queue = queue;
    this.owner = owner;
  }

  /** Takes nothing in from now on. */
  void stop() {
    stopped = true;
  }

  Submission admit(JobRequest request) {
    if (stopped) {
      return new Submission.NotAccepting(
          "This peer is about to stop.", bounds.queue().retryAfter());
    }
    if (bounds.queue().activeMax() == 0) {
      return new Submission.NotAccepting(
          "This peer takes no requests; ask another one.", bounds.queue().retryAfter());
    }
    Optional<Submission.OutOfRange> outOfRange = rules.check(request);
    if (outOfRange.isPresent()) {
      return outOfRange.get();
    }
    List<PayloadError> errors =
        RequestRules.isBatch(request)
            ? BatchRules.check(catalog, request)
            : catalog.check(request.type(), request.payload());
    if (!errors.isEmpty()) {
      return new Submission.InvalidPayload(errors);
    }
    try {
      Optional<JobJournal.Key> key = RequestRules.key(request);
      return key.flatMap(journal::recall)
          .map(this::recalled)
          .orElseGet(() -> admitNew(request, key));
    } catch (JournalException _) {
      return new Submission.StorageUnavailable(queue.retryAfter(clock.instant()));
    }
  }

  /**
   * Takes in a share of a batch that was taken in before: no quota holds for it, but it needs room.
   *
   * @throws JournalException if it cannot be kept
   */
  boolean admitShare(JobSpec share, JobId batch) {
    Priority priority = share.preferences().priority();
    if (stopped || !queue.enter(share.id(), priority, batch.toString(), share.payload().size())) {
      return false;
    }
    boolean admitted = false;
    try {
      JobEvent.Submitted event = new JobEvent.Submitted(share.id(), clock.instant(), share, self);
      admitted = journal.admit(event, null) instanceof JobJournal.Admission.Admitted;
      if (admitted) {
        owner.admitted(event);
      }
      return admitted;
    } finally {
      if (!admitted) {
        over(share.id());
      }
    }
  }

  /** A fresh id, later than all before. */
  JobId nextId() {
    return ids.next();
  }

  /** A job that was taken in is over: there is room for others. */
  void over(JobId job) {
    queue.over(job, clock.instant()).ifPresent(quotas::leave);
  }

  private Submission admitNew(JobRequest request, Optional<JobJournal.Key> key) {
    ClientLimits limits = bounds.clients();
    return switch (quotas.enter(request.client(), clock.instant())) {
      case ClientQuotas.Answer.Entered(String account) -> admitFor(account, request, key);
      case ClientQuotas.Answer.TooManyOpen() ->
          new Submission.OverQuota(
              "This client has %d jobs that are not over, the most that one may have here."
                  .formatted(limits.openMax()),
              queue.retryAfter(clock.instant()));
      case ClientQuotas.Answer.TooFast fast ->
          new Submission.OverQuota(
              "This client submits more than the %d jobs per second that one may, %d at once."
                  .formatted(limits.perSecond(), limits.burst()),
              fast.retryAfter());
    };
  }

  private Submission admitFor(String account, JobRequest request, Optional<JobJournal.Key> key) {
    JobId id = ids.next();
    if (!queue.enter(id, request.preferences().priority(), account, request.payload().size())) {
      quotas.leave(account);
      return new Submission.QueueFull(queue.retryAfter(clock.instant()));
    }
    boolean anticipated = false;
    boolean admitted = false;
    try {
      JobSpec spec = rules.spec(request, id);
      JobEvent.Submitted event = new JobEvent.Submitted(id, clock.instant(), spec, self);
      anticipated = isAnticipated(spec);
      if (anticipated) {
        owner.anticipated(event);
      }
      JobJournal.Admission admission = journal.admit(event, key.orElse(null));
      admitted = admission instanceof JobJournal.Admission.Admitted;
      if (admitted) {
        owner.admitted(event);
      }
      return answer(admission);
    } catch (JournalException inDoubt) {
      owner.doubted(id);
      throw inDoubt;
    } finally {
      if (!admitted) {
        over(id);
      }
      if (anticipated && !admitted) {
        owner.turnedAway(id);
      }
    }
  }

  /**
   * Whether it pays to solicit while a job is being written down: that takes its time, and works.
   */
  private boolean isAnticipated(JobSpec spec) {
    return journal.isDurable() && journal.health().works() && !spec.isBatch();
  }

  /** A job whose admission seemed to fail may turn out to be in the journal. */
  private Submission recalled(JobJournal.Admission admission) {
    if (admission instanceof JobJournal.Admission.Repeated(Job job)
        && !job.status().isFinal()
        && job.requester().equals(self)
        && !queue.has(job.id())) {
      owner.doubted(job.id());
    }
    return answer(admission);
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
