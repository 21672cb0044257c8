package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.JobEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written of one job, and what waits for that. Entries go to the journal at
 * once and in order; what is done about them is done in order too, and what must not be done before
 * an entry is durable waits for it, and lets everything behind it wait: behind a fence everything,
 * and behind a mark only what asks for it, with what comes after that. With a journal that keeps an
 * entry at once, nothing ever waits. For the loop thread only.
 */
final class JobLine {
  private final JobChronicle chronicle;
  private final Owner owner;
  private final Deque<Entry> unwritten = new ArrayDeque<>();
  private final Deque<Step> steps = new ArrayDeque<>();
  private @Nullable Entry gate;
  private boolean ended;

  /** Whose line it is. */
  interface Owner {
    /** An entry cannot be kept; nothing that waits is done any more. Called once. */
    void lost(Throwable failure);

    /** What waited failed; nothing that still waits is done any more. Called once. */
    void failed(RuntimeException fault);
  }

  JobLine(JobChronicle chronicle, Owner owner) {
    this.chronicle = chronicle;
    this.owner = owner;
  }

  /** Has an entry written, and told to all who watch when that is done. */
  void write(JobEvent event, @Nullable Content result) {
    if (chronicle.leavesOut(event)) {
      return;
    }
    Entry entry = new Entry(event);
    boolean durable = chronicle.write(event, result, failure -> settled(entry, failure));
    if (durable && unwritten.isEmpty()) {
      entry.told = true;
      chronicle.tell(event);
    } else {
      entry.durable = durable;
      unwritten.add(entry);
    }
  }

  /** What comes from now on waits until everything that was written so far is durable. */
  void fence() {
    gate = unwritten.peekLast();
  }

  /** Everything that was written so far. */
  Mark mark() {
    return new Mark(unwritten.peekLast());
  }

  /** Does something when its turn has come, which may be now. */
  void then(Runnable action) {
    then(Mark.NOTHING, action);
  }

  /** Does something when its turn has come and everything up to the mark is durable. */
  void then(Mark mark, Runnable action) {
    if (ended) {
      return;
    }
    Step step = new Step(gate, mark.entry, action);
    if (steps.isEmpty() && step.isDue()) {
      action.run();
    } else {
      steps.add(step);
    }
  }

  /** Nothing waits, neither to be written nor to be done. */
  boolean isClear() {
    return unwritten.isEmpty() && steps.isEmpty();
  }

  /** Drops what waits to be done; what is with the journal stays there. */
  void end() {
    ended = true;
    steps.clear();
    unwritten.clear();
  }

  private void settled(Entry entry, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (failure != null) {
      end();
      owner.lost(JobChronicle.cause(failure));
      return;
    }
    entry.durable = true;
    try {
      advance();
    } catch (RuntimeException fault) {
      end();
      owner.failed(fault);
    }
  }

  private void advance() {
    Entry entry;
    while ((entry = unwritten.peek()) != null && entry.durable) {
      unwritten.remove();
      entry.told = true;
      chronicle.tell(entry.event);
    }
    Step step;
    while ((step = steps.peek()) != null && step.isDue()) {
      steps.remove();
      step.action.run();
    }
  }

  /** A place in what is written. */
  static final class Mark {
    private static final Mark NOTHING = new Mark(null);

    private final @Nullable Entry entry;

    private Mark(@Nullable Entry entry) {
      this.entry = entry;
    }
  }

  /** Something to be done once two entries are durable, and with them all earlier ones. */
  private record Step(@Nullable Entry gate, @Nullable Entry mark, Runnable action) {
    boolean isDue() {
      return isDurable(gate) && isDurable(mark);
    }

    private static boolean isDurable(@Nullable Entry entry) {
      return entry == null || entry.told;
    }
  }

  /** An entry on its way into the journal. */
  private static final class Entry {
    private final JobEvent event;
    private boolean durable;
    private boolean told;

    Entry(JobEvent event) {
      this.event = event;
    }
  }
}
