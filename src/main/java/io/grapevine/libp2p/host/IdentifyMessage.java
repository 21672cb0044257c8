package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Identify says (libp2p specification "identify"). A missing field means "unchanged" in a push
 * and "not said" otherwise. Bounded: {@value #MAX_BYTES} bytes per message, {@value #MAX_MESSAGES}
 * messages that are merged, and as many entries as named below.
 */
final class IdentifyMessage {
  /** Longest single message; others accept no more. */
  static final int MAX_BYTES = 8192;

  /** A peer with much to say splits it. */
  static final int MAX_MESSAGES = 10;

  private static final int MAX_ADDRESSES = 64;

  /** Longest address; a full domain name and a relay fit. */
  private static final int MAX_ADDRESS_BYTES = 512;

  private static final int MAX_PROTOCOLS = 256;

  private static final int MAX_AGENT_CHARS = 128;

  private static final int PUBLIC_KEY = 1;
  private static final int LISTEN_ADDRESS = 2;
  private static final int PROTOCOL = 3;
  private static final int OBSERVED_ADDRESS = 4;
  private static final int PROTOCOL_VERSION = 5;
  private static final int AGENT_VERSION = 6;
  private static final int SIGNED_PEER_RECORD = 8;

  private Optional<byte[]> publicKey = Optional.empty();
  private final List<Multiaddr> addresses = new ArrayList<>();
  private int addressesSeen;
  private final Set<String> protocols = new LinkedHashSet<>();
  private Optional<Multiaddr> observedAddress = Optional.empty();
  private Optional<String> agent = Optional.empty();
  private Optional<byte[]> signedRecord = Optional.empty();

  Optional<byte[]> publicKey() {
    return publicKey;
  }

  List<Multiaddr> addresses() {
    return addresses;
  }

  Set<String> protocols() {
    return protocols;
  }

  /** How the sender sees our address. */
  Optional<Multiaddr> observedAddress() {
    return observedAddress;
  }

  Optional<String> agent() {
    return agent;
  }

  /** The envelope of a peer record, not yet checked. */
  Optional<byte[]> signedRecord() {
    return signedRecord;
  }

  /**
   * What this host says about itself to the peer at {@code observed}: one message, or several if
   * one would be too long.
   */
  static List<byte[]> encode(
      byte[] publicKey,
      List<Multiaddr> addresses,
      Set<String> protocols,
      Multiaddr observed,
      String agent,
      byte[] signedRecord) {
    Parts parts = new Parts();
    parts.add(PUBLIC_KEY, publicKey);
    parts.add(OBSERVED_ADDRESS, observed.toBytes());
    parts.add(PROTOCOL_VERSION, "ipfs/0.1.0".getBytes(StandardCharsets.UTF_8));
    parts.add(AGENT_VERSION, agent.getBytes(StandardCharsets.UTF_8));
    addresses.forEach(address -> parts.add(LISTEN_ADDRESS, address.toBytes()));
    protocols.forEach(id -> parts.add(PROTOCOL, id.getBytes(StandardCharsets.UTF_8)));
    parts.add(SIGNED_PEER_RECORD, signedRecord);
    return parts.finish();
  }

  /** Fields in as many messages as they need. */
  private static final class Parts {
    /** Tag and length of a field. */
    private static final int WRAPPING = 4;

    private final List<byte[]> messages = new ArrayList<>();
    private ProtobufWriter message = new ProtobufWriter();

    void add(int field, byte[] value) {
      if (message.size() + value.length + WRAPPING > MAX_BYTES) {
        messages.add(message.toByteArray());
        message = new ProtobufWriter();
      }
      message.bytes(field, value);
    }

    List<byte[]> finish() {
      messages.add(message.toByteArray());
      return messages;
    }
  }

  /** Reads messages to the end of the stream and merges them. */
  static IdentifyMessage read(InputStream in) throws IOException {
    IdentifyMessage merged = new IdentifyMessage();
    for (int count = 0; ; count++) {
      byte[] message;
      try {
        message = LengthPrefixed.read(in, MAX_BYTES);
      } catch (EOFException e) {
        if (count == 0) {
          throw new MalformedException("peer says nothing in Identify", e);
        }
        return merged;
      }
      if (count == MAX_MESSAGES) {
        throw new MalformedException("Identify has more than " + MAX_MESSAGES + " messages");
      }
      merged.merge(message);
    }
  }

  private void merge(byte[] message) throws MalformedException {
    // Looked at once, however often they are said.
    Optional<byte[]> observed = Optional.empty();
    Optional<String> agentAsSaid = Optional.empty();
    ProtobufReader reader = new ProtobufReader(message);
    while (reader.next()) {
      switch (reader.field()) {
        case PUBLIC_KEY -> publicKey = Optional.of(reader.bytes(MAX_BYTES));
        case LISTEN_ADDRESS -> addAddress(reader.bytes(MAX_BYTES));
        case PROTOCOL -> addProtocol(reader.string(MAX_BYTES));
        case OBSERVED_ADDRESS -> observed = Optional.of(reader.bytes(MAX_BYTES));
        case AGENT_VERSION -> agentAsSaid = Optional.of(reader.string(MAX_BYTES));
        case SIGNED_PEER_RECORD -> signedRecord = Optional.of(reader.bytes(MAX_BYTES));
        default -> reader.skip();
      }
    }
    if (observed.isPresent()) {
      observedAddress = readable(observed.get());
    }
    if (agentAsSaid.isPresent()) {
      agent = Optional.of(printable(agentAsSaid.get()));
    }
  }

  private void addAddress(byte[] encoded) {
    // One that cannot be read counts too: finding that out is what costs.
    if (addressesSeen++ < MAX_ADDRESSES && encoded.length <= MAX_ADDRESS_BYTES) {
      readable(encoded).ifPresent(addresses::add);
    }
  }

  private void addProtocol(String protocol) {
    if (protocols.size() < MAX_PROTOCOLS && protocol.length() <= ProtocolBinding.MAX_ID_BYTES) {
      protocols.add(protocol);
    }
  }

  /** An address of an unknown kind cannot be skipped in part, so it is left out as a whole. */
  private static Optional<Multiaddr> readable(byte[] encoded) {
    try {
      return Optional.of(Multiaddr.decode(encoded));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** The agent goes into logs and answers, so it must not bring control characters along. */
  private static String printable(String agent) {
    String clean = agent.replaceAll("\\p{Cntrl}", "?");
    return clean.substring(0, Math.min(clean.length(), MAX_AGENT_CHARS));
  }
}
