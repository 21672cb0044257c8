package io.grapevine.simulation.scale;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.testing.Randomised;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.RequesterRules;
import io.grapevine.worker.WorkerConfig;
import io.grapevine.worker.WorkerDesk;
import io.grapevine.worker.WorkerEffect;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A production desk, and the little that carries its effects out. */
final class SimulatedWorker {
  private final int number;
  private final PeerId id;
  private final Temper temper;
  private final int slots;
  private final World world;
  private final WorkerDesk desk;
  private final Alarm alarm;

  /** When each run began. */
  private final Map<Assignment, Long> runs = new HashMap<>();

  SimulatedWorker(int number, PeerId id, Temper temper, World world) {
    this.number = number;
    this.id = id;
    this.temper = temper;
    this.slots = world.scenario().workforce().slots();
    this.world = world;
    desk = new WorkerDesk(id, config(world.scenario().workforce()), Randomised.ofSeed(number));
    alarm = new Alarm(world.timeline());
  }

  /** What a peer is configured with when nothing else is said. */
  private static WorkerConfig config(Workforce workforce) {
    int slots = workforce.slots();
    return WorkerConfig.defaults(slots, Map.of(JobSamples.ECHO, slots))
        .withQueue(workforce.queueMax())
        .withBusyPause(workforce.busyPause())
        .withRequesters(RequesterRules.anybody(slots + workforce.queueMax()));
  }

  int number() {
    return number;
  }

  PeerId id() {
    return id;
  }

  Temper temper() {
    return temper;
  }

  void hear(Offer offer) {
    double cpu = Math.min(1, (double) runs.size() / slots);
    tell(new WorkerEvent.OfferHeard(offer, cpu, cpu));
  }

  void tell(WorkerEvent event) {
    for (WorkerEffect effect : desk.handle(event, world.timeline().instant())) {
      carryOut(effect);
    }
    alarm.set(desk.nextDeadline(), () -> tell(new WorkerEvent.DeadlineReached()));
  }

  private void carryOut(WorkerEffect effect) {
    switch (effect) {
      case WorkerEffect.SendBid(PeerId requester, Bid bid) ->
          say(requester, bid.offer().job(), effect, new AuctionEvent.BidReceived(bid));
      case WorkerEffect.SendRefusal(PeerId requester, Refusal refusal) ->
          say(requester, refusal.offer().job(), effect, new AuctionEvent.RefusalReceived(refusal));
      case WorkerEffect.ConfirmAward(Assignment assignment) ->
          say(assignment, effect, new AuctionEvent.AwardConfirmed(assignment.attempt()));
      case WorkerEffect.DeclineAward decline ->
          say(
              decline.assignment(),
              effect,
              new AuctionEvent.AwardDeclined(
                  decline.assignment().attempt(), decline.reason(), decline.detail()));
      case WorkerEffect.StartRun start -> run(start.assignment());
      case WorkerEffect.StopRun stop -> ended(stop.assignment(), false);
      case WorkerEffect.SendHeartbeat heartbeat -> {
        if (temper != Temper.SILENT) {
          say(
              heartbeat.assignment(),
              effect,
              new AuctionEvent.HeartbeatReceived(
                  heartbeat.assignment().attempt(), heartbeat.progress()));
        }
      }
      case WorkerEffect.SendResult(Assignment assignment, Content result, Usage _) ->
          say(
              assignment,
              effect,
              new AuctionEvent.ResultReceived(
                  assignment.attempt(), result, receipt(assignment, result)));
      case WorkerEffect.SendFailure failure ->
          say(
              failure.assignment(),
              effect,
              new AuctionEvent.WorkFailed(
                  failure.assignment().attempt(), failure.failure(), failure.begun()));
      case WorkerEffect.ResultTask _, WorkerEffect.Report _ -> {}
    }
  }

  private void run(Assignment assignment) {
    runs.put(assignment, world.timeline().now());
    switch (temper) {
      case SOUND, UNREACHABLE -> {
        int job = World.jobOf(assignment.attempt().job());
        world.timeline().after(world.demand().service(job), () -> completed(assignment));
      }
      case SILENT -> {}
      case FAILING -> {
        ended(assignment, false);
        Failure failure = Failure.transientFailure(FailureCode.WORK_FAILED, "broken");
        world.timeline().after(1, () -> tell(new WorkerEvent.RunFailed(assignment, failure)));
      }
    }
  }

  private void completed(Assignment assignment) {
    Long began = runs.get(assignment);
    if (began == null) {
      return;
    }
    ended(assignment, true);
    Duration took = Duration.ofNanos(world.timeline().now() - began);
    Usage usage = new Usage(took, World.PAYLOAD.size(), World.RESULT.size());
    tell(new WorkerEvent.RunCompleted(assignment, World.RESULT, usage));
  }

  private void ended(Assignment assignment, boolean completed) {
    Long began = runs.remove(assignment);
    if (began != null) {
      int job = World.jobOf(assignment.attempt().job());
      boolean isUseful = completed && !world.figures().isOver(job);
      world.figures().worked(number, began, world.timeline().now(), isUseful);
    }
  }

  private Receipt receipt(Assignment assignment, Content result) {
    return JobSamples.receipt(assignment.attempt(), assignment.requester(), id, result);
  }

  private void say(Assignment assignment, WorkerEffect effect, AuctionEvent event) {
    say(assignment.requester(), assignment.attempt().job(), effect, event);
  }

  private void say(PeerId to, JobId job, WorkerEffect effect, AuctionEvent event) {
    SimulatedRequester requester = world.requester(to);
    int index = World.jobOf(job);
    world.traffic().said(index, effect);
    world.say(requester.number(), number, index, effect, () -> requester.tell(job, event));
  }
}
