package io.grapevine.libp2p.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class AuthorKeysTest {

  private static final byte[] PAYLOAD = {1, 2, 3, 4, 5, 6, 7, 8};

  private final KeyPair keys = KeyPair.generate(new SecureRandom());
  private final AuthorKeys authors = new AuthorKeys(2);

  @Test
  void checksWithAKeyThatIsKnownAsWithOneThatIsNot() throws Exception {
    for (long seqno = 1; seqno <= 3; seqno++) {
      GossipMessage message = new MessageSigner(keys).sign(seqno, "topic", PAYLOAD);
      for (int at = 0; at < message.size(); at++) {
        assertRefused(message, at);
      }
      assertThat(authors.signed(message)).isTrue();
    }
    assertThat(authors.size()).isOne();
  }

  @Test
  void forgetsTheAuthorNotHeardForLongest() {
    for (int i = 0; i < 5; i++) {
      KeyPair other = KeyPair.generate(new SecureRandom());
      assertThat(authors.signed(new MessageSigner(other).sign(1, "topic", PAYLOAD))).isTrue();
    }
    assertThat(authors.size()).isEqualTo(2);
  }

  /** With one bit changed a message either cannot be decoded or is not what its author signed. */
  private void assertRefused(GossipMessage message, int at) throws Exception {
    byte[] changed = message.encoded().clone();
    changed[at] ^= 1;
    byte[] head = RpcEncoder.frameHead(message);
    // Without the length of the frame, which the decoder does not see.
    int lengthBytes = head.length + message.size() - RpcEncoder.rpcBytes(message);
    byte[] rpc =
        ByteBuffer.allocate(RpcEncoder.rpcBytes(message))
            .put(head, lengthBytes, head.length - lengthBytes)
            .put(changed)
            .array();
    try {
      RpcDecoder.decode(rpc, RpcLimits.defaults()).messages().stream()
          .filter(GossipMessage.class::isInstance)
          .map(GossipMessage.class::cast)
          .forEach(decoded -> assertThat(authors.signed(decoded)).as("byte %d", at).isFalse());
    } catch (MalformedException e) {
      assertThat(e).hasMessageMatching(".+");
    }
  }
}
