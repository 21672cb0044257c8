package io.grapevine.libp2p.yamux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamuxSessionTest {
  private static final YamuxConfig SMALL =
      new YamuxConfig(
          4, 4, 3, 1024, 8192, 16_384, 512, YamuxConfig.WINDOW_BYTES, YamuxConfig.WINDOW_BYTES, 8);

  private final YamuxPair pair = new YamuxPair(YamuxConfig.DEFAULT);
  private final byte[] buffer = new byte[1 << 20];

  @Test
  void sendsOpeningAndRequestInOneFrameAndTheEndInTheNext() {
    YamuxStream stream = pair.open();
    write(stream, "request");
    stream.finish();

    assertThat(Frames.parse(Frames.drain(pair.dialer)))
        .containsExactly(
            new Frames.Seen(Frame.DATA, Frame.SYN, 1, 7),
            new Frames.Seen(Frame.DATA, Frame.FIN, 1, 0));
  }

  @Test
  void acknowledgesWithTheAnswer() {
    YamuxStream stream = pair.open();
    write(stream, "request");
    stream.finish();
    pair.exchange();
    YamuxStream inbound = pair.accepted();
    assertThat(read(inbound)).isEqualTo("request");
    write(inbound, "answer");
    inbound.finish();

    assertThat(Frames.parse(Frames.drain(pair.listener)))
        .containsExactly(
            new Frames.Seen(Frame.DATA, Frame.ACK, 1, 6),
            new Frames.Seen(Frame.DATA, Frame.FIN, 1, 0));
  }

  @Test
  void freesAStreamWhenBothDirectionsEnd() {
    YamuxStream stream = pair.open();
    stream.finish();
    pair.exchange();
    assertThat(pair.dialer.streamCount()).isOne();
    pair.accepted().finish();
    pair.exchange();

    assertThat(pair.dialer.streamCount()).isZero();
    assertThat(pair.listener.streamCount()).isZero();
    assertThat(pair.dialerEvents).contains(new YamuxEvent.Finished(stream));
    assertThat(stream.read(buffer, 0, 1)).isEqualTo(YamuxStream.END);
  }

  @Test
  void keepsWhatARemoteHasLeftBehindUpToItsLimit() {
    YamuxStream large = pair.open();
    pump(large, YamuxConfig.WINDOW_BYTES);
    YamuxStream small = pair.open();
    write(small, "x");
    small.flush();
    pair.exchange();
    YamuxStream empty = pair.open();
    empty.finish();
    pair.exchange();
    List<YamuxStream> inbound = pair.allAccepted();
    pair.listener.outlive();

    assertThat(inbound).allMatch(YamuxStream::isReset);
    assertThat(inbound)
        .extracting(YamuxStream::available)
        .containsExactly(YamuxSession.LEFT_BEHIND_MAX, 0, 0);
    assertThat(inbound).extracting(YamuxStream::endedInOrder).containsExactly(false, false, true);
    assertThat(pair.listener.unreadBytes()).isEqualTo(YamuxSession.LEFT_BEHIND_MAX);
    inbound.getFirst().reset();
    assertThat(pair.listener.unreadBytes()).isZero();
    assertThat(pair.listener.hasOutput()).isFalse();
  }

  @Test
  void asksForNothingMoreOfARemoteThatIsGone() {
    YamuxStream stream = pair.open();
    pump(stream, YamuxConfig.WINDOW_BYTES);
    YamuxStream inbound = pair.accepted();
    pair.exchange();
    pair.listener.outlive();

    assertThat(inbound.read(buffer, 0, buffer.length)).isEqualTo(YamuxConfig.WINDOW_BYTES);
    assertThat(inbound.read(buffer, 0, 1)).isEqualTo(YamuxStream.END);
    assertThat(pair.listener.hasOutput()).isFalse();
  }

  @Test
  void stopsAtTheWindowUntilTheReaderConsumes() {
    YamuxStream stream = pair.open();
    int taken = pump(stream, 1 << 20);
    YamuxStream inbound = pair.accepted();
    inbound.flush();

    assertThat(inbound.available()).isEqualTo(YamuxConfig.WINDOW_BYTES);
    assertThat(taken)
        .isEqualTo(YamuxConfig.WINDOW_BYTES + YamuxConfig.DEFAULT.maxPendingPerStream());
    assertThat(pair.listener.unreadBytes()).isEqualTo(YamuxConfig.WINDOW_BYTES);

    pair.exchange();
    inbound.read(buffer, 0, YamuxConfig.WINDOW_BYTES / 2 - 1);
    assertThat(pair.listener.hasOutput()).as("credit below half a window waits").isFalse();
    inbound.read(buffer, 0, 1);
    pair.exchange();
    assertThat(pair.dialer.pendingBytes()).isZero();
    assertThat(pair.dialerEvents).contains(new YamuxEvent.Writeable(stream));
  }

  @Test
  void carriesManyWindowsUnchanged() {
    YamuxStream stream = pair.open();
    byte[] sent = new byte[3 << 20];
    new java.util.Random(7).nextBytes(sent);
    byte[] received = new byte[sent.length];
    int out = 0;
    int in = 0;
    while (in < sent.length) {
      out += stream.write(sent, out, sent.length - out);
      stream.flush();
      pair.exchange();
      int count = pair.accepted().read(received, in, received.length - in);
      in += Math.max(0, count);
      pair.exchange();
    }

    assertThat(received).isEqualTo(sent);
  }

  @Test
  void letsStreamsTakeTurnsAndControlGoFirst() {
    YamuxStream bulk = pair.open();
    bulk.write(new byte[50_000], 0, 50_000);
    bulk.flush();
    YamuxStream small = pair.open();
    write(small, "urgent");
    small.flush();
    pair.dialer.ping(9);

    assertThat(Frames.parse(Frames.drain(pair.dialer)))
        .containsExactly(
            new Frames.Seen(Frame.PING, Frame.SYN, 0, 9),
            new Frames.Seen(Frame.DATA, Frame.SYN, 1, 16_384),
            new Frames.Seen(Frame.DATA, Frame.SYN, 3, 6),
            new Frames.Seen(Frame.DATA, 0, 1, 16_384),
            new Frames.Seen(Frame.DATA, 0, 1, 16_384),
            new Frames.Seen(Frame.DATA, 0, 1, 50_000 - 3 * 16_384));
  }

  @Test
  void givesEveryStreamRoomEvenWhenOthersFillTheSession() {
    YamuxPair small = new YamuxPair(SMALL);
    for (int i = 0; i < 2; i++) {
      small.open().write(buffer, 0, 8192);
    }
    YamuxStream third = small.open();

    assertThat(third.write(buffer, 0, 8192)).isEqualTo(SMALL.minPendingPerStream());
  }

  @Test
  void refusesStreamsAboveTheLimitWithAReset() {
    YamuxPair small = new YamuxPair(SMALL);
    Frames syns = Frames.frames();
    for (int i = 0; i < 5; i++) {
      syns.data(Frame.SYN, 1 + 2 * i);
    }
    byte[] wire = syns.bytes();
    List<YamuxEvent> events = small.listener.receive(wire, 0, wire.length);

    assertThat(events).filteredOn(YamuxEvent.Opened.class::isInstance).hasSize(3);
    assertThat(events).filteredOn(YamuxEvent.Refused.class::isInstance).hasSize(2);
    assertThat(Frames.parse(Frames.drain(small.listener)))
        .extracting(Frames.Seen::flags)
        .containsExactly(Frame.RST, Frame.RST);
  }

  @Test
  void endsTheSessionWhenRefusalsPileUpUnread() {
    YamuxPair small = new YamuxPair(SMALL);
    Frames strays = Frames.frames();
    for (int i = 0; i <= SMALL.maxQueuedResets(); i++) {
      strays.data(0, 101 + 2 * i);
    }
    byte[] wire = strays.bytes();

    assertThat(small.listener.receive(wire, 0, wire.length))
        .singleElement()
        .isInstanceOf(YamuxEvent.Violation.class);
  }

  @Test
  void opensNoMoreThanTheBacklogWithoutAcknowledgement() {
    YamuxPair small = new YamuxPair(SMALL);
    for (int i = 0; i < SMALL.maxUnacknowledged(); i++) {
      YamuxStream stream = small.open();
      stream.flush();
    }
    assertThat(small.dialer.openState()).isEqualTo(OpenState.FULL);
    assertThat(small.dialer.open()).isEmpty();

    small.exchange();
    small.accepted().flush();
    small.exchange();
    assertThat(small.dialer.openState()).isEqualTo(OpenState.READY);
  }

  @Test
  void resetsTheStreamThatPassesTheUnreadLimitAndNoOther() {
    YamuxPair small = new YamuxPair(SMALL);
    YamuxStream first = small.open();
    byte[] chunk = new byte[8192];
    for (int i = 0; i < YamuxConfig.WINDOW_BYTES / chunk.length; i++) {
      assertThat(first.write(chunk, 0, chunk.length)).isEqualTo(chunk.length);
      first.flush();
      small.exchange();
    }
    YamuxStream second = small.open();
    write(second, "too much");
    second.flush();
    small.exchange();

    assertThat(second.isReset()).isTrue();
    assertThat(first.isReset()).isFalse();
    assertThat(small.listenerEvents)
        .filteredOn(e -> e instanceof YamuxEvent.Reset reset && reset.overrun())
        .hasSize(1);
  }

  @Test
  void discardsWithoutCredit() {
    YamuxStream stream = pair.open();
    stream.flush();
    pair.exchange();
    YamuxStream inbound = pair.accepted();
    inbound.discardInput();
    int taken = pump(stream, 1 << 20);

    assertThat(taken).isLessThan(1 << 20);
    assertThat(pair.listener.unreadBytes()).isZero();
    assertThat(inbound.read(buffer, 0, 1)).isEqualTo(YamuxStream.END);
  }

  @Test
  void tellsTheRemoteOfAReset() {
    YamuxStream stream = pair.open();
    write(stream, "x");
    stream.flush();
    pair.exchange();
    YamuxStream inbound = pair.accepted();
    inbound.reset();
    pair.exchange();

    assertThat(stream.isReset()).isTrue();
    assertThat(pair.dialer.streamCount()).isZero();
    assertThat(pair.listener.unreadBytes()).isZero();
    assertThatThrownBy(() -> write(stream, "y")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void forgetsAStreamThatIsResetBeforeItsOpeningWasSent() {
    YamuxStream stream = pair.open();
    write(stream, "x");
    stream.flush();
    stream.reset();

    assertThat(Frames.drain(pair.dialer)).isEmpty();
    assertThat(pair.dialer.pendingBytes()).isZero();
  }

  @Test
  void opensNothingAfterAGoodbyeButFinishesWhatIsOpen() {
    YamuxStream stream = pair.open();
    stream.flush();
    pair.exchange();
    pair.listener.goAway(GoAwayCode.NORMAL);
    pair.exchange();

    assertThat(pair.dialer.openState()).isEqualTo(OpenState.GOING_AWAY);
    write(stream, "still works");
    stream.finish();
    pair.exchange();
    assertThat(read(pair.accepted())).isEqualTo("still works");
  }

  @Test
  void resetsAStreamThatCrossesItsGoodbyeWithoutCallingItALimit() {
    pair.listener.goAway(GoAwayCode.NORMAL);
    pair.open().finish();
    pair.exchange();

    assertThat(pair.listenerEvents)
        .noneMatch(
            event -> event instanceof YamuxEvent.Refused || event instanceof YamuxEvent.Opened);
    assertThat(pair.dialer.streamCount()).isZero();
  }

  @Test
  void hasOneOwnPingOutstanding() {
    pair.dialer.ping(1);
    pair.dialer.ping(2);
    pair.exchange();
    assertThat(pair.dialerEvents).containsExactly(new YamuxEvent.Pong());
    pair.dialer.ping(3);
    pair.exchange();
    assertThat(pair.dialerEvents).hasSize(2);
  }

  @Test
  void answersABoundedNumberOfQueuedPings() {
    Frames pings = Frames.frames();
    for (int i = 0; i < 1000; i++) {
      pings.ping(Frame.SYN, i);
    }
    byte[] wire = pings.bytes();
    pair.listener.receive(wire, 0, wire.length);

    assertThat(Frames.parse(Frames.drain(pair.listener))).hasSize(16);
  }

  @Test
  void opensTenThousandStreamsInARowWithoutKeepingAny() {
    for (int i = 0; i < 10_000; i++) {
      YamuxStream stream = pair.open();
      assertThat(stream.id()).isEqualTo(1 + 2 * i);
      write(stream, "request");
      stream.finish();
      pair.exchange();
      YamuxStream inbound = pair.accepted();
      read(inbound);
      inbound.finish();
      pair.exchange();
      pair.listenerEvents.clear();
      pair.dialerEvents.clear();
    }

    assertThat(pair.dialer.streamCount()).isZero();
    assertThat(pair.listener.streamCount()).isZero();
    assertThat(pair.listener.unreadBytes()).isZero();
  }

  @Test
  void rejectsLimitsThatContradictEachOther() {
    assertThatThrownBy(
            () -> new YamuxConfig(1, 1, 1, 1, 10, 5, 1, YamuxConfig.WINDOW_BYTES, 1 << 20, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new YamuxConfig(0, 1, 1, 1, 1, 1, 1, YamuxConfig.WINDOW_BYTES, 1 << 20, 1))
        .hasMessageContaining("maxInboundStreams");
  }

  /** Writes and exchanges until no more is taken. */
  private int pump(YamuxStream stream, int length) {
    int total = 0;
    while (total < length) {
      int count = stream.write(buffer, 0, Math.min(buffer.length, length - total));
      total += count;
      stream.flush();
      pair.exchange();
      if (count == 0) {
        break;
      }
    }
    return total;
  }

  private static void write(YamuxStream stream, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(stream.write(bytes, 0, bytes.length)).isEqualTo(bytes.length);
  }

  private static String read(YamuxStream stream) {
    List<String> parts = new ArrayList<>();
    byte[] bytes = new byte[100];
    for (int n = stream.read(bytes, 0, 100); n > 0; n = stream.read(bytes, 0, 100)) {
      parts.add(new String(bytes, 0, n, UTF_8));
    }
    return String.join("", parts);
  }
}
