package io.grapevine.libp2p.fuzz;

/**
 * A target whose input is either taken or refused with one kind of error, which has to say why, and
 * briefly.
 *
 * @param refusal the error that the decoder declares
 * @param allowanceBytes heap that it may take besides, see {@link Cost}
 * @param check decodes, and claims what must hold of what was taken
 */
public record DecoderFuzz(
    String name, Class<? extends Exception> refusal, int allowanceBytes, Check check)
    implements FuzzTarget {
  private static final int REASON_LENGTH_MAX = 4096;

  /** Decodes one input, and claims. */
  @FunctionalInterface
  public interface Check {
    /** Throws the refusal if the input is not taken. */
    void of(byte[] input) throws Exception;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, allowanceBytes, () -> checkOnce(input));
  }

  private void checkOnce(byte[] input) throws Exception {
    try {
      check.of(input);
    } catch (Exception error) {
      if (!refusal.isInstance(error)) {
        throw error;
      }
      String reason = error.getMessage();
      Claims.that(reason != null && !reason.isBlank(), "an error without a reason");
      Claims.that(reason != null && reason.length() < REASON_LENGTH_MAX, "an endless explanation");
    }
  }
}
