package io.grapevine.libp2p.attack;

/**
 * How large the attacks are: small enough for every build, or, with {@code -Dattack.full=true}, as
 * large as in the table of docs/attacks.md.
 */
final class Scale {
  private Scale() {}

  static boolean full() {
    return Boolean.getBoolean("attack.full");
  }

  static int of(int brief, int full) {
    return full() ? full : brief;
  }
}
