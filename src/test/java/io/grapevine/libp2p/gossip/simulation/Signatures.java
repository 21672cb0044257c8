package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.SignatureCheck;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The production signature check, done once for the same bytes: whether a message is signed does
 * not depend on who asks, and thousands of peers ask the same.
 */
final class Signatures {

  private static final int REMEMBERED = 8_192;

  private final Map<Bytes, Boolean> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  private long checks;

  boolean valid(GossipMessage message) {
    Bytes bytes = new Bytes(message.encoded(), Arrays.hashCode(message.encoded()));
    Boolean verdict = known.get(bytes);
    if (verdict == null) {
      checks++;
      verdict = SignatureCheck.passes(message);
      known.put(bytes, verdict);
    }
    return verdict;
  }

  /** How often a signature was really checked. */
  long checks() {
    return checks;
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by content below.
  private record Bytes(byte[] content, int hash) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that
          && hash == that.hash
          && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
