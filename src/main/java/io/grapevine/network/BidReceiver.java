package io.grapevine.network;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.WorkerEvent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Serves the streams on which others answer this peer's offers, and its bids. */
final class BidReceiver implements StreamHandler {
  /** An honest sender closes its idle stream long before. */
  private static final Duration SILENCE_MAX = Duration.ofMinutes(10);

  private final NetworkConfig config;
  private final NetworkEvents events;
  private final NetworkObserver observer;

  BidReceiver(NetworkConfig config, NetworkEvents events, NetworkObserver observer) {
    this.config = config;
    this.events = events;
    this.observer = observer;
  }

  @Override
  public void handle(Stream stream) throws IOException {
    stream.readTimeout(SILENCE_MAX);
    Throttle throttle = new Throttle(config.bidsPerSecond());
    try {
      while (true) {
        byte[] frame = Frames.read(stream.input(), BidCodec.FRAME_MAX);
        accept(stream.remotePeer(), BidCodec.decode(frame, stream.remotePeer()));
        throttle.pass();
      }
    } catch (EOFException over) {
      stream.close();
    } catch (MalformedException unsound) {
      observer.streamMalformed(Topics.BID_PROTOCOL);
      throw unsound;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two bids");
    }
  }

  /** Takes what a peer said; its identity is proven. */
  void accept(PeerId sender, BidMessage message) {
    switch (message) {
      case BidMessage.Placed placed when mayWork(sender) ->
          events.auctionEvent(
              placed.bid().offer().job(), new AuctionEvent.BidReceived(placed.bid()));
      case BidMessage.Placed _ -> observer.bidDropped();
      case BidMessage.Refused refused ->
          events.auctionEvent(
              refused.refusal().offer().job(), new AuctionEvent.RefusalReceived(refused.refusal()));
      case BidMessage.Rejected rejected ->
          events.workerEvent(new WorkerEvent.BidRejected(sender, rejected.reservation()));
    }
  }

  private boolean mayWork(PeerId worker) {
    return config.allowedWorkers().isEmpty() || config.allowedWorkers().contains(worker);
  }
}
