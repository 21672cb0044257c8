package io.grapevine.auction;

import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What is remembered of one worker. */
final class Standing {
  /** Most work types per worker; those that were not seen for longest go first. */
  static final int TYPES_MAX = 32;

  /** What the latest run time counts in the mean. */
  private static final double NEWEST_SHARE = 0.25;

  /** After so many half-lives without a result, run times say nothing any more. */
  private static final int MEMORY_HALF_LIVES = 10;

  private double penalty;
  private Instant penaltyAt = Instant.EPOCH;
  private double secondsDone;
  private final SequencedMap<WorkType, History> records = new LinkedHashMap<>();

  /** What is remembered of its work of one type. */
  private static final class History {
    double meanSeconds;
    double successes;
    double failures;
    Instant seenAt = Instant.EPOCH;
    int inHand;
    double secondsInHand;
  }

  double penalty(Instant now, Duration halfLife) {
    return penalty * fading(penaltyAt, now, halfLife);
  }

  void begin(WorkType type, double usualSeconds) {
    History record = record(type);
    record.inHand++;
    record.secondsInHand = record.successes > 0 ? record.meanSeconds : usualSeconds;
  }

  void end(WorkType type) {
    History record = record(type);
    record.inHand = Math.max(0, record.inHand - 1);
  }

  double workInHand() {
    return records.values().stream()
        .mapToDouble(record -> record.inHand * record.secondsInHand)
        .sum();
  }

  /** Seconds of work of which the result was delivered here. */
  double secondsDone() {
    return secondsDone;
  }

  void succeeded(Conduct conduct, Instant now, Duration halfLife) {
    penalty = penalty(now, halfLife) / 2;
    penaltyAt = now;
    History record = faded(conduct.type(), now, halfLife);
    double seconds = conduct.took().toNanos() / 1e9;
    secondsDone += seconds;
    boolean first = record.meanSeconds == 0;
    record.meanSeconds += (first ? 1 : NEWEST_SHARE) * (seconds - record.meanSeconds);
    record.successes++;
  }

  void failed(WorkType type, double weight, double most, Instant now, Duration halfLife) {
    penalty = Math.min(most, penalty(now, halfLife) + weight);
    penaltyAt = now;
    faded(type, now, halfLife).failures++;
  }

  double expectedSeconds(WorkType type, Instant now, Duration halfLife) {
    History record = records.get(type);
    if (record == null
        || Duration.between(record.seenAt, now).compareTo(halfLife.multipliedBy(MEMORY_HALF_LIVES))
            > 0) {
      return 0;
    }
    double fading = fading(record.seenAt, now, halfLife);
    double failuresPerSuccess = record.failures * fading / (record.successes * fading + 1);
    return record.meanSeconds * (1 + failuresPerSuccess);
  }

  private History faded(WorkType type, Instant now, Duration halfLife) {
    History record = record(type);
    double fading = fading(record.seenAt, now, halfLife);
    record.successes *= fading;
    record.failures *= fading;
    record.seenAt = now;
    return record;
  }

  private History record(WorkType type) {
    History record = records.get(type);
    if (record == null) {
      record = new History();
    }
    records.putLast(type, record);
    if (records.size() > TYPES_MAX) {
      records.pollFirstEntry();
    }
    return record;
  }

  private static double fading(Instant since, Instant now, Duration halfLife) {
    double halfLives = (double) Duration.between(since, now).toMillis() / halfLife.toMillis();
    return Math.pow(0.5, Math.max(0, halfLives));
  }
}
