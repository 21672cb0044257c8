package main

import (
	"context"
	"encoding/binary"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"google.golang.org/protobuf/proto"
)

// forge sends a message with a broken signature, and after it the same message with the right one.
// The peer must have been started without pubsub, since this opens a pubsub stream by itself.
func forge(ctx context.Context, h host.Host, remote peer.ID, topic string, payload []byte) error {
	s, err := h.NewStream(ctx, remote, pubsub.GossipSubID_v12)
	if err != nil {
		return err
	}
	m := &pb.Message{
		From:  []byte(h.ID()),
		Data:  payload,
		Seqno: binary.BigEndian.AppendUint64(nil, uint64(time.Now().UnixNano())),
		Topic: &topic,
	}
	unsigned, err := proto.Marshal(m)
	if err != nil {
		return err
	}
	genuine, err := h.Peerstore().PrivKey(h.ID()).Sign(append([]byte(pubsub.SignPrefix), unsigned...))
	if err != nil {
		return err
	}
	forged := append([]byte(nil), genuine...)
	forged[0] ^= 1
	for _, signature := range [][]byte{forged, genuine} {
		m.Signature = signature
		rpc, err := proto.Marshal(&pb.RPC{Publish: []*pb.Message{m}})
		if err != nil {
			return err
		}
		if _, err := s.Write(append(binary.AppendUvarint(nil, uint64(len(rpc))), rpc...)); err != nil {
			return err
		}
	}
	return s.CloseWrite()
}
