package io.grapevine.testing;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a property many times, each time with its own seed. A failure names the seed, and {@code
 * -Dgrapevine.seed=…} replays exactly that one run:
 *
 * <pre>{@code
 * Randomised.runs(500).check(random -> assertThat(decode(encode(any(random)))).isEqualTo(…));
 * }</pre>
 */
public final class Randomised {

  /** System property that holds the seed to replay, in decimal. */
  public static final String SEED_PROPERTY = "grapevine.seed";

  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final int runs;

  /** What must hold for anything that the generator yields. */
  @FunctionalInterface
  public interface Property {

    /** Throws if the property does not hold. */
    void check(RandomGenerator random) throws Exception;
  }

  private Randomised(int runs) {
    this.runs = runs;
  }

  /** A runner that tries so many seeds. */
  public static Randomised runs(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("at least one run is needed, not " + runs);
    }
    return new Randomised(runs);
  }

  /** A generator with a known seed, always the same sequence. */
  public static RandomGenerator ofSeed(long seed) {
    return FACTORY.create(seed);
  }

  /** Random bytes, between {@code min} and {@code max} of them, both included. */
  public static byte[] bytes(RandomGenerator random, int min, int max) {
    byte[] bytes = new byte[random.nextInt(min, max + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Runs the property, or only the run of the seed in {@link #SEED_PROPERTY}. */
  public void check(Property property) {
    Long replayed = Long.getLong(SEED_PROPERTY);
    if (replayed != null) {
      checkOnce(property, replayed);
      return;
    }
    long first = new SecureRandom().nextLong();
    for (int run = 0; run < runs; run++) {
      checkOnce(property, first + run);
    }
  }

  private static void checkOnce(Property property, long seed) {
    try {
      property.check(ofSeed(seed));
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "failed with seed %d, replay it with -D%s=%d: %s"
              .formatted(seed, SEED_PROPERTY, seed, e.getMessage()),
          e);
    }
  }
}
