package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where everything that this requester took in is placed, each at its turn: a batch by the {@link
 * BatchHouse}, which cuts it into shares; a share like any other job by the {@link AuctionHouse}.
 * Nobody outside has to know which is which. For the loop thread only, except where it says
 * otherwise.
 */
final class AuctionFloor {
  private final AuctionHouse house;
  private final BatchHouse batches;
  private final Admissions admissions;
  private final JobQueue queue;
  private final Turns turns;
  private final CoordinationListener listener;
  private final Consumer<Runnable> loop;
  private final Consumer<JobSpec> onStill;

  /**
   * @param admissions where shares enter, and where room is given back
   * @param loop runs something on the loop thread
   * @param onStill told of a job that leaves because nothing can be written of it
   */
  AuctionFloor(
      PeerSetup setup,
      Admissions admissions,
      JobQueue queue,
      JobChronicle chronicle,
      CoordinationListener listener,
      Consumer<Runnable> loop,
      Consumer<JobSpec> onStill) {
    this.admissions = admissions;
    this.queue = queue;
    this.turns = new Turns(queue, this::open);
    this.listener = listener;
    this.loop = loop;
    this.onStill = onStill;
    this.batches = new BatchHouse(setup, chronicle, new Surroundings());
    BrokenJobs broken =
        new BrokenJobs(setup.journal(), chronicle, setup.network(), setup.clock(), listener, loop);
    this.house =
        new AuctionHouse(
            setup,
            new ShareNetwork(setup.network(), batches),
            chronicle,
            broken,
            this::over,
            onStill);
  }

  /** Has the loop keep the time of everything that is placed here. */
  void join(CoordinationLoop timer) {
    timer.add(house);
    timer.add(batches);
  }

  /**
   * A job is on its way into the journal, and waits for its turn from now on. Before it is {@link
   * #admit}ted nothing but its offer leaves. For any thread.
   */
  void anticipate(JobEvent.Submitted submitted) {
    loop.accept(
        () -> {
          house.anticipate(submitted);
          queue.await(submitted.job());
          turns.take();
        });
  }

  /** What was anticipated is not in the journal, and has left the queue. For any thread. */
  void withdraw(JobId job) {
    loop.accept(
        () -> {
          house.withdraw(job);
          turns.take();
        });
  }

  /**
   * Takes in what is in the journal; it waits for its turn from now on, unless it did before. For
   * any thread.
   */
  void admit(JobEvent.Submitted submitted) {
    boolean batch = submitted.spec().isBatch();
    if (batch) {
      batches.register(submitted);
      batches
          .find(submitted.job())
          .ifPresent(live -> listener.batchAdmitted(live.id(), live.figures().items()));
    }
    loop.accept(
        () -> {
          if (batch) {
            batches.admit(submitted);
          } else if (house.confirm(submitted)) {
            return;
          } else if (queue.has(submitted.job())) {
            house.admit(submitted);
          } else {
            // It was given up in between, for whatever reason others were; the journal has it.
            onStill.accept(submitted.spec());
            return;
          }
          queue.await(submitted.job());
          turns.take();
        });
  }

  /**
   * Takes up what was taken in earlier, by another process maybe; harmless if it is here already.
   * Of a job that is over, the outcome is told to the world again.
   *
   * @param history from the journal, the admission first
   */
  void resume(JobEvent.Submitted submitted, List<JobEvent> history) {
    JobSpec spec = submitted.spec();
    JobEvent last = history.getLast();
    if (spec.isBatch()) {
      if (!(last instanceof JobEvent.Concluded) && !batches.has(spec.id())) {
        // A batch has no worker itself; its shares are taken up like all jobs.
        enterAgain(spec, history, true);
        batches.resume(submitted);
      }
    } else if (last instanceof JobEvent.Concluded over) {
      house.publish(over);
    } else if (!house.has(spec.id())) {
      boolean hasWorker = Lot.hasWorker(history);
      enterAgain(spec, history, hasWorker);
      house.resume(history, submitted, hasWorker);
      turns.take();
    }
  }

  /** Something happened to an auction, or its client calls it off. */
  void tell(JobId id, AuctionEvent event) {
    if (batches.has(id)) {
      batches.handle(id, event);
    } else {
      house.handle(id, event);
    }
  }

  /** Solicits for nothing from now on, and leaves what no worker has in the journal. */
  void leaveWithoutWorkers() {
    batches.leaveAll();
    house.leaveWithoutWorkers();
  }

  /** Calls everything off; for the end of a process whose jobs end with it. */
  void callOffAll(String reason) {
    batches.callOffAll(reason);
    house.callOffAll(reason);
  }

  /** Nothing more is done for anything here, which may belong to somebody else. */
  void letGoOfAll() {
    house.letGoOfAll();
    batches.leaveAll().forEach(onStill);
  }

  /** What clients may ask about batches. */
  BatchService batches(JobJournal journal) {
    return new PeerBatches(batches, journal);
  }

  private void enterAgain(JobSpec spec, List<JobEvent> history, boolean hasWorker) {
    queue.resume(spec.id(), spec.preferences().priority(), spec.payload().size(), hasWorker);
    listener.jobResumed(history);
  }

  private void open(JobId id) {
    if (batches.has(id)) {
      batches.open(id);
    } else {
      house.open(id);
    }
  }

  private void over(JobSpec spec) {
    batches.shareOver(spec.id());
    admissions.over(spec.id());
    turns.take();
  }

  /** What batches see of the floor. */
  private final class Surroundings implements BatchSurroundings {
    @Override
    public void later(Runnable action) {
      loop.accept(action);
    }

    @Override
    public void tell(JobId job, AuctionEvent event) {
      house.handle(job, event);
    }

    @Override
    public JobId nextId() {
      return admissions.nextId();
    }

    @Override
    public boolean admit(JobSpec share, JobId batch) {
      return admissions.admitShare(share, batch);
    }

    @Override
    public void over(JobSpec batch) {
      AuctionFloor.this.over(batch);
    }
  }
}
