package io.grapevine.libp2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session whose memory somebody else shares out. */
class YamuxBudgetTest {
  private static final int KIB = 1024;

  private final Budget budget = new Budget();
  private final YamuxSession dialer = new YamuxSession(true, YamuxConfig.DEFAULT);
  private final YamuxSession listener = new YamuxSession(false, YamuxConfig.DEFAULT, budget);
  private final List<YamuxEvent> dialerEvents = new ArrayList<>();
  private final List<YamuxEvent> listenerEvents = new ArrayList<>();

  private static final class Budget implements BufferBudget {
    private int most = Integer.MAX_VALUE;
    private boolean pressed;

    @Override
    public boolean allows(int bytes) {
      return bytes <= most;
    }

    @Override
    public boolean pressed() {
      return pressed;
    }
  }

  @Test
  void resetsTheStreamWhoseBytesDoNotFitAndNoOther() {
    budget.most = 100 * KIB;
    YamuxStream small = open();
    YamuxStream large = open();
    send(small, 30 * KIB);
    send(large, 60 * KIB);
    assertThat(listener.unreadBytes()).isEqualTo(90 * KIB);
    send(large, 20 * KIB);
    assertThat(listener.unreadBytes()).isEqualTo(30 * KIB);
    assertThat(large.isReset()).isTrue();
    assertThat(small.isReset()).isFalse();
    assertThat(listenerEvents)
        .filteredOn(event -> event instanceof YamuxEvent.Reset reset && reset.overrun())
        .hasSize(1);
  }

  @Test
  void refusesStreamsUnderPressure() {
    budget.pressed = true;
    YamuxStream stream = open();
    send(stream, 1);
    assertThat(stream.isReset()).isTrue();
    assertThat(listenerEvents).containsExactly(new YamuxEvent.Refused(true));
  }

  @Test
  void holdsCreditBackUnderPressureAndGivesItAfterwards() {
    YamuxStream stream = open();
    send(stream, 200 * KIB);
    budget.pressed = true;
    YamuxStream accepted = accepted();
    byte[] target = new byte[200 * KIB];
    assertThat(accepted.read(target, 0, target.length)).isEqualTo(target.length);
    assertThat(listener.hasOutput()).as("no credit").isFalse();
    listener.tick(listenerEvents);
    assertThat(listener.hasOutput()).as("still no credit").isFalse();

    budget.pressed = false;
    listener.tick(listenerEvents);
    exchange();
    assertThat(stream.sendCredit).isEqualTo(YamuxConfig.WINDOW_BYTES);
  }

  @Test
  void takesWritesOnlyAsFarAsMemoryGoesAndTellsWhenThereIsRoomAgain() {
    YamuxStream stream = open();
    send(stream, 1);
    YamuxStream answer = accepted();
    byte[] source = new byte[20 * KIB];
    budget.most = 10 * KIB;
    assertThat(answer.write(source, 0, source.length))
        .as("the guaranteed room")
        .isEqualTo(YamuxConfig.DEFAULT.minPendingPerStream());
    budget.most = 0;
    assertThat(answer.write(source, 0, source.length)).isZero();
    listenerEvents.clear();
    listener.tick(listenerEvents);
    assertThat(listenerEvents).isEmpty();

    budget.most = 100 * KIB;
    listener.tick(listenerEvents);
    assertThat(listenerEvents).containsExactly(new YamuxEvent.Writeable(answer));
    assertThat(answer.write(source, 0, source.length)).isEqualTo(source.length);
  }

  private YamuxStream open() {
    return dialer.open().orElseThrow();
  }

  private YamuxStream accepted() {
    YamuxStream stream =
        listenerEvents.stream()
            .filter(YamuxEvent.Opened.class::isInstance)
            .map(event -> ((YamuxEvent.Opened) event).stream())
            .findFirst()
            .orElseThrow();
    stream.accept();
    exchange();
    return stream;
  }

  private void send(YamuxStream stream, int bytes) {
    byte[] piece = new byte[KIB];
    for (int left = bytes; left > 0 && !stream.isReset(); left -= piece.length) {
      stream.write(piece, 0, Math.min(left, piece.length));
      stream.flush();
      exchange();
    }
  }

  private void exchange() {
    while (dialer.hasOutput() || listener.hasOutput()) {
      byte[] there = Frames.drain(dialer, dialerEvents);
      listenerEvents.addAll(listener.receive(there, 0, there.length));
      byte[] back = Frames.drain(listener, listenerEvents);
      dialerEvents.addAll(dialer.receive(back, 0, back.length));
      if (there.length + back.length == 0) {
        return;
      }
    }
  }
}
