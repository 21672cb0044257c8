package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grapevine.job.Announcement;
import io.grapevine.libp2p.fuzz.TestKeys;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where a peer says to be when it announces itself. */
class IntroductionCodecTest {
  private static final KeyPair AUTHOR = TestKeys.pair(1);
  private static final KeyPair OTHER = TestKeys.pair(2);
  private static final Announcement SAID =
      new Announcement(AUTHOR.peerId(), new TreeSet<>(), null, "1");

  private static PeerRecord origin(KeyPair of) throws MalformedException {
    return new PeerRecord(of.peerId(), 7, List.of(Multiaddr.parse("/ip4/198.51.100.7/tcp/1")));
  }

  private static HeardAnnouncement decode(byte[] peerRecord) throws MalformedException {
    return AnnouncementCodec.decode(AnnouncementCodec.encode(SAID, peerRecord), AUTHOR.peerId());
  }

  @Test
  void theAuthorsOwnRecordIsHeard() throws Exception {
    assertThat(decode(origin(AUTHOR).seal(AUTHOR).encoded()))
        .isEqualTo(new HeardAnnouncement(SAID, origin(AUTHOR)));
  }

  @Test
  void aRecordOfSomebodyElseMakesTheAnnouncementMalformed() throws Exception {
    byte[] foreign = origin(OTHER).seal(OTHER).encoded();
    assertThatThrownBy(() -> decode(foreign))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not its author's own");
  }

  @Test
  void anUnreadableRecordIsNoReasonNotToHearTheRest() throws Exception {
    byte[] forged = origin(AUTHOR).seal(AUTHOR).encoded().clone();
    forged[forged.length - 1] ^= 1;
    assertThat(decode(forged)).isEqualTo(new HeardAnnouncement(SAID, null));
    assertThat(decode(new byte[] {1, 2, 3})).isEqualTo(new HeardAnnouncement(SAID, null));
  }

  @Test
  void aRecordThatIsTooLongIsNotSentAndNotHeard() throws Exception {
    byte[] most = new byte[AnnouncementCodec.PEER_RECORD_BYTES_MAX];
    assertThat(AnnouncementCodec.encode(SAID, most)).hasSizeGreaterThan(most.length);
    byte[] more = new byte[most.length + 1];
    assertThat(AnnouncementCodec.encode(SAID, more)).hasSizeLessThan(100);
    byte[] message =
        io.grapevine.network.wire.Announcement.newBuilder()
            .setPeerRecord(ByteString.copyFrom(more))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> AnnouncementCodec.decode(message, AUTHOR.peerId()))
        .isInstanceOf(MalformedException.class);
  }
}
