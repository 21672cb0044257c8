package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.multiformats.Base32;
import io.grapevine.libp2p.multiformats.Base58;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Base58 and base32: any bytes survive, any accepted text is the only one of its bytes. */
final class BasesFuzz implements FuzzTarget {

  private static final int BASE58_BYTES = 93;
  private static final int BASE32_BYTES = 640;

  @Override
  public String name() {
    return "bases";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> check(input));
  }

  private static void check(byte[] input) throws MalformedException {
    byte[] few = Arrays.copyOf(input, Math.min(input.length, BASE58_BYTES));
    String base58 = Base58.encode(few);
    Claims.same(few, Base58.decode(base58), "bytes by base58");
    Claims.equal(base58.chars().filter(c -> c != '1').count() == 0, isZero(few), "zero in base58");
    byte[] more = Arrays.copyOf(input, Math.min(input.length, BASE32_BYTES));
    Claims.same(more, Base32.decode(Base32.encode(more)), "bytes by base32");

    String text = new String(input, StandardCharsets.UTF_8);
    try {
      Claims.equal(text, Base58.encode(Base58.decode(text)), "text by base58");
    } catch (MalformedException e) {
      Claims.that(!text.isEmpty(), "empty text is empty bytes");
    }
    try {
      Claims.equal(text, Base32.encode(Base32.decode(text)), "text by base32");
    } catch (MalformedException e) {
      Claims.that(!text.isEmpty(), "empty text is empty bytes");
    }
  }

  private static boolean isZero(byte[] bytes) {
    return new BigInteger(1, bytes).signum() == 0;
  }
}
