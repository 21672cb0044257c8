package io.grapevine.job;

/**
 * How far a handler has come.
 *
 * @param percent 0 to 100
 * @param message for people; may be empty, shortened to 200 characters
 */
public record Progress(int percent, String message) {
  private static final int MESSAGE_LENGTH_MAX = 200;

  /**
   * @throws IllegalArgumentException if the share is outside 0 to 100
   */
  public Progress {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("progress is 0 to 100 percent");
    }
    if (message.length() > MESSAGE_LENGTH_MAX) {
      message = message.substring(0, MESSAGE_LENGTH_MAX);
    }
  }
}
