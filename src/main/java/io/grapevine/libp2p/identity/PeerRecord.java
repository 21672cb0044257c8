package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a peer says about its own addresses (libp2p RFC 0003), to be believed when it comes in an
 * envelope with that peer's signature.
 *
 * @param sequence grows with every new record of the peer; an older one must not replace a newer
 *     one
 * @param addresses where the peer says it can be reached, at most {@link #MAX_ADDRESSES}
 */
public record PeerRecord(PeerId peerId, long sequence, List<Multiaddr> addresses) {

  /** Addresses looked at in one record; what a peer lists beyond is ignored. */
  public static final int MAX_ADDRESSES = 64;

  // The domain and type of the deployed implementations; the text of the RFC has placeholders.
  private static final String DOMAIN = "libp2p-peer-record";
  private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};

  private static final int PEER_ID = 1;
  private static final int SEQUENCE = 2;
  private static final int ADDRESS = 3;
  private static final int MULTIADDR = 1;

  private static final int MAX_PEER_ID_BYTES = 64;

  /** Checks the limits. */
  public PeerRecord {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence is negative: " + sequence);
    }
    addresses = List.copyOf(addresses);
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(addresses.size() + " addresses are too many");
    }
  }

  /** The record in an envelope signed by the peer itself. */
  public SignedEnvelope seal(KeyPair keyPair) {
    if (!keyPair.peerId().equals(peerId)) {
      throw new IllegalArgumentException("a peer signs only its own record");
    }
    ProtobufWriter payload =
        new ProtobufWriter().bytes(PEER_ID, peerId.toBytes()).varint(SEQUENCE, sequence);
    for (Multiaddr address : addresses) {
      payload.message(ADDRESS, new ProtobufWriter().bytes(MULTIADDR, address.toBytes()));
    }
    return SignedEnvelope.seal(keyPair, DOMAIN, PAYLOAD_TYPE, payload.toByteArray());
  }

  /**
   * Reads a record out of its envelope. Addresses of unknown kinds are left out.
   *
   * @throws MalformedException if the envelope or the record cannot be read, the signature is
   *     wrong, or the signer is not the peer that the record is about
   */
  public static PeerRecord open(byte[] envelope) throws MalformedException {
    SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN);
    if (!Arrays.equals(opened.payloadType(), PAYLOAD_TYPE)) {
      throw new MalformedException("envelope does not hold a peer record");
    }
    PeerRecord peerRecord = decode(opened.payload());
    if (!peerRecord.peerId().equals(opened.peerId())) {
      throw new MalformedException("peer record is signed by another peer");
    }
    return peerRecord;
  }

  private static PeerRecord decode(byte[] payload) throws MalformedException {
    byte[] peerId = {};
    long sequence = 0;
    List<byte[]> addresses = new ArrayList<>();
    ProtobufReader reader = new ProtobufReader(payload);
    while (reader.next()) {
      switch (reader.field()) {
        case PEER_ID -> peerId = reader.bytes(MAX_PEER_ID_BYTES);
        case SEQUENCE -> sequence = reader.varint();
        case ADDRESS -> addAddress(reader.message(SignedEnvelope.MAX_BYTES), addresses);
        default -> reader.skip();
      }
    }
    if (sequence < 0) {
      throw new MalformedException("sequence of the peer record is out of range");
    }
    return new PeerRecord(PeerId.decode(peerId), sequence, readable(addresses));
  }

  private static void addAddress(ProtobufReader reader, List<byte[]> addresses)
      throws MalformedException {
    while (reader.next()) {
      if (reader.field() != MULTIADDR) {
        reader.skip();
        continue;
      }
      byte[] encoded = reader.bytes(SignedEnvelope.MAX_BYTES);
      if (addresses.size() < MAX_ADDRESSES) {
        addresses.add(encoded);
      }
    }
  }

  /** The width of an unknown protocol is unknown, so an address that has one is lost. */
  private static List<Multiaddr> readable(List<byte[]> encoded) {
    List<Multiaddr> addresses = new ArrayList<>();
    encoded.forEach(address -> readable(address).ifPresent(addresses::add));
    return addresses;
  }

  private static Optional<Multiaddr> readable(byte[] address) {
    try {
      return Optional.of(Multiaddr.decode(address));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
