package io.grapevine.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.job.JobEvent;
import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.Cost;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import java.util.List;

/**
 * A stored event that somebody has changed: it is read or it is damaged, and what is read can be
 * written and read again.
 */
public final class EventFuzz implements FuzzTarget {
  /** What a mapper of JSON allocates before it has read anything, and texts of errors. */
  private static final int ALLOWANCE_BYTES = 512 << 10;

  @Override
  public String name() {
    return "event";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    String stored = new String(input, UTF_8);
    Cost.bounded(input.length, ALLOWANCE_BYTES, () -> check(stored));
  }

  private static void check(String stored) {
    JobEvent event;
    try {
      event = EventCodec.decode(EventCodec.VERSION, stored);
    } catch (DamagedJobException damaged) {
      Claims.that(damaged.getMessage() != null, "an error without a reason");
      return;
    }
    try {
      Claims.equal(event, EventCodec.decode(EventCodec.VERSION, EventCodec.encode(event)), "event");
      LiveJob.foldIfSound(List.of(event));
    } catch (DamagedJobException again) {
      throw new AssertionError("what was read cannot be read again", again);
    }
  }
}
