package io.grapevine.libp2p.yamux;

import static io.grapevine.libp2p.yamux.Frames.frames;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The traps of multiplexing into which other implementations have fallen, one test each, in the
 * order of the list below. Two of them concern whole connections and are tested there.
 *
 * <ol>
 *   <li>flags arrive combined
 *   <li>data above the window, SYN with an oversized body
 *   <li>overflow of a window
 *   <li>window refilled on receipt instead of on read
 *   <li>unlimited buffering of what is written
 *   <li>reader blocked by writer ({@code BackPressureTest})
 *   <li>writes to a stream whose remote has stopped reading ({@code BackPressureTest}), and a FIN
 *       from the remote that ends our direction too
 *   <li>late frames for a stream that is gone
 *   <li>order of locks: a session has none, the connection a single one ({@code ManyStreamsTest})
 *   <li>half-closed streams that the other side forgets ({@code
 *       StreamsTest.resetsAClosedStreamWhoseRemoteDoesNotFinish})
 *   <li>floods of streams, acknowledged too early
 *   <li>stream ids that run out
 *   <li>abuse of pings
 * </ol>
 *
 * {@link YamuxFrameTableTest} has more frames for the same traps.
 */
class YamuxTrapsTest {

  private static final long WINDOW = YamuxConfig.WINDOW_BYTES;

  private final YamuxPair pair = new YamuxPair(YamuxConfig.DEFAULT);
  private final byte[] buffer = new byte[1 << 20];

  @Test
  void takesCombinedFlagsAsASetOnStreamsOfBothSides() {
    YamuxSession listener = new YamuxSession(false, YamuxConfig.DEFAULT);
    YamuxStream opened =
        opened(receive(listener, frames().data(Frame.SYN | Frame.FIN, 1, (byte) 7)));
    assertThat(opened.read(buffer, 0, 10)).isOne();
    assertThat(opened.remoteFinished()).isTrue();

    for (int frameType : new int[] {Frame.DATA, Frame.WINDOW_UPDATE}) {
      YamuxSession dialer = new YamuxSession(true, YamuxConfig.DEFAULT);
      YamuxStream ours = dialer.open().orElseThrow();
      ours.flush();
      Frames.drain(dialer);
      receive(dialer, frames().header(frameType, Frame.ACK | Frame.FIN, 1, 0));

      assertThat(ours.acknowledged).isTrue();
      assertThat(ours.remoteFinished()).isTrue();
      assertThat(ours.isReset()).isFalse();
    }
  }

  @Test
  void takesAnAcknowledgementThatComesWithData() {
    YamuxSession dialer = new YamuxSession(true, YamuxConfig.DEFAULT);
    YamuxStream ours = dialer.open().orElseThrow();
    ours.flush();
    Frames.drain(dialer);
    receive(dialer, frames().data(Frame.ACK, 1, (byte) 1, (byte) 2));

    assertThat(ours.acknowledged).isTrue();
    assertThat(ours.read(buffer, 0, 10)).isEqualTo(2);
  }

  @Test
  void opensNoStreamForASynWithAnOversizedBodyAndReservesNoMemoryForIt() {
    YamuxSession session = new YamuxSession(false, YamuxConfig.DEFAULT);
    List<YamuxEvent> events =
        receive(session, frames().header(Frame.DATA, Frame.SYN, 1, WINDOW + 1));

    assertThat(events).singleElement().isInstanceOf(YamuxEvent.Violation.class);
    assertThat(session.streamCount()).isZero();
    assertThat(session.unreadBytes()).isZero();
    assertThat(sent(session)).containsExactly(new Frames.Seen(Frame.GO_AWAY, 0, 0, 1));
  }

  @Test
  void endsTheSessionWhenAWindowPassesThirtyTwoBitsInOneStepOrInMany() {
    YamuxSession session = new YamuxSession(false, YamuxConfig.DEFAULT);
    Frames many = frames().data(Frame.SYN, 1);
    for (int i = 0; i < 3; i++) {
      many.window(0, 1, 0x7fff_ffffL);
    }

    assertThat(receive(session, many)).last().isInstanceOf(YamuxEvent.Violation.class);
  }

  @Test
  void creditsTheSenderForWhatWasReadAndNotForWhatWasReceived() {
    YamuxStream stream = pair.open();
    stream.write(buffer, 0, 65_536);
    stream.flush();
    pair.exchange();
    YamuxStream inbound = pair.accepted();
    fillWindow(stream);
    assertThat(pair.listener.hasOutput()).as("nothing was read, nothing is credited").isFalse();

    inbound.read(buffer, 0, (int) WINDOW / 2);
    assertThat(sent(pair.listener))
        .containsExactly(new Frames.Seen(Frame.WINDOW_UPDATE, Frame.ACK, 1, WINDOW / 2));
  }

  @Test
  void takesNoMoreFromTheWriterThanItsBufferWhenTheWindowIsShut() {
    YamuxStream stream = pair.open();
    fillWindow(stream);

    assertThat(pair.dialer.pendingBytes()).isEqualTo(YamuxConfig.DEFAULT.maxPendingPerStream());
    assertThat(stream.write(buffer, 0, 1)).isZero();
  }

  @Test
  void writesOnAfterTheRemoteHasEndedItsOwnDirection() {
    YamuxStream stream = pair.open();
    stream.flush();
    pair.exchange();
    YamuxStream inbound = pair.accepted();
    inbound.finish();
    pair.exchange();
    assertThat(stream.remoteFinished()).isTrue();

    stream.write(buffer, 0, 1000);
    stream.flush();
    pair.exchange();
    assertThat(inbound.read(buffer, 0, 2000)).isEqualTo(1000);
  }

  @Test
  void dropsLateFramesOfAStreamThatIsGoneWithoutAWord() {
    YamuxStream stream = pair.open();
    stream.flush();
    pair.exchange();
    stream.reset();
    Frames.drain(pair.dialer);
    List<YamuxEvent> late =
        receive(
            pair.dialer,
            frames()
                .data(0, 1, (byte) 1)
                .window(0, 1, 100)
                .data(Frame.FIN, 1)
                .window(Frame.RST, 1, 0));

    assertThat(late).isEmpty();
    assertThat(pair.dialer.hasOutput()).isFalse();
    assertThat(pair.dialer.unreadBytes()).isZero();
  }

  @Test
  void acknowledgesAStreamWhenItIsAcceptedAndNotWhenItComes() {
    YamuxStream stream = pair.open();
    stream.flush();
    pair.exchange();
    assertThat(stream.acknowledged).isFalse();

    YamuxStream inbound = pair.accepted();
    inbound.flush();
    pair.exchange();
    assertThat(stream.acknowledged).isTrue();
  }

  @Test
  void resetsStreamsBeyondTheBacklogThatNobodyHasAccepted() {
    YamuxSession session = new YamuxSession(false, YamuxConfig.DEFAULT);
    int backlog = YamuxConfig.DEFAULT.maxUnacknowledged();
    Frames flood = frames();
    for (int i = 0; i <= backlog; i++) {
      flood.data(Frame.SYN, 1 + 2 * i);
    }
    receive(session, flood);

    assertThat(session.streamCount()).isEqualTo(backlog);
    assertThat(sent(session))
        .containsExactly(new Frames.Seen(Frame.WINDOW_UPDATE, Frame.RST, 1 + 2 * backlog, 0));
  }

  @Test
  void opensNoStreamWhenItsIdsHaveRunOut() {
    StreamTable table = new StreamTable(true, YamuxConfig.DEFAULT, Integer.MAX_VALUE);
    assertThat(table.openState()).isEqualTo(OpenState.READY);
    YamuxStream last = table.open(pair.dialer);

    assertThat(last.id()).isEqualTo(Integer.MAX_VALUE);
    assertThat(table.openState()).isEqualTo(OpenState.EXHAUSTED);
    assertThat(table.wasKnown(1)).isTrue();
    assertThat(table.find(Integer.MAX_VALUE)).isSameAs(last);
  }

  @Test
  void answersPingsUpToABoundAndShrugsAtAnswersItNeverAskedFor() {
    YamuxSession session = new YamuxSession(false, YamuxConfig.DEFAULT);
    Frames pings = frames().ping(Frame.ACK, 5);
    for (int i = 0; i < 1000; i++) {
      pings.ping(Frame.SYN, i);
    }

    assertThat(receive(session, pings)).isEmpty();
    assertThat(sent(session)).hasSize(16);
  }

  /** Writes until nothing more is taken. */
  private void fillWindow(YamuxStream stream) {
    int taken;
    do {
      taken = stream.write(buffer, 0, buffer.length);
      stream.flush();
      pair.exchange();
    } while (taken > 0);
  }

  private static List<YamuxEvent> receive(YamuxSession session, Frames frames) {
    byte[] wire = frames.bytes();
    return new ArrayList<>(session.receive(wire, 0, wire.length));
  }

  private static YamuxStream opened(List<YamuxEvent> events) {
    return ((YamuxEvent.Opened) events.getFirst()).stream();
  }

  private static List<Frames.Seen> sent(YamuxSession session) {
    return Frames.parse(Frames.drain(session));
  }
}
