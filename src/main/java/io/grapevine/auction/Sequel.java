package io.grapevine.auction;

import io.grapevine.job.Content;
import io.grapevine.job.Outcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows for the auction from what happened to an attempt. */
sealed interface Sequel {
  /** It goes on as it is. */
  Sequel STAY = new Stay();

  /** Nothing more is to be done. */
  record Stay() implements Sequel {}

  /**
   * Nobody has the job: somebody is to be found.
   *
   * @param last who had it just now, if anybody
   */
  record Choose(Optional<Attempt> last) implements Sequel {}

  /** It takes unusually long: a second worker is to try as well. */
  record Hedge() implements Sequel {}

  /** The job is over. */
  record End(Outcome outcome, @Nullable Content result) implements Sequel {
    End(Outcome outcome) {
      this(outcome, null);
    }
  }
}
