package io.grapevine.simulation;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Load;
import io.grapevine.job.Progress;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.StoredResult;
import io.grapevine.worker.WorkerEffect;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Carries out what the desk of one peer wants, as far as the peer's temper allows. */
final class WorkerHands {
  private final SimulatedPeer peer;
  private final Temper temper;
  private final World world;
  private final Network network;
  private final Map<Assignment, WorkStream> streams = new LinkedHashMap<>();
  private final Map<Assignment, Copy> disk = new LinkedHashMap<>();
  private final Map<Assignment, Copy> writing = new LinkedHashMap<>();
  private long recovered;

  /**
   * A result on disk.
   *
   * @param life of the peer that wrote it
   */
  private record Copy(StoredResult about, Content result, int life) {}

  WorkerHands(SimulatedPeer peer, Temper temper, World world, Network network) {
    this.peer = peer;
    this.temper = temper;
    this.world = world;
    this.network = network;
  }

  void accept(WorkStream stream) {
    streams.put(stream.assignment, stream);
  }

  /** Whether this was the latest stream of its attempt. */
  boolean forget(WorkStream stream) {
    return streams.remove(stream.assignment, stream);
  }

  void dropAll() {
    streams.values().forEach(network::breakUp);
    streams.clear();
  }

  /** Dies: what was being written is there afterwards, or it is not. */
  void crash(boolean keepsDisk) {
    dropAll();
    writing.forEach(
        (assignment, copy) -> {
          if (world.chance(0.5)) {
            disk.put(assignment, copy);
          }
        });
    writing.clear();
    if (!keepsDisk) {
      disk.clear();
    }
  }

  /** What is found on disk by the next life. */
  List<StoredResult> stored() {
    return disk.values().stream().map(Copy::about).toList();
  }

  /** How many results were read that an earlier life had written. */
  long recovered() {
    return recovered;
  }

  void carryOut(WorkerEffect effect) {
    switch (effect) {
      case WorkerEffect.SendBid(PeerId requester, Bid bid) -> answer(requester, bid);
      case WorkerEffect.SendRefusal(PeerId requester, Refusal refusal) ->
          answer(requester, refusal);
      case WorkerEffect.ConfirmAward(Assignment assignment) -> {
        if (temper != Temper.MUTE) {
          send(assignment, new AuctionEvent.AwardConfirmed(assignment.attempt()));
        }
      }
      case WorkerEffect.DeclineAward decline ->
          close(
              decline.assignment(),
              new AuctionEvent.AwardDeclined(
                  decline.assignment().attempt(), decline.reason(), decline.detail()));
      case WorkerEffect.StartRun start -> run(start);
      case WorkerEffect.StopRun stop -> stopped(stop.assignment());
      case WorkerEffect.SendHeartbeat heartbeat -> {
        if (temper != Temper.SILENT) {
          send(
              heartbeat.assignment(),
              new AuctionEvent.HeartbeatReceived(
                  heartbeat.assignment().attempt(), heartbeat.progress()));
        }
      }
      case WorkerEffect.SendResult(Assignment assignment, Content result, Usage _) ->
          deliver(assignment, result);
      case WorkerEffect.SendFailure failure ->
          close(
              failure.assignment(),
              new AuctionEvent.WorkFailed(
                  failure.assignment().attempt(), failure.failure(), failure.begun()));
      case WorkerEffect.StoreResult(StoredResult about, Content result) -> store(about, result);
      case WorkerEffect.LoadResult(Assignment assignment) -> load(assignment);
      case WorkerEffect.ForgetResult(Assignment assignment) -> {
        writing.remove(assignment);
        disk.remove(assignment);
      }
      case WorkerEffect.Report _ -> {}
    }
  }

  private void store(StoredResult about, Content result) {
    Assignment assignment = about.assignment();
    boolean works = world.chance(0.8);
    if (works) {
      writing.put(assignment, new Copy(about, result, peer.life()));
    }
    int life = peer.life();
    world.after(
        world.upTo(50).plusNanos(1),
        () -> {
          if (peer.life() == life) {
            Copy written = writing.remove(assignment);
            if (written != null) {
              disk.put(assignment, written);
            }
            peer.tellDesk(
                works
                    ? new WorkerEvent.ResultStored(assignment)
                    : new WorkerEvent.ResultNotStored(assignment));
          }
        });
  }

  private void load(Assignment assignment) {
    Copy stored = disk.get(assignment);
    if (stored != null && stored.life() < peer.life()) {
      recovered++;
    }
    later(
        world.upTo(50).plusNanos(1),
        stored == null
            ? new WorkerEvent.ResultUnreadable(assignment)
            : new WorkerEvent.ResultLoaded(assignment, stored.result()));
  }

  private void answer(PeerId to, Bid bid) {
    SimulatedPeer requester = network.peer(to);
    network.send(
        peer,
        requester,
        () -> requester.tellAuction(bid.offer().job(), new AuctionEvent.BidReceived(bid)));
  }

  private void answer(PeerId to, Refusal refusal) {
    if (temper == Temper.BOASTER) {
      Load idle = new Load(0, 1, 0, 100, 0, 0);
      answer(
          to,
          new Bid(
              refusal.offer(), peer.id(), JobSamples.reservation(7), idle, Duration.ofSeconds(3)));
      return;
    }
    SimulatedPeer requester = network.peer(to);
    network.send(
        peer,
        requester,
        () ->
            requester.tellAuction(
                refusal.offer().job(), new AuctionEvent.RefusalReceived(refusal)));
  }

  private void run(WorkerEffect.StartRun start) {
    Assignment assignment = start.assignment();
    long longest = temper == Temper.SLOW ? 40_000 : 2_000;
    Duration needed = world.upTo(longest);
    boolean inTime = temper != Temper.SILENT && needed.compareTo(start.limit()) < 0;
    later(inTime ? needed.dividedBy(2) : start.limit().dividedBy(2), progress(assignment));
    later(inTime ? needed : start.limit(), inTime ? ending(start) : late(assignment));
  }

  private WorkerEvent ending(WorkerEffect.StartRun start) {
    Assignment assignment = start.assignment();
    AttemptId attempt = assignment.attempt();
    if (Simulation.isPoison(attempt.job())) {
      return new WorkerEvent.RunFailed(
          assignment, Failure.permanent(FailureCode.INPUT_REJECTED, "bad input"));
    }
    if (temper == Temper.CLUMSY) {
      return new WorkerEvent.RunFailed(
          assignment, Failure.transientFailure(FailureCode.WORK_FAILED, "clumsy"));
    }
    Content result = Simulation.resultOf(attempt.job());
    return new WorkerEvent.RunCompleted(assignment, result, JobSamples.usage(result));
  }

  private static WorkerEvent late(Assignment assignment) {
    return new WorkerEvent.RunFailed(
        assignment, Failure.transientFailure(FailureCode.DEADLINE_EXCEEDED, "interrupted"));
  }

  private static WorkerEvent progress(Assignment assignment) {
    return new WorkerEvent.ProgressMade(assignment, new Progress(50, "half way"));
  }

  /** The handler gives in a little later, and says so. */
  private void stopped(Assignment assignment) {
    later(world.upTo(10), late(assignment));
  }

  private void later(Duration wait, WorkerEvent event) {
    int life = peer.life();
    world.after(
        wait,
        () -> {
          if (peer.life() == life) {
            peer.tellDesk(event);
          }
        });
  }

  private void deliver(Assignment assignment, Content result) {
    AttemptId attempt = assignment.attempt();
    Receipt receipt = JobSamples.receipt(attempt, assignment.requester(), peer.id(), result);
    Receipt stolen =
        JobSamples.receipt(attempt, assignment.requester(), JobSamples.peer(999), result);
    switch (temper) {
      case SILENT -> {}
      case FORGER ->
          send(
              assignment,
              world.chance(0.5)
                  ? new AuctionEvent.InvalidResultReceived(attempt, "forged")
                  : new AuctionEvent.ResultReceived(attempt, result, stolen));
      default -> send(assignment, new AuctionEvent.ResultReceived(attempt, result, receipt));
    }
  }

  private void send(Assignment assignment, AuctionEvent event) {
    WorkStream stream = streams.get(assignment);
    if (stream != null) {
      network.toRequester(stream, event);
    }
  }

  private void close(Assignment assignment, AuctionEvent event) {
    WorkStream stream = streams.remove(assignment);
    if (stream != null) {
      network.closeWith(stream, event);
    }
  }
}
