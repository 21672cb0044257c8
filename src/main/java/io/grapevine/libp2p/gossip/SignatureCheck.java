package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.Arrays;
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
    return check(message, Optional.empty()).isPresent();
  }

  /**
   * Checks a message whose author's key may have been decoded before.
   *
   * @param known the key of the author, so that it need not be decoded again
   * @return the key of the author if he has signed the message
   */
  public static Optional<PublicKey> check(GossipMessage message, Optional<PublicKey> known) {
    GossipMessage.Fields fields = message.fields();
    byte[] encoded = message.encoded();
    try {
      Optional<PublicKey> author = author(fields, encoded, known);
      return author.filter(
          key ->
              key.verify(
                  MessageSigner.signed(encoded, fields.signatureField(), fields.keyField()),
                  fields.signature().copyFrom(encoded)));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /** The key that the message carries or its author's id holds, if it is that of the author. */
  private static Optional<PublicKey> author(
      GossipMessage.Fields fields, byte[] encoded, Optional<PublicKey> known)
      throws MalformedException {
    boolean carried = fields.key().length() > 0;
    if (known.isPresent() && (!carried || isKey(known.get(), fields.key(), encoded))) {
      return known;
    }
    Optional<byte[]> key =
        carried ? Optional.of(fields.key().copyFrom(encoded)) : fields.author().inlinedPublicKey();
    if (key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(PublicKey.decode(key.get()))
        .filter(decoded -> decoded.peerId().equals(fields.author()));
  }

  private static boolean isKey(PublicKey key, GossipMessage.Range field, byte[] encoded) {
    byte[] bytes = key.encoded();
    return Arrays.equals(bytes, 0, bytes.length, encoded, field.from(), field.to());
  }
}
