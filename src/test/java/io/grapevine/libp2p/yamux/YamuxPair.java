package io.grapevine.libp2p.yamux;

import java.util.ArrayList;
import java.util.List;

/** Two sessions with a wire between them that carries bytes when told to. */
final class YamuxPair {
  final YamuxSession dialer;
  final YamuxSession listener;
  final List<YamuxEvent> dialerEvents = new ArrayList<>();
  final List<YamuxEvent> listenerEvents = new ArrayList<>();

  YamuxPair(YamuxConfig config) {
    dialer = new YamuxSession(true, config);
    listener = new YamuxSession(false, config);
  }

  /** Carries bytes both ways until neither side has anything to send. */
  void exchange() {
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

  YamuxStream open() {
    return dialer.open().orElseThrow();
  }

  /** The stream that the listener saw last. */
  YamuxStream accepted() {
    YamuxStream stream = allAccepted().getLast();
    stream.accept();
    return stream;
  }

  /** The streams that the listener saw, in turn. */
  List<YamuxStream> allAccepted() {
    return listenerEvents.stream()
        .filter(YamuxEvent.Opened.class::isInstance)
        .map(event -> ((YamuxEvent.Opened) event).stream())
        .toList();
  }
}
