package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A payload with the key and signature of whoever states it (libp2p RFC 0002). The signature covers
 * domain, payload type and payload, each behind its varint length, so that a signature given for
 * one purpose is worth nothing for another.
 */
public final class SignedEnvelope {

  /** Longest envelope accepted, which is what other implementations allow in Identify. */
  public static final int MAX_BYTES = 8192;

  private static final int PUBLIC_KEY = 1;
  private static final int PAYLOAD_TYPE = 2;
  private static final int PAYLOAD = 3;
  private static final int SIGNATURE = 5;

  private static final int MAX_PAYLOAD_TYPE_BYTES = 64;
  private static final int MAX_SIGNATURE_BYTES = 1024;

  private final PublicKey signer;
  private final byte[] payloadType;
  private final byte[] payload;
  private final byte[] signature;
  private final byte[] encoded;

  private SignedEnvelope(
      PublicKey signer, byte[] payloadType, byte[] payload, byte[] signature, byte[] encoded) {
    this.signer = signer;
    this.payloadType = payloadType;
    this.payload = payload;
    this.signature = signature;
    this.encoded = encoded;
  }

  /** Signs the payload for the domain. */
  public static SignedEnvelope seal(
      KeyPair keyPair, String domain, byte[] payloadType, byte[] payload) {
    byte[] signature = keyPair.sign(signedBytes(domain, payloadType, payload));
    byte[] encoded =
        new ProtobufWriter()
            .message(PUBLIC_KEY, keyPair.publicKey().encoded())
            .bytes(PAYLOAD_TYPE, payloadType)
            .bytes(PAYLOAD, payload)
            .bytes(SIGNATURE, signature)
            .toByteArray();
    if (encoded.length > MAX_BYTES) {
      throw new IllegalArgumentException("envelope of " + encoded.length + " bytes is too long");
    }
    return new SignedEnvelope(keyPair.publicKey(), payloadType, payload, signature, encoded);
  }

  /**
   * Reads an envelope and checks its signature.
   *
   * @throws MalformedException if it cannot be read, is longer than {@link #MAX_BYTES}, or the
   *     signature is not that of the key inside for this domain
   */
  public static SignedEnvelope open(byte[] encoded, String domain) throws MalformedException {
    SignedEnvelope envelope = read(encoded);
    if (!envelope.isSignedFor(domain)) {
      throw new MalformedException("envelope has a wrong signature");
    }
    return envelope;
  }

  /**
   * Reads an envelope without checking its signature, for those who did so before or do it later.
   *
   * @throws MalformedException if it cannot be read or is longer than {@link #MAX_BYTES}
   */
  public static SignedEnvelope read(byte[] encoded) throws MalformedException {
    if (encoded.length > MAX_BYTES) {
      throw new MalformedException("envelope is longer than " + MAX_BYTES + " bytes");
    }
    byte[] key = {};
    byte[] payloadType = {};
    byte[] payload = {};
    byte[] signature = {};
    ProtobufReader reader = new ProtobufReader(encoded);
    while (reader.next()) {
      switch (reader.field()) {
        case PUBLIC_KEY -> key = reader.bytes(KeyMessage.MAX_BYTES);
        case PAYLOAD_TYPE -> payloadType = reader.bytes(MAX_PAYLOAD_TYPE_BYTES);
        case PAYLOAD -> payload = reader.bytes(MAX_BYTES);
        case SIGNATURE -> signature = reader.bytes(MAX_SIGNATURE_BYTES);
        default -> reader.skip();
      }
    }
    return new SignedEnvelope(PublicKey.decode(key), payloadType, payload, signature, encoded);
  }

  /** Whether the signature is that of the key inside for this domain. */
  public boolean isSignedFor(String domain) {
    return signer.verify(signedBytes(domain, payloadType, payload), signature);
  }

  /** Whose signature it is. */
  public PublicKey signer() {
    return signer;
  }

  /** The id of the peer whose signature it is. */
  public PeerId peerId() {
    return signer.peerId();
  }

  /** What the payload is; not to be modified. */
  public byte[] payloadType() {
    return payloadType;
  }

  /** What was signed; not to be modified. */
  public byte[] payload() {
    return payload;
  }

  /** The whole envelope as it travels; not to be modified. */
  public byte[] encoded() {
    return encoded;
  }

  private static byte[] signedBytes(String domain, byte[] payloadType, byte[] payload) {
    byte[] domainBytes = domain.getBytes(StandardCharsets.UTF_8);
    int size = 0;
    for (byte[] part : new byte[][] {domainBytes, payloadType, payload}) {
      size += UnsignedVarint.sizeOf(part.length) + part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (byte[] part : new byte[][] {domainBytes, payloadType, payload}) {
      UnsignedVarint.write(part.length, out);
      out.put(part);
    }
    return out.array();
  }
}
