package io.grapevine.coordination;

/**
 * What one client may have.
 *
 * @param openMax jobs that are not over
 * @param perSecond jobs submitted, in the long run
 * @param burst jobs submitted at once, after a pause
 * @param clientsMax clients that are told apart
 */
public record ClientLimits(int openMax, int perSecond, int burst, int clientsMax) {
  /** Longest name of a client. */
  public static final int NAME_LENGTH_MAX = 128;

  /** So many clients are looked at, at most, to find one that can be forgotten. */
  static final int LOOKS_MAX = 16;

  /**
   * @throws IllegalArgumentException with a readable sentence if a limit allows nothing
   */
  public ClientLimits {
    if (openMax < 1 || perSecond < 1 || burst < 1 || clientsMax < 1) {
      throw new IllegalArgumentException("a client may have one job and submit one per second");
    }
  }

  /** The values with which a peer starts when nothing is configured. */
  public static ClientLimits defaults() {
    return new ClientLimits(10_000, 10_000, 20_000, 10_000);
  }
}
