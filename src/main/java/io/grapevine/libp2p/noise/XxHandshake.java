package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.noise.NoiseException.Reason;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * The three messages of the pattern XX (Noise Protocol Framework, section 7.5), each method one of
 * them on one side, to be called in order:
 *
 * <pre>
 *   → e
 *   ← e, ee, s, es
 *   → s, se
 * </pre>
 */
final class XxHandshake {

  private static final int KEY = DhKeyPair.KEY_BYTES;
  private static final int SEALED_KEY = KEY + CipherState.TAG_BYTES;

  private final SymmetricState symmetric;
  private final DhKeyPair ownStatic;
  private final Supplier<DhKeyPair> ephemeralKeys;
  private byte[] remoteEphemeral = {};
  private byte[] remoteStatic = {};

  // Generated with the side's first message, so that a silent stranger costs nothing.
  private DhKeyPair[] ownEphemeral = {};

  XxHandshake(byte[] prologue, DhKeyPair ownStatic, Supplier<DhKeyPair> ephemeralKeys) {
    this.symmetric = new SymmetricState(prologue);
    this.ownStatic = ownStatic;
    this.ephemeralKeys = ephemeralKeys;
  }

  /** Initiator: e. */
  byte[] writeFirst(byte[] payload) throws NoiseException {
    return concatenate(writeEphemeral(), symmetric.encryptAndHash(payload));
  }

  /** Responder: e. */
  byte[] readFirst(byte[] message) throws NoiseException {
    ByteBuffer in = ByteBuffer.wrap(message);
    readEphemeral(in);
    return readPayload(in);
  }

  /** Responder: e, ee, s, es. */
  byte[] writeSecond(byte[] payload) throws NoiseException {
    byte[] ephemeral = writeEphemeral();
    symmetric.mixKey(ownEphemeral().agree(remoteEphemeral));
    byte[] sealedStatic = symmetric.encryptAndHash(ownStatic.publicKey());
    symmetric.mixKey(ownStatic.agree(remoteEphemeral));
    return concatenate(ephemeral, sealedStatic, symmetric.encryptAndHash(payload));
  }

  /** Initiator: e, ee, s, es. */
  byte[] readSecond(byte[] message) throws NoiseException {
    ByteBuffer in = ByteBuffer.wrap(message);
    readEphemeral(in);
    symmetric.mixKey(ownEphemeral().agree(remoteEphemeral));
    remoteStatic = symmetric.decryptAndHash(take(in, SEALED_KEY));
    symmetric.mixKey(ownEphemeral().agree(remoteStatic));
    return readPayload(in);
  }

  /** Initiator: s, se. */
  byte[] writeThird(byte[] payload) throws NoiseException {
    byte[] sealedStatic = symmetric.encryptAndHash(ownStatic.publicKey());
    symmetric.mixKey(ownStatic.agree(remoteEphemeral));
    return concatenate(sealedStatic, symmetric.encryptAndHash(payload));
  }

  /** Responder: s, se. */
  byte[] readThird(byte[] message) throws NoiseException {
    ByteBuffer in = ByteBuffer.wrap(message);
    remoteStatic = symmetric.decryptAndHash(take(in, SEALED_KEY));
    symmetric.mixKey(ownEphemeral().agree(remoteStatic));
    return readPayload(in);
  }

  /** The other side's static key, once its message was read. */
  byte[] remoteStatic() {
    return remoteStatic;
  }

  /** The transcript hash. */
  byte[] hash() {
    return symmetric.hash();
  }

  /** Ends the handshake; the first cipher is that from the initiator to the responder. */
  CipherState[] split() {
    CipherState[] ciphers = symmetric.split();
    destroy();
    return ciphers;
  }

  /** Forgets everything secret but the static key, which serves other sessions too. */
  void destroy() {
    symmetric.destroy();
    for (DhKeyPair pair : ownEphemeral) {
      pair.destroy();
    }
  }

  private byte[] writeEphemeral() {
    ownEphemeral = new DhKeyPair[] {ephemeralKeys.get()};
    byte[] publicKey = ownEphemeral().publicKey();
    symmetric.mixHash(publicKey);
    return publicKey;
  }

  private DhKeyPair ownEphemeral() {
    return ownEphemeral[0];
  }

  private void readEphemeral(ByteBuffer in) throws NoiseException {
    remoteEphemeral = take(in, KEY);
    symmetric.mixHash(remoteEphemeral);
  }

  private byte[] readPayload(ByteBuffer in) throws NoiseException {
    return symmetric.decryptAndHash(take(in, in.remaining()));
  }

  private static byte[] take(ByteBuffer in, int length) throws NoiseException {
    if (in.remaining() < length) {
      throw new NoiseException(Reason.MALFORMED, "Noise handshake message is cut short");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static byte[] concatenate(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      out.put(part);
    }
    return out.array();
  }
}
