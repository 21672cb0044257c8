package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.peer;

import io.grapevine.libp2p.host.DialException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A host whose network is a map from addresses to the peers that answer there. */
final class FakeReach implements Reach {
  private final PeerId self;
  private final List<Multiaddr> own;
  private final Map<Multiaddr, PeerId> network = new LinkedHashMap<>();
  private final Set<PeerId> connected = new HashSet<>();
  private final List<Consumer<PeerId>> listeners = new CopyOnWriteArrayList<>();
  private final List<Candidate> known = new CopyOnWriteArrayList<>();
  private int dials;

  FakeReach() {
    this(peer("self"));
  }

  FakeReach(PeerId self, Multiaddr... own) {
    this.self = self;
    this.own = List.of(own);
  }

  synchronized void listen(Multiaddr place, PeerId who) {
    network.put(place, who);
  }

  synchronized void silence(Multiaddr place) {
    network.remove(place);
  }

  void drop(PeerId peer) {
    synchronized (this) {
      connected.remove(peer);
    }
    listeners.forEach(listener -> listener.accept(peer));
  }

  void remember(Candidate candidate) {
    known.add(candidate);
  }

  synchronized Set<PeerId> connected() {
    return Set.copyOf(connected);
  }

  synchronized int dials() {
    return dials;
  }

  @Override
  public PeerId self() {
    return self;
  }

  @Override
  public List<Multiaddr> ownAddresses() {
    return own;
  }

  @Override
  public Contacts contacts() {
    return new Contacts(self, connected(), Set.of());
  }

  @Override
  public List<Candidate> known() {
    return known;
  }

  @Override
  public synchronized PeerId dial(Dial dial, Duration limit) throws IOException {
    dials++;
    for (Multiaddr address : dial.addresses()) {
      PeerId who = network.get(address);
      if (who != null && (dial.target() instanceof Target.ToAddress || isWanted(dial, who))) {
        if (!who.equals(self)) {
          connected.add(who);
        }
        return who;
      }
    }
    throw new DialException(DialException.Reason.REFUSED, "nobody listens");
  }

  private static boolean isWanted(Dial dial, PeerId who) {
    return dial.target().equals(new Target.ToPeer(who));
  }

  @Override
  public void onLost(Consumer<PeerId> listener) {
    listeners.add(listener);
  }
}
