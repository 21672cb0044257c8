package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An established secure channel: whom it leads to and how to encrypt and decrypt. */
public final class NoiseSession {

  private final PublicKey remoteKey;
  private final byte[] transcript;
  private final CipherState sender;
  private final CipherState receiver;
  private final @Nullable String muxer;

  NoiseSession(
      PublicKey remoteKey,
      byte[] transcript,
      CipherState sender,
      CipherState receiver,
      @Nullable String muxer) {
    this.remoteKey = remoteKey;
    this.transcript = transcript;
    this.sender = sender;
    this.receiver = receiver;
    this.muxer = muxer;
  }

  /** The other peer's identity key, proven. */
  public PublicKey remoteKey() {
    return remoteKey;
  }

  /** The other peer. */
  public PeerId remotePeer() {
    return remoteKey.peerId();
  }

  /**
   * The hash of the handshake, the same on both sides and of no other session; not to be modified.
   */
  public byte[] transcript() {
    return transcript;
  }

  /** Encrypts what we send; for one thread at a time. */
  public CipherState sender() {
    return sender;
  }

  /** Decrypts what we receive; for one thread at a time. */
  public CipherState receiver() {
    return receiver;
  }

  /** The multiplexer agreed on inside the handshake; if nothing, it has to be negotiated. */
  public Optional<String> muxer() {
    return Optional.ofNullable(muxer);
  }

  /** Drops the keys of both directions. */
  public void destroy() {
    sender.destroy();
    receiver.destroy();
  }
}
