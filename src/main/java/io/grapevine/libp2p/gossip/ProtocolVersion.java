package io.grapevine.libp2p.gossip;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The protocol negotiated with a peer, which decides what may be sent to it. */
public enum ProtocolVersion {
  /** Mesh, IHAVE and IWANT. */
  V1_0("/meshsub/1.0.0"),
  /** Adds back-off in PRUNE, scores and peer exchange. */
  V1_1("/meshsub/1.1.0"),
  /** Adds IDONTWANT. */
  V1_2("/meshsub/1.2.0");

  private final String protocolId;

  ProtocolVersion(String protocolId) {
    this.protocolId = protocolId;
  }

  /** The id under which the version is negotiated. */
  public String protocolId() {
    return protocolId;
  }

  /** All ids, the preferred one first. */
  public static List<String> protocolIds() {
    return Arrays.stream(values()).map(ProtocolVersion::protocolId).toList().reversed();
  }

  /** The version that a negotiated id stands for. */
  public static Optional<ProtocolVersion> of(String protocolId) {
    return Arrays.stream(values()).filter(v -> v.protocolId.equals(protocolId)).findFirst();
  }

  boolean announcesBackoff() {
    return this != V1_0;
  }

  boolean knowsIdontwant() {
    return this == V1_2;
  }
}
