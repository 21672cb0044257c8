package io.grapevine.job;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a client asks of the worker.
 *
 * @param hard must all be met, else the worker does not get the job
 * @param soft the more of these are met, the better
 */
public record Requirements(List<Requirement> hard, List<Requirement> soft) {
  /** Most requirements of one job, hard and soft together. */
  public static final int COUNT_MAX = 16;

  /** Nothing is asked. */
  public static final Requirements NONE = new Requirements(List.of(), List.of());

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public Requirements {
    hard = List.copyOf(hard);
    soft = List.copyOf(soft);
    if (hard.size() + soft.size() > COUNT_MAX) {
      throw new IllegalArgumentException("a job has at most " + COUNT_MAX + " requirements");
    }
  }

  /** Whether a worker with these attributes may have the job. */
  public boolean areMetBy(Attributes attributes) {
    return hard.stream().allMatch(requirement -> requirement.isMetBy(attributes));
  }

  /** Share of the soft requirements that are met, 0 to 1; 1 if there are none. */
  public double score(Attributes attributes) {
    long met = soft.stream().filter(requirement -> requirement.isMetBy(attributes)).count();
    return soft.isEmpty() ? 1 : (double) met / soft.size();
  }

  /** The attributes that a bid has to name. */
  public Set<String> attributes() {
    Set<String> names = new TreeSet<>();
    Stream.concat(hard.stream(), soft.stream()).map(Requirement::attribute).forEach(names::add);
    return names;
  }

  /** Whether nothing is asked. */
  public boolean isEmpty() {
    return hard.isEmpty() && soft.isEmpty();
  }
}
