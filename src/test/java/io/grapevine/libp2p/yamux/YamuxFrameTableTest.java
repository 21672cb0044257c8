package io.grapevine.libp2p.yamux;

import static io.grapevine.libp2p.yamux.Frames.frames;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What frames of a remote dialer do to a listening session, row by row, each row also cut at every
 * byte.
 */
class YamuxFrameTableTest {
  private static final byte[] HI = {'h', 'i'};
  private static final long WINDOW = YamuxConfig.WINDOW_BYTES;

  /** Received frames, the events they cause in short, and the frames that are sent in answer. */
  record Row(String name, Frames received, List<String> events, List<Frames.Seen> sent) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("SYN on data opens", frames().data(Frame.SYN, 1, HI), "opened 1", "received 1"),
        row("SYN on window update opens", frames().window(Frame.SYN, 1, 5), "opened 1"),
        row(
            "SYN and FIN together open and end",
            frames().data(Frame.SYN | Frame.FIN, 1, HI),
            "opened 1",
            "received 1",
            "received 1"),
        row(
            "SYN and FIN on a window update",
            frames().window(Frame.SYN | Frame.FIN, 1, 0),
            "opened 1",
            "received 1"),
        row(
            "all four flags: opened, then reset",
            frames().data(Frame.SYN | Frame.ACK | Frame.FIN | Frame.RST, 1, HI),
            "opened 1",
            "received 1",
            "reset 1"),
        row("unknown flag bits are ignored", frames().data(0xff0 | Frame.SYN, 1), "opened 1"),
        row(
            "data after FIN resets the stream only",
            frames().data(Frame.SYN | Frame.FIN, 1).data(0, 1, HI).data(Frame.SYN, 3),
            List.of(rst(1)),
            "opened 1",
            "received 1",
            "reset 1",
            "opened 3"),
        row(
            "RST after FIN",
            frames().data(Frame.SYN | Frame.FIN, 1).window(Frame.RST, 1, 0),
            "opened 1",
            "received 1",
            "reset 1"),
        row(
            "late frames after RST are dropped",
            frames().data(Frame.SYN, 1).window(Frame.RST, 1, 0).data(0, 1, HI).window(0, 1, 9),
            "opened 1",
            "reset 1"),
        row(
            "ids out of order are opened",
            frames().data(Frame.SYN, 5).data(Frame.SYN, 3),
            "opened 5",
            "opened 3"),
        row(
            "a lower id that was never opened counts as late",
            frames().data(Frame.SYN, 5).data(0, 3, HI),
            "opened 5"),
        row("unknown stream is reset", frames().data(0, 7, HI), List.of(rst(7))),
        row("unknown stream of ours is reset", frames().data(0, 8, HI), List.of(rst(8))),
        row("RST of an unknown stream is ignored", frames().window(Frame.RST, 7, 0)),
        row("SYN with our parity", frames().data(Frame.SYN, 2), over(), "violation"),
        row(
            "SYN twice",
            frames().data(Frame.SYN, 1).data(Frame.SYN, 1),
            over(),
            "opened 1",
            "violation"),
        row(
            "SYN with an oversized body",
            frames().header(Frame.DATA, Frame.SYN, 1, WINDOW + 1),
            over(),
            "violation"),
        row(
            "SYN with a body of 4 GiB",
            frames().header(Frame.DATA, Frame.SYN, 1, 0xffff_ffffL),
            over(),
            "violation"),
        row(
            "data above the window",
            frames().data(Frame.SYN, 1, HI).header(Frame.DATA, 0, 1, WINDOW - 1),
            over(),
            "opened 1",
            "received 1",
            "violation"),
        row(
            "largest possible window",
            frames().data(Frame.SYN, 1).window(0, 1, 0xffff_ffffL - WINDOW),
            "opened 1"),
        row(
            "window overflow",
            frames().data(Frame.SYN, 1).window(0, 1, 0x1_0000_0000L - WINDOW),
            over(),
            "opened 1",
            "violation"),
        row("data for the session", frames().data(0, 0), over(), "violation"),
        row("unknown version", frames().raw(1, Frame.DATA, 1, 1, 0), over(), "violation"),
        row("unknown type", frames().header(4, 1, 1, 0), over(), "violation"),
        row(
            "ping is answered with its value",
            frames().ping(Frame.SYN, 77),
            List.of(new Frames.Seen(Frame.PING, Frame.ACK, 0, 77))),
        row("unsolicited answer to a ping is ignored", frames().ping(Frame.ACK, 77)),
        row("goodbye", frames().header(Frame.GO_AWAY, 0, 0, 2), "goaway 2"),
        row(
            "nothing counts after a violation",
            frames().data(0, 0).data(Frame.SYN, 1),
            over(),
            "violation"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersAsTheTableSays(Row row) {
    YamuxSession session = new YamuxSession(false, YamuxConfig.DEFAULT);
    byte[] received = row.received.bytes();

    assertThat(names(session.receive(received, 0, received.length))).isEqualTo(row.events);
    assertThat(Frames.parse(Frames.drain(session))).isEqualTo(row.sent);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersTheSameWhereverTheBytesAreCut(Row row) {
    byte[] received = row.received.bytes();
    for (int cut = 1; cut < received.length; cut++) {
      YamuxSession session = new YamuxSession(false, YamuxConfig.DEFAULT);
      List<YamuxEvent> events = new ArrayList<>(session.receive(received, 0, cut));
      events.addAll(session.receive(received, cut, received.length - cut));

      assertThat(withoutRepeats(names(events)))
          .as("cut at %d", cut)
          .isEqualTo(withoutRepeats(row.events));
      assertThat(Frames.parse(Frames.drain(session))).as("cut at %d", cut).isEqualTo(row.sent);
    }
  }

  /** A cut body is reported once per piece. */
  private static List<String> withoutRepeats(List<String> events) {
    List<String> kept = new ArrayList<>();
    for (String event : events) {
      if (kept.isEmpty() || !kept.getLast().equals(event)) {
        kept.add(event);
      }
    }
    return kept;
  }

  private static Row row(String name, Frames received, String... events) {
    return new Row(name, received, List.of(events), List.of());
  }

  private static Row row(String name, Frames received, List<Frames.Seen> sent, String... events) {
    return new Row(name, received, List.of(events), sent);
  }

  private static Frames.Seen rst(int id) {
    return new Frames.Seen(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
  }

  private static List<Frames.Seen> over() {
    return List.of(new Frames.Seen(Frame.GO_AWAY, 0, 0, 1));
  }

  private static List<String> names(List<YamuxEvent> events) {
    return events.stream().map(YamuxFrameTableTest::name).toList();
  }

  private static String name(YamuxEvent event) {
    return switch (event) {
      case YamuxEvent.Opened e -> "opened " + e.stream().id();
      case YamuxEvent.Received e -> "received " + e.stream().id();
      case YamuxEvent.Writeable e -> "writeable " + e.stream().id();
      case YamuxEvent.Reset e -> "reset " + e.stream().id();
      case YamuxEvent.Finished e -> "finished " + e.stream().id();
      case YamuxEvent.Refused _ -> "refused";
      case YamuxEvent.Pong _ -> "pong";
      case YamuxEvent.GoAway e -> "goaway " + e.code();
      case YamuxEvent.Violation _ -> "violation";
    };
  }
}
