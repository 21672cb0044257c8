package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.Cost;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * TXT records from anybody on the link: bounded, written back alike, and believed only where they
 * name a literal address that others can have.
 */
public final class MdnsFuzz implements FuzzTarget {

  private static final byte[] LINK = {(byte) 192, (byte) 168, 0, 1};

  @Override
  public String name() {
    return "mdns";
  }

  @Override
  public int maxBytes() {
    return 10 * 1024;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> check(input));
  }

  private static void check(byte[] input) throws Exception {
    List<Multiaddr> addresses = MdnsText.decode(input);
    Claims.that(addresses.size() <= MdnsText.ADDRESSES_MAX, "too many addresses");
    List<Multiaddr> writable = new ArrayList<>(addresses);
    writable.removeIf(address -> address.toString().length() > 247);
    Claims.equal(writable, MdnsText.decode(MdnsText.encode(addresses)), "record written back");
    for (Candidate candidate : MdnsAnnouncement.candidates(input, InetAddress.getByAddress(LINK))) {
      for (Multiaddr place : candidate.addresses()) {
        Claims.that(place.isPlainTcp() && place.peerIdBytes().isEmpty(), "not plain: " + place);
        InetAddress ip = place.ip().orElseThrow();
        Claims.that(!ip.isLoopbackAddress() && !ip.isAnyLocalAddress(), "nobody's: " + place);
      }
    }
  }
}
