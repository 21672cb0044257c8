package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.util.Arrays;

/**
 * Key messages of all types: there is one encoding of each key, nobody's signature is right by
 * chance, and a malformed one is wrong rather than an error. The first byte of the input says
 * whether the rest is a whole message or the key inside a message of some type; a private key is
 * tried too.
 */
final class PublicKeyFuzz implements FuzzTarget {

  private static final byte[] MESSAGE = {1, 2, 3};
  private static final int SIGNATURE_BYTES = 72;

  @Override
  public String name() {
    return "public-key";
  }

  @Override
  public int testRuns() {
    return 1500;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    InputCursor in = new InputCursor(input);
    int kind = in.below(6);
    byte[] signature = in.take(in.below(SIGNATURE_BYTES));
    byte[] rest = in.rest();
    byte[] encoded =
        kind < 5 ? new ProtobufWriter().varint(1, kind).bytes(2, rest).toByteArray() : rest;
    Cost.bounded(encoded.length, () -> publicKey(encoded, signature));
    Cost.bounded(encoded.length, () -> privateKey(encoded));
  }

  private static void publicKey(byte[] encoded, byte[] signature) throws MalformedException {
    PublicKey key;
    try {
      key = PublicKey.decode(encoded);
    } catch (MalformedException e) {
      return;
    }
    Claims.that(encoded.length <= PublicKey.MAX_ENCODED_BYTES, "a key above the limit is taken");
    Claims.same(encoded, key.encoded(), "the only encoding");
    Claims.equal(key, PublicKey.decode(key.encoded()), "key by its encoding");
    Claims.that(!key.verify(MESSAGE, signature), "a chance signature is right");
    Claims.that(!key.verify(MESSAGE, Arrays.copyOf(signature, 64)), "a chance signature is right");
    Claims.that(!key.verify(MESSAGE, Arrays.copyOf(signature, 256)), "a chance signature is right");
    PublicKey.ofPeer(key.peerId()).ifPresent(inlined -> Claims.equal(key, inlined, "inlined key"));
  }

  private static void privateKey(byte[] encoded) {
    try {
      KeyPair pair = KeyPair.decodePrivateKey(encoded);
      Claims.that(
          pair.publicKey().verify(MESSAGE, pair.sign(MESSAGE)),
          "the halves do not belong together");
    } catch (MalformedException expected) {
      Claims.that(encoded.length != 0 || expected.getMessage() != null, "no reason is given");
    }
  }
}
