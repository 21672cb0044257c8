package io.grapevine.network;

import io.grapevine.job.Announcement;
import io.grapevine.job.Load;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a peer says of itself. */
final class AnnouncementCodec {
  /** Longest encoded announcement. */
  static final int BYTES_MAX = 16 << 10;

  static final int WORK_TYPES_MAX = 64;
  static final int VERSION_LENGTH_MAX = 64;

  private AnnouncementCodec() {}

  /** Leaves out what others would not accept. */
  static byte[] encode(Announcement announcement) {
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
    return message.build().toByteArray();
  }

  /**
   * Reads an announcement.
   *
   * @param author of the gossip message, who is the peer
   */
  static Announcement decode(byte[] encoded, PeerId author) throws MalformedException {
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
    return new Announcement(author, types, load, version);
  }
}
