package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.Optional;

/**
 * Checks who wrote a message. It is verified over the bytes that came, without the fields 5 and 6,
 * never over a second encoding. A malformed key or signature makes the message invalid and is no
 * error of ours.
 */
public final class SignatureCheck {

  private SignatureCheck() {}

  /** Whether the author named in the message has signed it. */
  public static boolean passes(GossipMessage message) {
    GossipMessage.Fields fields = message.fields();
    byte[] encoded = message.encoded();
    try {
      Optional<byte[]> key =
          fields.key().length() > 0
              ? Optional.of(fields.key().copyFrom(encoded))
              : fields.author().inlinedPublicKey();
      if (key.isEmpty()) {
        return false;
      }
      PublicKey author = PublicKey.decode(key.get());
      return author.peerId().equals(fields.author())
          && author.verify(
              MessageSigner.signed(encoded, fields.signatureField(), fields.keyField()),
              fields.signature().copyFrom(encoded));
    } catch (MalformedException e) {
      return false;
    }
  }
}
