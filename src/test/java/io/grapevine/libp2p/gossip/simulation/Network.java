package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** All links, and the weather over them. */
final class Network {

  private static final byte[] NOTHING = {};
  private static final double NANOS_PER_HOUR = 3.6e12;

  private final World world;
  private final Weather weather;
  private final Transcript transcript;
  private final RandomGenerator random;
  private final Map<Long, Link> links = new LinkedHashMap<>();
  private boolean calm;

  Network(World world, Weather weather, Transcript transcript) {
    this.world = world;
    this.weather = weather;
    this.transcript = transcript;
    this.random = world.chance("weather");
  }

  /** The first dials the second, now and whenever the connection is lost. False if it does. */
  boolean join(Participant dialler, Participant listener) {
    long low = Math.min(dialler.number(), listener.number());
    long high = Math.max(dialler.number(), listener.number());
    long min = weather.delayMin().toNanos();
    long delay = min + random.nextLong(weather.delayMax().toNanos() - min + 1);
    Link link = new Link(dialler, listener, delay);
    if (low == high || links.putIfAbsent(low << 32 | high, link) != null) {
      return false;
    }
    dialSoon(link);
    return true;
  }

  List<Link> links() {
    return new ArrayList<>(links.values());
  }

  /** Nanoseconds from receiving a message to having checked its signature. */
  long checking() {
    return weather.checking().toNanos();
  }

  /** From now on no link breaks by itself and no packet is lost. */
  void calmDown() {
    calm = true;
  }

  /** Cuts the links that the condition names; both ends notice in the course of time. */
  void partition(Predicate<Link> between) {
    for (Link link : links.values()) {
      if (between.test(link)) {
        link.sever(true);
        breakAfter(link, upTo(weather.notice()));
      }
    }
  }

  /** Mends all cuts; the diallers try again. */
  void heal() {
    for (Link link : links.values()) {
      if (link.severed()) {
        link.sever(false);
        dialSoon(link);
      }
    }
  }

  /** A participant is going away: all its connections end at once. */
  void leave(Participant who) {
    links.values().stream()
        .filter(link -> link.dialler() == who || link.listener() == who)
        .forEach(this::breakUp);
  }

  /** One end closes the connection; both hear of it after what is being done now. */
  void end(Link link) {
    int life = link.life();
    world.after(
        0,
        () -> {
          if (link.livesAs(life)) {
            breakUp(link);
          }
        });
  }

  /** Sends the bytes of one RPC; they arrive after everything that was sent before. */
  void send(Link link, Participant from, byte[] rpc) {
    Participant to = link.other(from);
    transcript.add(world.nanos(), Transcript.Kind.SENT, from.number(), to.number(), rpc);
    carry(
        link,
        from,
        travel(link),
        () -> {
          note(Transcript.Kind.RECEIVED, from, to);
          to.received(link, rpc);
        });
  }

  private void dialSoon(Link link) {
    world.after(upTo(weather.redialMax()), () -> dial(link));
  }

  private void dial(Link link) {
    if (link.up() || link.severed()) {
      return;
    }
    if (!link.dialler().running() || !link.listener().running()) {
      dialSoon(link);
      return;
    }
    link.comeUp();
    note(Transcript.Kind.CONNECTED, link.dialler(), link.listener());
    link.dialler().connected(link);
    link.listener().connected(link);
    open(link, link.dialler());
    open(link, link.listener());
    if (weather.breaksPerHour() > 0 && !calm) {
      double mean = NANOS_PER_HOUR / weather.breaksPerHour();
      breakAfter(link, (long) (random.nextExponential() * mean));
    }
  }

  /** A round trip for agreeing on the protocol; then the stream is open here, and later there. */
  private void open(Link link, Participant from) {
    int life = link.life();
    world.after(
        2 * link.delay(),
        () -> {
          if (link.livesAs(life)) {
            carry(link, from, travel(link), () -> link.other(from).incomingOpened(link));
            note(Transcript.Kind.OPENED, link.dialler(), link.listener());
            from.outgoingOpened(link);
          }
        });
  }

  private void breakAfter(Link link, long wait) {
    int life = link.life();
    world.after(
        wait,
        () -> {
          if (link.livesAs(life) && (!calm || link.severed())) {
            breakUp(link);
          }
        });
  }

  private void breakUp(Link link) {
    if (!link.up()) {
      return;
    }
    link.goDown();
    note(Transcript.Kind.BROKEN, link.dialler(), link.listener());
    link.dialler().disconnected(link);
    link.listener().disconnected(link);
    dialSoon(link);
  }

  private void carry(Link link, Participant from, long travel, Runnable arrival) {
    if (!link.up()) {
      return;
    }
    int life = link.life();
    long at = link.inOrder(link.other(from), world.nanos() + travel);
    world.at(
        at,
        () -> {
          if (link.livesAs(life) && !link.severed()) {
            arrival.run();
          }
        });
  }

  private long travel(Link link) {
    double shift = (random.nextDouble() * 2 - 1) * weather.jitter();
    long time = link.delay() + (long) (link.delay() * shift);
    long resend = weather.resendAfter().toNanos();
    while (!calm && weather.loss() > 0 && random.nextDouble() < weather.loss()) {
      time += resend;
      resend *= 2;
    }
    return time;
  }

  private long upTo(Duration longest) {
    return random.nextLong(longest.toNanos() + 1);
  }

  private void note(Transcript.Kind kind, Participant from, Participant to) {
    transcript.add(world.nanos(), kind, from.number(), to.number(), NOTHING);
  }
}
