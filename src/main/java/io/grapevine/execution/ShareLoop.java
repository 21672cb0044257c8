package io.grapevine.execution;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.ItemLine;
import io.grapevine.job.ShareContent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

/**
 * Runs the handler over the items of a share, one after the other in the one slot of the share. An
 * item that fails does not end the loop; a share that is stopped does. What does not fit into the
 * time or the room of one share is given back without being begun.
 */
final class ShareLoop {
  /** After so long no further item is begun, so that results are seen soon and work is spread. */
  static final Duration SLICE = Duration.ofSeconds(3);

  private final Run run;
  private final int roomMax;
  private final Step step;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  /** Runs the handler for one item. */
  interface Step {
    /** How the item ended, as if it were a job. */
    Ending work(ItemContext item) throws InterruptedException;
  }

  /**
   * @param roomMax most bytes of results
   */
  ShareLoop(Run run, int roomMax, Step step) {
    this.run = run;
    this.roomMax = roomMax;
    this.step = step;
  }

  /**
   * Works the items off.
   *
   * @throws WorkException if the payload is no share
   * @throws InterruptedException if the run is stopped meanwhile
   */
  Content work() throws WorkException, InterruptedException {
    List<BatchItem> items = items();
    int done = 0;
    for (BatchItem item : items) {
      if (done > 0 && (isTimeUp() || lines.size() > roomMax / 2)) {
        add(ItemLine.deferred(item.number()));
        continue;
      }
      add(outcomeOf(item));
      if (Thread.interrupted() || run.isCancelled()) {
        throw new InterruptedException("the share was stopped");
      }
      done++;
      run.progress(100 * done / items.size(), done + " of " + items.size() + " items");
    }
    return Content.of(ShareContent.RESULT_MEDIA_TYPE, lines.toByteArray());
  }

  private List<BatchItem> items() throws WorkException {
    try {
      return ShareContent.decode(run.payload());
    } catch (IllegalArgumentException malformed) {
      throw WorkException.badInput("the payload is not a share: " + malformed.getMessage());
    }
  }

  private boolean isTimeUp() {
    return run.elapsed().compareTo(SLICE) > 0;
  }

  private ItemLine outcomeOf(BatchItem item) throws InterruptedException {
    return switch (step.work(new ItemContext(run, item))) {
      case Ending.Completed done -> result(item, done.result());
      case Ending.Failed(Failure failure) -> ItemLine.failed(item.number(), failure);
    };
  }

  /** A result takes at most the half of the room that is always left. */
  private ItemLine result(BatchItem item, Content result) {
    ItemLine line = ItemLine.succeeded(item.number(), result);
    if (line.text().size() <= roomMax / 2 - ShareContent.OVERHEAD_MAX) {
      return line;
    }
    WorkException tooLarge =
        WorkException.permanent(
            "the result has %d bytes; an item of a batch may have about half of %d"
                .formatted(result.size(), roomMax));
    return ItemLine.failed(item.number(), tooLarge.failure());
  }

  private void add(ItemLine line) {
    lines.writeBytes(line.text().array());
    lines.write('\n');
  }
}
