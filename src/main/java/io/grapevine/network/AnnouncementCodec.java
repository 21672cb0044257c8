package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.job.Announcement;
import io.grapevine.job.Load;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a peer says of itself. */
final class AnnouncementCodec {
  /** Longest encoded announcement. */
  static final int BYTES_MAX = 16 << 10;

  /** Longest signed peer record in it; room for the addresses of an honest peer. */
  static final int PEER_RECORD_BYTES_MAX = 2 << 10;

  static final int WORK_TYPES_MAX = 64;
  static final int VERSION_LENGTH_MAX = 64;

  private AnnouncementCodec() {}

  /**
   * Leaves out what others would not accept.
   *
   * @param peerRecord where the peer is, in its envelope; empty if it does not say
   */
  static byte[] encode(Announcement announcement, byte[] peerRecord) {
    var message =
        io.grapevine.network.wire.Announcement.newBuilder()
            .setVersion(WireFields.shortened(announcement.version(), VERSION_LENGTH_MAX));
    announcement.workTypes().stream()
        .limit(WORK_TYPES_MAX)
        .forEach(type -> message.addWorkTypes(type.name()));
    Load load = announcement.load();
    if (load != null) {
      message.setLoad(LoadCodec.encode(load));
    }
    if (peerRecord.length <= PEER_RECORD_BYTES_MAX) {
      message.setPeerRecord(ByteString.copyFrom(peerRecord));
    }
    return message.build().toByteArray();
  }

  /**
   * Reads an announcement.
   *
   * @param author of the gossip message, who is the peer
   */
  static HeardAnnouncement decode(byte[] encoded, PeerId author) throws MalformedException {
    WireFields.require(encoded.length <= BYTES_MAX, "announcement is too long");
    var message = WireFields.parse(io.grapevine.network.wire.Announcement.parser(), encoded);
    WireFields.require(
        message.getWorkTypesCount() <= WORK_TYPES_MAX, "announcement names too many work types");
    TreeSet<WorkType> types = new TreeSet<>();
    for (String name : message.getWorkTypesList()) {
      types.add(WireFields.workType(name));
    }
    @Nullable Load load = message.hasLoad() ? LoadCodec.decode(message.getLoad()) : null;
    String version = WireFields.text(message.getVersion(), VERSION_LENGTH_MAX, "version");
    ByteString envelope = message.getPeerRecord();
    WireFields.require(envelope.size() <= PEER_RECORD_BYTES_MAX, "peer record is too long");
    return new HeardAnnouncement(
        new Announcement(author, types, load, version), origin(envelope, author));
  }

  /** A record of a kind that is not known here is no reason not to hear the rest. */
  private static @Nullable PeerRecord origin(ByteString envelope, PeerId author)
      throws MalformedException {
    if (envelope.isEmpty()) {
      return null;
    }
    PeerRecord opened;
    try {
      opened = PeerRecord.open(envelope.toByteArray());
    } catch (MalformedException unreadable) {
      return null;
    }
    WireFields.require(opened.peerId().equals(author), "the peer record is not its author's own");
    return opened;
  }
}
