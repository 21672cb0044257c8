package io.grapevine.libp2p.gossip;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.List;

/** The schema of the specification in the hands of protobuf-java, as a second opinion. */
final class RpcOracle {

  private static final FileDescriptor SCHEMA = schema();

  private RpcOracle() {}

  static byte[] encode(Rpc rpc) {
    DynamicMessage.Builder out = builder("RPC");
    for (Rpc.Subscription subscription : rpc.subscriptions()) {
      add(
          out,
          "subscriptions",
          builder("SubOpts")
              .setField(field("SubOpts", "subscribe"), subscription.subscribe())
              .setField(field("SubOpts", "topicid"), subscription.topic()));
    }
    DynamicMessage.Builder control = builder("Control");
    for (Rpc.Ihave ihave : rpc.ihaves()) {
      DynamicMessage.Builder entry = ids("IHave", ihave.ids());
      add(control, "ihave", entry.setField(field("IHave", "topicID"), ihave.topic()));
    }
    if (!rpc.iwants().isEmpty()) {
      add(control, "iwant", ids("IWant", rpc.iwants()));
    }
    for (String topic : rpc.grafts()) {
      add(control, "graft", builder("Graft").setField(field("Graft", "topicID"), topic));
    }
    for (Rpc.Prune prune : rpc.prunes()) {
      DynamicMessage.Builder entry =
          builder("Prune")
              .setField(field("Prune", "topicID"), prune.topic())
              .setField(field("Prune", "backoff"), prune.backoffSeconds());
      for (ExchangedPeer peer : prune.peers()) {
        add(
            entry,
            "peers",
            builder("PeerInfo")
                .setField(field("PeerInfo", "peerID"), ByteString.copyFrom(peer.peer().toBytes()))
                .setField(
                    field("PeerInfo", "signedPeerRecord"),
                    ByteString.copyFrom(peer.signedRecord())));
      }
      add(control, "prune", entry);
    }
    if (!rpc.idontwants().isEmpty()) {
      add(control, "idontwant", ids("IDontWant", rpc.idontwants()));
    }
    return out.setField(field("RPC", "control"), control.build()).build().toByteArray();
  }

  static Rpc decode(byte[] encoded) throws InvalidProtocolBufferException, MalformedException {
    DynamicMessage in = DynamicMessage.parseFrom(SCHEMA.findMessageTypeByName("RPC"), encoded);
    RpcBuilder rpc = new RpcBuilder();
    for (DynamicMessage entry : entries(in, "subscriptions")) {
      rpc.subscription(text(entry, "topicid"), (Boolean) value(entry, "subscribe"));
    }
    DynamicMessage control = (DynamicMessage) value(in, "control");
    for (DynamicMessage entry : entries(control, "ihave")) {
      rpc.ihave(text(entry, "topicID"), ids(entry));
    }
    entries(control, "iwant").forEach(entry -> rpc.iwant(ids(entry)));
    entries(control, "graft").forEach(entry -> rpc.graft(text(entry, "topicID")));
    for (DynamicMessage entry : entries(control, "prune")) {
      rpc.prune(text(entry, "topicID"), (Long) value(entry, "backoff"), exchanged(entry));
    }
    entries(control, "idontwant").forEach(entry -> ids(entry).forEach(rpc::idontwant));
    return rpc.build();
  }

  private static List<ExchangedPeer> exchanged(DynamicMessage prune) throws MalformedException {
    List<ExchangedPeer> peers = new ArrayList<>();
    for (DynamicMessage entry : entries(prune, "peers")) {
      peers.add(
          new ExchangedPeer(
              PeerId.decode(((ByteString) value(entry, "peerID")).toByteArray()),
              ((ByteString) value(entry, "signedPeerRecord")).toByteArray()));
    }
    return peers;
  }

  private static List<DynamicMessage> entries(DynamicMessage message, String field) {
    List<DynamicMessage> entries = new ArrayList<>();
    for (Object entry : (List<?>) value(message, field)) {
      entries.add((DynamicMessage) entry);
    }
    return entries;
  }

  private static List<MessageId> ids(DynamicMessage message) {
    List<MessageId> ids = new ArrayList<>();
    for (Object id : (List<?>) value(message, "messageIDs")) {
      ids.add(MessageId.of(((ByteString) id).toByteArray()));
    }
    return ids;
  }

  private static DynamicMessage.Builder ids(String type, List<MessageId> ids) {
    DynamicMessage.Builder entry = builder(type);
    for (MessageId id : ids) {
      entry.addRepeatedField(field(type, "messageIDs"), ByteString.copyFrom(id.toBytes()));
    }
    return entry;
  }

  private static Object value(DynamicMessage message, String field) {
    return message.getField(message.getDescriptorForType().findFieldByName(field));
  }

  private static String text(DynamicMessage message, String field) {
    return (String) value(message, field);
  }

  private static void add(DynamicMessage.Builder to, String field, DynamicMessage.Builder entry) {
    to.addRepeatedField(to.getDescriptorForType().findFieldByName(field), entry.build());
  }

  private static DynamicMessage.Builder builder(String type) {
    return DynamicMessage.newBuilder(SCHEMA.findMessageTypeByName(type));
  }

  private static FieldDescriptor field(String type, String name) {
    Descriptor message = SCHEMA.findMessageTypeByName(type);
    return message.findFieldByName(name);
  }

  private static FileDescriptor schema() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("rpc.proto")
            .setSyntax("proto2")
            .addMessageType(
                message("RPC")
                    .addField(many("subscriptions", 1, "SubOpts"))
                    .addField(
                        one("control", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName("Control")))
            .addMessageType(
                message("SubOpts")
                    .addField(one("subscribe", 1, FieldDescriptorProto.Type.TYPE_BOOL))
                    .addField(one("topicid", 2, FieldDescriptorProto.Type.TYPE_STRING)))
            .addMessageType(
                message("Control")
                    .addField(many("ihave", 1, "IHave"))
                    .addField(many("iwant", 2, "IWant"))
                    .addField(many("graft", 3, "Graft"))
                    .addField(many("prune", 4, "Prune"))
                    .addField(many("idontwant", 5, "IDontWant")))
            .addMessageType(
                message("IHave")
                    .addField(one("topicID", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(ids(2)))
            .addMessageType(message("IWant").addField(ids(1)))
            .addMessageType(
                message("Graft").addField(one("topicID", 1, FieldDescriptorProto.Type.TYPE_STRING)))
            .addMessageType(
                message("Prune")
                    .addField(one("topicID", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(many("peers", 2, "PeerInfo"))
                    .addField(one("backoff", 3, FieldDescriptorProto.Type.TYPE_UINT64)))
            .addMessageType(
                message("PeerInfo")
                    .addField(one("peerID", 1, FieldDescriptorProto.Type.TYPE_BYTES))
                    .addField(one("signedPeerRecord", 2, FieldDescriptorProto.Type.TYPE_BYTES)))
            .addMessageType(message("IDontWant").addField(ids(1)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  private static FieldDescriptorProto.Builder one(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder many(String name, int number, String type) {
    return one(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
  }

  private static FieldDescriptorProto.Builder ids(int number) {
    return one("messageIDs", number, FieldDescriptorProto.Type.TYPE_BYTES)
        .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
  }
}
