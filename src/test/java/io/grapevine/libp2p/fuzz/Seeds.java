package io.grapevine.libp2p.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The inputs that a target begins with: the resource {@code fuzz/NAME.hex}, one input in
 * hexadecimal per line; a line that begins with {@code #} says what the next ones are.
 */
final class Seeds {

  private Seeds() {}

  static List<byte[]> of(FuzzTarget target) {
    String resource = "/fuzz/" + target.name() + ".hex";
    try (InputStream in = Seeds.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("there are no seeds in " + resource);
      }
      List<byte[]> seeds = new ArrayList<>();
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          seeds.add(HexFormat.of().parseHex(line.strip()));
        }
      }
      return seeds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
