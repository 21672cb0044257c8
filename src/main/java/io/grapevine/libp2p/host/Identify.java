package io.grapevine.libp2p.host;

import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identify and Identify push: asks on every new connection, answers, and tells connected peers,
 * after a short delay, when our own protocols or addresses change. What a peer says is checked
 * against the identity that its connection has proven.
 */
final class Identify {
  static final String ID = "/ipfs/id/1.0.0";
  static final String PUSH_ID = "/ipfs/id/push/1.0.0";

  private static final Logger LOG = LoggerFactory.getLogger(Identify.class);
  private static final int STREAMS_PER_PEER = 4;
  private static final int PARALLEL_PUSHES = 32;
  private static final int ATTEMPTS = 3;
  private static final long NO_PUSH = Long.MAX_VALUE;

  private final OwnAddresses own;
  private final SelfDescription self;
  private final String agent;
  private final Protocols protocols;
  private final ConnectionTable table;
  private final PeerStore store;
  private final OutboundStreams streams;
  private final HostConfig.Times times;
  private final Semaphore pushes = new Semaphore(PARALLEL_PUSHES);
  private final AtomicLong pushDue = new AtomicLong(NO_PUSH);

  Identify(
      OwnAddresses own,
      SelfDescription self,
      String agent,
      Protocols protocols,
      ConnectionTable table,
      PeerStore store,
      OutboundStreams streams,
      HostConfig.Times times) {
    this.own = own;
    this.self = self;
    this.agent = agent;
    this.protocols = protocols;
    this.table = table;
    this.store = store;
    this.streams = streams;
    this.times = times;
  }

  void register() {
    protocols.register(new ProtocolBinding(ID, STREAMS_PER_PEER, this::answer));
    protocols.register(new ProtocolBinding(PUSH_ID, STREAMS_PER_PEER, this::receivePush));
  }

  /** Asks the other end of a new connection, in the background. */
  void start(PeerLink link) {
    Thread.ofVirtual().name("libp2p-identify").start(() -> ask(link));
  }

  /** Our protocols or addresses have changed; changes that follow soon go out together. */
  void changed() {
    pushDue.compareAndSet(NO_PUSH, System.nanoTime() + times.pushDelay().toNanos());
  }

  /** Sends what is due. */
  void tick(long now) {
    if (own.tick(now)) {
      changed();
    }
    long due = pushDue.get();
    if (due != NO_PUSH && due - now <= 0 && pushDue.compareAndSet(due, NO_PUSH)) {
      table.peers().forEach(peer -> Thread.ofVirtual().start(() -> push(peer)));
    }
  }

  private void ask(PeerLink link) {
    for (int attempt = 1; attempt <= ATTEMPTS && link.connection().usable(); attempt++) {
      Deadline deadline = Deadline.after(times.identify());
      try (Stream stream = streams.openOn(link, List.of(ID), deadline)) {
        stream.closeWrite();
        IdentifyMessage message = IdentifyMessage.read(deadline.limit(stream));
        learn(link.peer(), message);
        message.observedAddress().ifPresent(place -> own.seen(link, place, System.nanoTime()));
        return;
      } catch (DialException e) {
        if (e.reason() == DialException.Reason.PROTOCOL_UNSUPPORTED) {
          LOG.debug("{} does not speak Identify", link.peer());
          return;
        }
        LOG.debug("Identify with {} failed, attempt {}", link.peer(), attempt, e);
      } catch (IOException e) {
        LOG.debug("Identify with {} failed, attempt {}", link.peer(), attempt, e);
      }
    }
  }

  private void learn(PeerId peer, IdentifyMessage message) throws MalformedException {
    if (message.publicKey().isPresent()
        && !PublicKey.decode(message.publicKey().get()).peerId().equals(peer)) {
      throw new MalformedException("Identify shows the key of another peer");
    }
    if (message.signedRecord().isPresent()) {
      byte[] envelope = message.signedRecord().get();
      PeerRecord signed = PeerRecord.open(envelope);
      if (!signed.peerId().equals(peer)) {
        throw new MalformedException("Identify shows the record of another peer");
      }
      store.accept(signed, envelope, times.addressLife());
    } else {
      store.addAddresses(peer, message.addresses(), times.addressLife());
    }
    // In a push a missing field means "unchanged".
    Set<String> spoken =
        message.protocols().isEmpty() ? store.protocols(peer) : message.protocols();
    store.identified(peer, spoken, message.agent().orElse(store.agent(peer)));
    table.announceIdentified(peer, store.protocols(peer));
  }

  private void answer(Stream stream) throws IOException {
    say(stream);
    stream.closeWrite();
  }

  private void say(Stream stream) throws IOException {
    for (byte[] message : describe(stream)) {
      stream.output().write(LengthPrefixed.frame(message));
    }
  }

  private List<byte[]> describe(Stream stream) throws IOException {
    Multiaddr observed =
        ((HostStream) stream)
            .linkIn(table)
            .map(PeerLink::address)
            .orElseThrow(() -> new IOException("connection is gone"));
    SelfDescription.Published own = self.published();
    return IdentifyMessage.encode(
        self.keyPair().publicKey().encoded(),
        own.addresses(),
        protocols.ids(),
        observed,
        agent,
        own.envelope().encoded());
  }

  private void receivePush(Stream stream) throws IOException {
    InputStream in = Deadline.after(times.identify()).limit(stream);
    learn(stream.remotePeer(), IdentifyMessage.read(in));
  }

  /** On a connection that stands: news is no reason to dial somebody who said goodbye. */
  private Stream push(PeerLink link) throws IOException {
    return streams.openOn(link, List.of(PUSH_ID), Deadline.after(times.identify()));
  }

  private void push(PeerId peer) {
    Optional<PeerLink> link =
        table.links(peer).stream().filter(l -> l.connection().usable()).findFirst();
    if (link.isEmpty() || !store.protocols(peer).contains(PUSH_ID)) {
      return;
    }
    try {
      pushes.acquire();
      try (Stream stream = push(link.get())) {
        say(stream);
        stream.closeWrite();
        stream.readTimeout(times.identify());
        // The end of the remote's direction tells that it has taken the push.
        if (stream.input().read() >= 0) {
          stream.reset();
        }
      } finally {
        pushes.release();
      }
    } catch (IOException e) {
      LOG.debug("pushing Identify to {} failed", peer, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
