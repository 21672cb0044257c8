package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.nio.charset.StandardCharsets;

/** Multiaddrs in both forms: the bytes are canonical, and each form leads to the other and back. */
final class MultiaddrFuzz implements FuzzTarget {

  private final boolean text;

  /**
   * @param text whether inputs are taken as text
   */
  MultiaddrFuzz(boolean text) {
    this.text = text;
  }

  @Override
  public String name() {
    return text ? "multiaddr-text" : "multiaddr-bytes";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> check(input));
  }

  private void check(byte[] input) throws MalformedException {
    Multiaddr address;
    try {
      address =
          text
              ? Multiaddr.parse(new String(input, StandardCharsets.UTF_8))
              : Multiaddr.decode(input);
    } catch (MalformedException e) {
      return;
    }
    if (!text) {
      Claims.same(input, address.toBytes(), "canonical bytes");
    }
    Claims.that(address.toBytes().length <= Multiaddr.MAX_BYTES, "the address is too long");
    Claims.that(
        address.components().size() <= Multiaddr.MAX_COMPONENTS, "too many components are taken");
    Claims.equal(address, Multiaddr.decode(address.toBytes()), "address by its bytes");
    Claims.equal(address, Multiaddr.parse(address.toString()), "address by its text");
    Multiaddr bare = address.withoutPeer();
    Claims.equal(bare, Multiaddr.decode(bare.toBytes()), "address without peer");
    Claims.that(address.toString().chars().allMatch(c -> c > ' ' && c < 0x7f), "log is not safe");
    if (address.isPlainTcp()) {
      Claims.that(address.host().isPresent() && address.tcpPort().isPresent(), "plain TCP");
      Claims.that(address.tcpPort().orElseThrow() <= 65_535, "port");
    }
    address.ip();
  }
}
