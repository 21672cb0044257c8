package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Signed envelopes and the peer records in them. An odd first byte makes the rest an envelope as it
 * would arrive; an even one makes it a record that a hostile but genuine signer has put into an
 * envelope, so that the decoder behind the signature is reached.
 */
final class SignedRecordFuzz implements FuzzTarget {

  private static final String DOMAIN = "libp2p-peer-record";
  private static final byte[] TYPE = {3, 1};
  private static final int SIGNATURE = 5;
  private static final KeyPair SIGNER = TestKeys.pair(1);

  @Override
  public String name() {
    return "signed-record";
  }

  @Override
  public int testRuns() {
    return 1500;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    InputCursor in = new InputCursor(input);
    boolean raw = in.next() % 2 == 1;
    byte[] rest = in.rest();
    byte[] envelope = raw ? rest : SignedEnvelope.seal(SIGNER, DOMAIN, TYPE, rest).encoded();
    Cost.bounded(envelope.length, () -> check(envelope, raw));
  }

  /** The signature once more: of the lengths and bytes of domain, type and payload. */
  private static boolean signed(SignedEnvelope opened, byte[] envelope) throws MalformedException {
    ByteArrayOutputStream statement = new ByteArrayOutputStream();
    statement.writeBytes(LengthPrefixed.frame(DOMAIN.getBytes(StandardCharsets.UTF_8)));
    statement.writeBytes(LengthPrefixed.frame(opened.payloadType()));
    statement.writeBytes(LengthPrefixed.frame(opened.payload()));
    byte[] signature = {};
    ProtobufReader reader = new ProtobufReader(envelope);
    while (reader.next()) {
      signature = reader.field() == SIGNATURE ? reader.bytes(envelope.length) : signature;
    }
    return opened.signer().verify(statement.toByteArray(), signature);
  }

  private static void check(byte[] envelope, boolean raw) throws MalformedException {
    SignedEnvelope opened;
    try {
      opened = SignedEnvelope.open(envelope, DOMAIN);
    } catch (MalformedException e) {
      Claims.that(raw, "a genuine envelope is refused: " + e.getMessage());
      return;
    }
    Claims.same(envelope, opened.encoded(), "the envelope as it came");
    Claims.that(signed(opened, envelope), "nobody has signed what was opened");
    PeerRecord record;
    try {
      record = PeerRecord.open(envelope);
    } catch (MalformedException e) {
      return;
    }
    Claims.equal(opened.peerId(), record.peerId(), "signer and subject");
    Claims.that(record.sequence() >= 0, "sequence is negative");
    Claims.that(record.addresses().size() <= PeerRecord.MAX_ADDRESSES, "too many addresses");
    if (record.peerId().equals(SIGNER.peerId())) {
      PeerRecord again = PeerRecord.open(record.seal(SIGNER).encoded());
      Claims.equal(record, again, "record sealed again");
    }
  }
}
