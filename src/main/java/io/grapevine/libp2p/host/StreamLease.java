package io.grapevine.libp2p.host;

import io.grapevine.libp2p.resources.Reservation;
import java.util.ArrayList;
import java.util.List;

/**
 * What an inbound stream has reserved. It is given back when the stream has ended and its handler
 * is done, whichever comes last, so that neither can pile up.
 */
final class StreamLease {
  private final List<Reservation> reserved = new ArrayList<>(2);
  private boolean ended;
  private boolean handled;

  StreamLease(Reservation first) {
    reserved.add(first);
  }

  synchronized void add(Reservation more) {
    reserved.add(more);
  }

  synchronized void ended() {
    ended = true;
    giveBack();
  }

  synchronized void handled() {
    handled = true;
    giveBack();
  }

  private void giveBack() {
    if (ended && handled) {
      reserved.forEach(Reservation::close);
    }
  }
}
