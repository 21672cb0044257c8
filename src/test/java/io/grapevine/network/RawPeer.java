package io.grapevine.network;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer that speaks the protocol by hand, well or badly. */
final class RawPeer implements AutoCloseable {
  /** Names no reservation that anybody made. */
  static final ReservationId NEVER_BID = new ReservationId(7);

  final Host host = Networks.host();
  final PubSub pubSub = PubSub.start(host, GossipConfig.defaults(), PubSubObserver.NOOP);
  final BlockingQueue<BidMessage> bids = new LinkedBlockingQueue<>();

  RawPeer() throws IOException {}

  PeerId id() {
    return host.peerId();
  }

  /** Collects the bids that come. */
  void collectBids() {
    serve(
        Topics.BID_PROTOCOL,
        stream -> {
          while (true) {
            byte[] frame = Frames.read(stream.input(), BidCodec.FRAME_MAX);
            bids.add(BidCodec.decode(frame, stream.remotePeer()));
          }
        });
  }

  BidMessage bid() throws InterruptedException {
    BidMessage bid = bids.poll(10, TimeUnit.SECONDS);
    if (bid == null) {
      throw new AssertionError("no bid came in time");
    }
    return bid;
  }

  void serve(String protocol, StreamHandler handler) {
    host.register(new ProtocolBinding(protocol, 16, handler));
  }

  /** Answers every offer of the topic with the best of all bids. */
  void bidForEverything() {
    pubSub.subscribe(
        Topics.offers(ScriptedRunner.ECHO),
        message -> Verdict.ACCEPT,
        message -> Thread.startVirtualThread(() -> bidFor(message.payload())));
  }

  Stream open(PeerId peer, String protocol) throws IOException {
    return host.open(peer, List.of(protocol), Duration.ofSeconds(5));
  }

  static void send(Stream stream, WorkMessage message) throws IOException {
    Frames.write(WorkCodec.encode(message), stream.output());
    stream.output().flush();
  }

  static WorkMessage read(Stream stream) throws IOException {
    stream.readTimeout(Duration.ofSeconds(10));
    return WorkCodec.decode(Frames.read(stream.input(), WorkCodec.FRAME_MAX));
  }

  static WorkMessage.Award award(
      AttemptId attempt, ReservationId reservation, long payloadSize, Content payload) {
    return new WorkMessage.Award(
        attempt,
        reservation,
        ScriptedRunner.ECHO,
        payloadSize,
        payload.digest(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5));
  }

  private void bidFor(byte[] message) {
    try {
      Offer offer = OfferCodec.decode(message).offers().getFirst();
      try (Stream stream = open(offer.requester(), Topics.BID_PROTOCOL)) {
        Frames.write(
            BidCodec.encode(
                new BidMessage.Placed(
                    new Bid(
                        offer.id(),
                        id(),
                        NEVER_BID,
                        new Load(0, 1, 0, 1_000, 0, 0),
                        Duration.ofSeconds(3)))),
            stream.output());
        stream.output().flush();
      }
    } catch (IOException failure) {
      throw new AssertionError("the bid could not be placed", failure);
    }
  }

  @Override
  public void close() {
    pubSub.close();
    host.close();
  }
}
