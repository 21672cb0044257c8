package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an RPC, counting entries while it goes, so that a frame of the largest size cannot turn
 * into a million small objects. Unknown fields are passed over. Of the peers that PRUNEs name a few
 * are taken and the others passed over, since going without them does no harm.
 */
public final class RpcDecoder {

  private static final int SUBSCRIPTIONS = 1;
  private static final int PUBLISH = 2;
  private static final int CONTROL = 3;

  /** Peers taken from the PRUNEs of one RPC, all together. */
  static final int EXCHANGED_MAX = 64;

  private static final int PEER_ID_BYTES_MAX = 64;

  private final RpcLimits limits;
  private final RpcBuilder rpc = new RpcBuilder();
  private int ids;
  private int exchanged;
  private int iwantEntries;
  private int idontwantEntries;

  private RpcDecoder(RpcLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes one RPC.
   *
   * @throws MalformedException if it is no RPC or passes a limit; the stream is then worthless
   */
  public static Rpc decode(byte[] encoded, RpcLimits limits) throws MalformedException {
    RpcDecoder decoder = new RpcDecoder(limits);
    decoder.walk(new ProtobufReader(encoded));
    return decoder.rpc.build();
  }

  private void walk(ProtobufReader reader) throws MalformedException {
    while (reader.next()) {
      switch (reader.field()) {
        case SUBSCRIPTIONS -> {
          count(rpc.subscriptionCount(), limits.subscriptionsMax(), "subscriptions");
          subscription(reader.message(limits.rpcBytesMax()));
        }
        case PUBLISH -> {
          count(rpc.messageCount(), limits.messagesMax(), "messages");
          rpc.message(
              MessageDecoder.decode(reader.bytes(limits.rpcBytesMax()), limits.topicBytesMax()));
        }
        case CONTROL -> control(reader.message(limits.rpcBytesMax()));
        default -> reader.skip();
      }
    }
  }

  private void subscription(ProtobufReader reader) throws MalformedException {
    boolean subscribe = false;
    String topic = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> subscribe = reader.bool();
        case 2 -> topic = topic(reader);
        default -> reader.skip();
      }
    }
    rpc.subscription(topic, subscribe);
  }

  private void control(ProtobufReader reader) throws MalformedException {
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> ihave(reader.message(limits.rpcBytesMax()));
        case 2 -> {
          count(iwantEntries++, limits.controlEntriesMax(), "IWANT entries");
          rpc.iwant(ids(reader.message(limits.rpcBytesMax())));
        }
        case 3 -> graft(reader.message(limits.rpcBytesMax()));
        case 4 -> prune(reader.message(limits.rpcBytesMax()));
        case 5 -> {
          count(idontwantEntries++, limits.controlEntriesMax(), "IDONTWANT entries");
          ids(reader.message(limits.rpcBytesMax())).forEach(rpc::idontwant);
        }
        default -> reader.skip();
      }
    }
  }

  private void ihave(ProtobufReader reader) throws MalformedException {
    count(rpc.ihaveCount(), limits.controlEntriesMax(), "IHAVE entries");
    String topic = "";
    List<MessageId> found = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> topic = topic(reader);
        case 2 -> found.add(id(reader));
        default -> reader.skip();
      }
    }
    rpc.ihave(topic, found);
  }

  private List<MessageId> ids(ProtobufReader reader) throws MalformedException {
    List<MessageId> found = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == 1) {
        found.add(id(reader));
      } else {
        reader.skip();
      }
    }
    return found;
  }

  private void graft(ProtobufReader reader) throws MalformedException {
    count(rpc.graftCount(), limits.controlEntriesMax(), "GRAFT entries");
    String topic = "";
    while (reader.next()) {
      if (reader.field() == 1) {
        topic = topic(reader);
      } else {
        reader.skip();
      }
    }
    rpc.graft(topic);
  }

  private void prune(ProtobufReader reader) throws MalformedException {
    count(rpc.pruneCount(), limits.controlEntriesMax(), "PRUNE entries");
    String topic = "";
    long backoffSeconds = 0;
    List<ExchangedPeer> peers = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> topic = topic(reader);
        case 2 -> exchanged(reader.message(limits.rpcBytesMax()), peers);
        case 3 -> backoffSeconds = reader.varint();
        default -> reader.skip();
      }
    }
    rpc.prune(topic, backoffSeconds, peers);
  }

  /** One named peer; one that cannot be read is none, and no reason to lose the PRUNE. */
  private void exchanged(ProtobufReader reader, List<ExchangedPeer> peers)
      throws MalformedException {
    byte[] id = {};
    byte[] signedRecord = {};
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> id = reader.bytes(limits.rpcBytesMax());
        case 2 -> signedRecord = reader.bytes(limits.rpcBytesMax());
        default -> reader.skip();
      }
    }
    boolean small =
        id.length <= PEER_ID_BYTES_MAX && signedRecord.length <= SignedEnvelope.MAX_BYTES;
    if (small && exchanged < EXCHANGED_MAX) {
      exchanged++;
      try {
        peers.add(new ExchangedPeer(PeerId.decode(id), signedRecord));
      } catch (MalformedException e) {
        // Counted all the same, so that garbage costs its sender the places of real peers.
        return;
      }
    }
  }

  private String topic(ProtobufReader reader) throws MalformedException {
    return reader.string(limits.topicBytesMax());
  }

  private MessageId id(ProtobufReader reader) throws MalformedException {
    count(ids, limits.idsMax(), "message ids");
    ids++;
    return MessageId.of(reader.bytes(limits.idBytesMax()));
  }

  private static void count(int already, int limit, String what) throws MalformedException {
    if (already >= limit) {
      throw new MalformedException("RPC has more than " + limit + " " + what);
    }
  }
}
