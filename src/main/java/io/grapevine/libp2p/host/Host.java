package io.grapevine.libp2p.host;

import io.grapevine.libp2p.host.DialException.Reason;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.Multihash;
import io.grapevine.libp2p.noise.NoiseIdentity;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ByteBudget;
import io.grapevine.libp2p.resources.ResourceLimits;
import io.grapevine.libp2p.resources.ResourceSnapshot;
import io.grapevine.libp2p.resources.Resources;
import io.grapevine.libp2p.transport.Upgrader;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A libp2p host over TCP, Noise and Yamux: listens, dials, serves and opens streams. Safe for use
 * by many threads; calls that take a duration block for no longer than that.
 *
 * <p>Several connections with one peer are tolerated for a while, since two peers may dial each
 * other at once; new streams go over the one that both ends prefer, and the others are closed.
 * Everything outside the peer's control has a limit in {@link HostConfig}.
 */
public final class Host implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  private final KeyPair keyPair;
  private final HostConfig config;
  private final List<Multiaddr> listenAddresses;
  private final SelfDescription self;
  private final PeerEvents events = new PeerEvents();
  private final Protocols protocols = new Protocols();
  private final Resources resources;
  private final Protection protection = new Protection();
  private final ConnectionTable table;
  private final PeerStore store;
  private final Connector connector;
  private final Dialer dialer;
  private final OutboundStreams streams;
  private final Identify identify;
  private final Ping ping;
  private final Upkeep upkeep;
  private final Listening listening = new Listening();
  private final OwnAddresses own;
  private boolean started;
  private boolean closed;

  Host(HostBuilder builder, KeyPair keyPair) {
    this.keyPair = keyPair;
    this.config = builder.config();
    this.listenAddresses = builder.listenAddresses();
    HostConfig.Times times = config.times();
    SecureRandom random = new SecureRandom();
    self = new SelfDescription(keyPair, InstantSource.system());
    table = new ConnectionTable(events);
    store = new PeerStore(config.known(), System::nanoTime, table::isConnected);
    resources = new Resources(config.limits());
    Refusals refusals = new Refusals(builder.observer());
    InboundStreams inbound =
        new InboundStreams(
            protocols, builder.observer(), resources.streams(), refusals, times.negotiation());
    Upgrader upgrader =
        new Upgrader(
            NoiseIdentity.create(keyPair, random),
            random,
            config.yamux(),
            times.ofConnections(),
            resources.buffers());
    LinkEvents links = new LinkEvents(table, inbound, builder.observer(), refusals);
    connector =
        new Connector(
            peerId(),
            table,
            builder.gater(),
            builder.observer(),
            upgrader,
            links,
            config,
            resources,
            refusals);
    AddressRace race = new AddressRace(connector::dial, times);
    dialer = new Dialer(table, store, builder.gater(), race, config, resources, refusals);
    streams =
        new OutboundStreams(
            table, store, dialer, builder.observer(), resources.streams(), refusals, times);
    own =
        new OwnAddresses(
            self, new ObservedAddresses(table::isConnected), builder.announceObserved());
    identify =
        new Identify(own, self, builder.agentVersion(), protocols, table, store, streams, times);
    ping = new Ping(streams, random);
    Trimmer trimmer = new Trimmer(config.trimming(), protection, refusals);
    upkeep = new Upkeep(table, store, identify, refusals, resources.buffers(), trimmer, times);
    identify.register();
    ping.register(protocols);
    table.onAdded(identify::start);
  }

  /** A host is made by {@code Host.builder().keyPair(...).build()}. */
  public static HostBuilder builder() {
    return new HostBuilder();
  }

  /**
   * Binds the listen addresses and starts to serve.
   *
   * @throws IOException if an address cannot be bound; the host is closed then
   */
  public synchronized void start() throws IOException {
    if (started || closed) {
      throw new IllegalStateException("a host starts once");
    }
    started = true;
    events.start();
    upkeep.start();
    try {
      own.listening(listening.bind(listenAddresses, connector::accepted));
    } catch (IOException e) {
      close();
      throw e;
    }
    LOG.debug("libp2p peer {} listens on {}", peerId(), addresses());
  }

  public PeerId peerId() {
    return keyPair.peerId();
  }

  public KeyPair keyPair() {
    return keyPair;
  }

  /** The addresses to be reached at, with real ports, without peer id; empty before the start. */
  public List<Multiaddr> addresses() {
    return self.published().addresses();
  }

  /** This host's addresses in a record signed by it, as Identify sends it. */
  public SignedEnvelope signedRecord() {
    return self.published().envelope();
  }

  /**
   * Announces other addresses than the bound ones, as behind a port mapping; connected peers are
   * told.
   */
  public void announceAddresses(List<Multiaddr> addresses) {
    own.announce(addresses);
    identify.changed();
  }

  /**
   * Where several other peers agree to see this host; announced only if the host was built to do
   * so.
   */
  public List<Multiaddr> observedAddresses() {
    return own.believed();
  }

  /**
   * Serves a protocol from now on; connected peers are told.
   *
   * @throws IllegalStateException if it is served already, or too many are
   */
  public void register(ProtocolBinding binding) {
    protocols.register(binding);
    identify.changed();
  }

  /**
   * Connects with a peer unless it is connected. The addresses are remembered as hints and tried
   * together with those known.
   *
   * @throws DialException with the reason if it does not succeed
   */
  public void connect(PeerId peer, List<Multiaddr> addresses, Duration timeout) throws IOException {
    checkOpen();
    store.addAddresses(peer, addresses, config.times().addressLife());
    dialer.dial(peer, Deadline.after(timeout));
  }

  /**
   * Connects with whoever answers at an address; if the address ends in a peer id, it must be that
   * peer.
   *
   * @return who answered
   * @throws DialException with the reason if it does not succeed
   */
  public PeerId connect(Multiaddr address, Duration timeout) throws IOException {
    checkOpen();
    Optional<byte[]> named = address.peerIdBytes();
    if (named.isPresent()) {
      PeerId peer = PeerId.of(Multihash.decode(named.get()));
      connect(peer, List.of(address), timeout);
      return peer;
    }
    return dialer.dial(address, Deadline.after(timeout)).peer();
  }

  /**
   * Opens a stream for the first of the protocols that the peer speaks; dials the peer's known
   * addresses if it is not connected. If Identify has told that the peer speaks one of them, that
   * one is taken without asking; should the peer turn it down nevertheless, the first read throws.
   *
   * @throws DialException with the reason if it does not succeed
   */
  public Stream open(PeerId peer, List<String> protocolIds, Duration timeout) throws IOException {
    checkOpen();
    return streams.open(peer, protocolIds, Deadline.after(timeout));
  }

  public Set<PeerId> connectedPeers() {
    return table.peers();
  }

  public List<ConnectionSnapshot> connections() {
    return table.all().stream().map(PeerLink::snapshot).toList();
  }

  /** Bytes held for streams of all connections: received and unread, or written and unsent. */
  public long bufferedBytes() {
    return table.all().stream().mapToLong(link -> link.connection().bufferedBytes()).sum();
  }

  /** Memory for messages that wait to be sent to others, shared out among them. */
  public ByteBudget gossipMemory() {
    return resources.gossip();
  }

  /** What this host may hold. */
  public ResourceLimits limits() {
    return resources.limits();
  }

  /** What is used of the limits at this moment. */
  public ResourceSnapshot resources() {
    return resources.snapshot();
  }

  public boolean isConnected(PeerId peer) {
    return table.isConnected(peer);
  }

  /** Closes all connections with a peer in order, in the background. */
  public void disconnect(PeerId peer) {
    table.disconnect(peer);
  }

  /**
   * Keeps the connections of a peer from being given up when there are too many, until the same tag
   * is taken off.
   */
  public void protect(PeerId peer, String tag) {
    protection.protect(peer, tag);
  }

  /** Takes a tag off a peer; whether it stays protected depends on its other tags. */
  public void unprotect(PeerId peer, String tag) {
    protection.unprotect(peer, tag);
  }

  public boolean isProtected(PeerId peer) {
    return protection.isProtected(peer);
  }

  /**
   * Prefers peers: their connections are given up last.
   *
   * @param peers asked when connections are to be given up; must answer within moments and not
   *     throw
   */
  public void prefer(Supplier<Set<PeerId>> peers) {
    protection.prefer(peers);
  }

  public PeerStore peerStore() {
    return store;
  }

  /**
   * Adds a listener for what happens from now on; peers that are connected already are not reported
   * to it.
   */
  public void addListener(PeerListener listener) {
    events.add(listener);
  }

  /**
   * The round trip time to a peer, measured with the ping protocol.
   *
   * @throws IOException if the peer does not answer in time
   */
  public Duration ping(PeerId peer, Duration timeout) throws IOException {
    checkOpen();
    return ping.ping(peer, Deadline.after(timeout));
  }

  private synchronized void checkOpen() throws DialException {
    if (closed || !started) {
      throw new DialException(Reason.CLOSED, "host is not running");
    }
  }

  /** Says goodbye to all peers and closes everything; takes no longer than a goodbye may take. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    listening.close();
    upkeep.close();
    table.close(config.times().goodbye().plusSeconds(1));
    events.close();
  }
}
