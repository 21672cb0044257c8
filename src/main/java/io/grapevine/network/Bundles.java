package io.grapevine.network;

import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;

/** Puts several things that are to be said into one message, as far as it has room. */
final class Bundles {
  /** Tag and length of one thing among several, at most. */
  private static final int FIELD_BYTES = 6;

  private Bundles() {}

  /**
   * Cuts a list into parts that fit into one message each, in their order. What is too large for
   * any message gets a part of its own.
   *
   * @param room bytes of a part
   * @param countMax things in a part
   */
  static <M extends MessageLite> List<List<M>> split(List<M> all, int room, int countMax) {
    List<List<M>> parts = new ArrayList<>();
    List<M> part = new ArrayList<>();
    int size = 0;
    for (M next : all) {
      int added = next.getSerializedSize() + FIELD_BYTES;
      if (!part.isEmpty() && (size + added > room || part.size() == countMax)) {
        parts.add(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(next);
      size += added;
    }
    parts.add(part);
    return parts;
  }
}
