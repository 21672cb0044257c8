package io.grapevine.network;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.coordination.JobNetwork;
import io.grapevine.coordination.JobTracing;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.coordination.NetworkView;
import io.grapevine.coordination.OutcomeSeals;
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
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jobs over a libp2p network, which belongs to whoever made it and is left open at the end. */
public final class Libp2pJobNetwork implements JobNetwork {
  /** One in use, one that a reconnected peer has opened before the first was missed. */
  private static final int BID_STREAMS_PER_PEER = 2;

  /** Longest wait for what was said last to get out when this ends. */
  private static final Duration LAST_WORDS_LIMIT = Duration.ofSeconds(2);

  private final PeerNetwork network;
  private final NetworkConfig config;
  private final NetworkObserver observer;
  private final JobTracing tracing;
  private final StreamOpener opener;
  private final BidLines bidLines;
  private volatile @Nullable Parts parts;

  /** What exists once somebody listens. */
  private record Parts(
      BidReceiver bids,
      OutgoingAttempts outgoing,
      IncomingAttempts incoming,
      GossipVoice voice,
      Introducer introducer) {}

  /** Not listening yet. */
  public Libp2pJobNetwork(PeerNetwork network, NetworkConfig config, NetworkObserver observer) {
    this(network, config, observer, JobTracing.NONE);
  }

  /** Not listening yet; awards carry what this says of their attempts. */
  public Libp2pJobNetwork(
      PeerNetwork network, NetworkConfig config, NetworkObserver observer, JobTracing tracing) {
    this.network = network;
    this.config = config;
    this.observer = observer;
    this.tracing = tracing;
    this.opener = new StreamOpener(network, this::remind);
    this.bidLines = new BidLines(opener, config, observer);
  }

  @Override
  public PeerId self() {
    return network.self();
  }

  @Override
  public OutcomeSeals seals() {
    return EnvelopeSeals.INSTANCE;
  }

  @Override
  public void start(Set<WorkType> workTypes, NetworkEvents events) {
    Introducer introducer = new Introducer(network, config.introductions(), workTypes, observer);
    Parts started =
        new Parts(
            new BidReceiver(config, events, observer),
            new OutgoingAttempts(self(), opener, config, events, observer),
            new IncomingAttempts(opener, config, events, observer),
            new GossipVoice(network, Set.copyOf(workTypes), events, introducer),
            introducer);
    parts = started;
    opener.serve(new ProtocolBinding(Topics.BID_PROTOCOL, BID_STREAMS_PER_PEER, started.bids()));
    opener.serve(
        new ProtocolBinding(Topics.WORK_PROTOCOL, config.workStreamsPerPeer(), started.incoming()));
    new GossipTopics(network, events, introducer, observer).subscribe(workTypes);
    introducer.start();
  }

  @Override
  public void publishOffer(Offer offer) {
    parts().voice().publish(offer);
  }

  @Override
  public void sendBid(PeerId requester, Bid bid) {
    answer(requester, new BidMessage.Placed(bid));
  }

  @Override
  public void sendRefusal(PeerId requester, Refusal refusal) {
    answer(requester, new BidMessage.Refused(refusal));
  }

  @Override
  public void rejectBid(Bid bid) {
    answer(bid.worker(), new BidMessage.Rejected(bid.reservation()));
  }

  @Override
  public void dial(AuctionEffect.Dial award, JobSpec job) {
    parts().outgoing().dial(award, job, tracing.ofAttempt(award.attempt()).orElse(null));
  }

  @Override
  public void sendPayload(AttemptId attempt, Content payload) {
    parts().outgoing().sendPayload(attempt, payload);
  }

  @Override
  public void abandon(AttemptId attempt, AttemptEnd reason) {
    parts().outgoing().abandon(attempt, reason);
  }

  @Override
  public void detach(JobId job) {
    parts().outgoing().detach(job);
  }

  @Override
  public void acknowledge(AttemptId attempt) {
    parts().outgoing().acknowledge(attempt);
  }

  @Override
  public void confirmAward(Assignment assignment) {
    parts()
        .incoming()
        .with(
            assignment,
            attempt -> {
              attempt.trace().ifPresent(parent -> tracing.awarded(assignment, parent));
              attempt.confirm();
            });
  }

  @Override
  public void declineAward(Assignment assignment, DeclineReason reason, String detail) {
    parts().incoming().with(assignment, attempt -> attempt.decline(reason, detail));
  }

  @Override
  public void sendHeartbeat(Assignment assignment, @Nullable Progress progress) {
    parts()
        .incoming()
        .with(assignment, attempt -> attempt.send(new WorkMessage.Heartbeat(progress)));
  }

  @Override
  public void sendResult(Assignment assignment, Content result, Usage usage) {
    parts()
        .incoming()
        .with(assignment, attempt -> attempt.sendResult(network.keyPair(), result, usage));
  }

  @Override
  public void sendFailure(Assignment assignment, Failure failure, boolean begun) {
    parts()
        .incoming()
        .with(assignment, attempt -> attempt.sendLast(new WorkMessage.WorkFailure(failure, begun)));
  }

  @Override
  public void publishOutcome(Outcome outcome) {
    parts().voice().publish(outcome);
  }

  @Override
  public void announce(Announcement announcement) {
    parts().voice().publish(announcement);
  }

  @Override
  public NetworkView view() {
    return network.view();
  }

  @Override
  public void close() {
    Parts started = parts;
    if (started != null) {
      started.introducer().close();
      started.voice().close();
      Countdown left = new Countdown(LAST_WORDS_LIMIT);
      started.outgoing().close(left);
      started.incoming().close(left);
    }
    bidLines.close();
  }

  private void remind(PeerId peer) {
    Parts started = parts;
    if (started != null) {
      started.introducer().recall(peer);
    }
  }

  /** This peer's answers to itself take no stream. */
  private void answer(PeerId peer, BidMessage message) {
    if (peer.equals(self())) {
      parts().bids().accept(peer, message);
    } else {
      bidLines.send(peer, message);
    }
  }

  private Parts parts() {
    Parts started = parts;
    if (started == null) {
      throw new IllegalStateException("the network was not started");
    }
    return started;
  }
}
