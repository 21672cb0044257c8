package io.grapevine.simulation;

import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a requester keeps of its jobs. Entries are written in order and in groups; when the peer
 * dies in between, some of those that nobody was told of yet are there all the same, and the rest
 * is not.
 */
final class Disk {
  private final World world;
  private final Consumer<JobEvent> observer;
  private final Map<JobId, List<JobEvent>> histories = new LinkedHashMap<>();
  private final Deque<Write> unwritten = new ArrayDeque<>();
  private boolean committing;
  private int life;

  private record Write(JobEvent event, Runnable then) {}

  /**
   * @param observer told of each entry that can be read from now on
   */
  Disk(World world, Consumer<JobEvent> observer) {
    this.world = world;
    this.observer = observer;
  }

  /** Writes an entry, and does something once it is safe. */
  void write(JobEvent event, Runnable then) {
    unwritten.add(new Write(event, then));
    if (!committing) {
      committing = true;
      int inLife = life;
      world.after(world.upTo(world.weather().commitMillis()), () -> commit(inLife));
    }
  }

  /** The peer dies. */
  void crash() {
    life++;
    committing = false;
    for (int kept = world.random().nextInt(unwritten.size() + 1); kept > 0; kept--) {
      keep(unwritten.remove());
    }
    unwritten.clear();
  }

  /** Everything is lost. */
  void wipe() {
    histories.clear();
  }

  /** What there is of jobs that are not over, the oldest first. */
  List<List<JobEvent>> unfinished() {
    return histories.values().stream()
        .filter(history -> !(history.getLast() instanceof JobEvent.Concluded))
        .map(List::copyOf)
        .toList();
  }

  private void commit(int inLife) {
    if (inLife != life) {
      return;
    }
    committing = false;
    List<Write> group = new ArrayList<>(unwritten);
    unwritten.clear();
    group.forEach(this::keep);
    for (Write write : group) {
      // What is done about one entry may be the peer's death.
      if (inLife == life) {
        write.then().run();
      }
    }
  }

  private void keep(Write write) {
    histories.computeIfAbsent(write.event().job(), _ -> new ArrayList<>()).add(write.event());
    observer.accept(write.event());
  }
}
