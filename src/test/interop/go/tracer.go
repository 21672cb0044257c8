package main

import (
	"sync"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// tracer keeps the mesh, and reports what the router does with messages and control messages.
type tracer struct {
	program *program
	lock    sync.Mutex
	mesh    map[string]map[peer.ID]bool
}

var _ pubsub.RawTracer = (*tracer)(nil)

func (t *tracer) meshOf(topic string) []peer.ID {
	t.lock.Lock()
	defer t.lock.Unlock()
	found := []peer.ID{}
	for id := range t.mesh[topic] {
		found = append(found, id)
	}
	return found
}

func (t *tracer) Graft(id peer.ID, topic string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.mesh[topic] == nil {
		t.mesh[topic] = map[peer.ID]bool{}
	}
	t.mesh[topic][id] = true
}

func (t *tracer) Prune(id peer.ID, topic string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	delete(t.mesh[topic], id)
}

func (t *tracer) Leave(topic string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	delete(t.mesh, topic)
}

func (t *tracer) OnClosedOutboundStream(id peer.ID) {
	t.lock.Lock()
	defer t.lock.Unlock()
	for _, members := range t.mesh {
		delete(members, id)
	}
}

// RecvRPC reports the control messages in an RPC.
func (t *tracer) RecvRPC(rpc *pubsub.RPC) {
	control := rpc.GetControl()
	counts := map[string]int{
		"graft":     len(control.GetGraft()),
		"prune":     len(control.GetPrune()),
		"ihave":     len(control.GetIhave()),
		"iwant":     len(control.GetIwant()),
		"idontwant": len(control.GetIdontwant()),
	}
	for kind, count := range counts {
		if count > 0 {
			t.program.emit(line{"event": "control", "peerId": rpc.From().String(), "kind": kind})
		}
	}
}

func (t *tracer) RejectMessage(m *pubsub.Message, reason string) {
	t.program.emit(line{
		"event": "rejected", "author": m.GetFrom().String(), "from": m.ReceivedFrom.String(), "reason": reason,
	})
}

func (t *tracer) OnNewOutboundStream(peer.ID, protocol.ID)             {}
func (t *tracer) SendRPC(*pubsub.RPC, peer.ID)                         {}
func (t *tracer) Join(string)                                          {}
func (t *tracer) ValidateMessage(*pubsub.Message)                      {}
func (t *tracer) DeliverMessage(*pubsub.Message)                       {}
func (t *tracer) DuplicateMessage(*pubsub.Message)                     {}
func (t *tracer) ThrottlePeer(peer.ID)                                 {}
func (t *tracer) SendRPCCompleted(*pubsub.RPC, peer.ID, time.Duration) {}
func (t *tracer) DropRPC(*pubsub.RPC, peer.ID)                         {}
func (t *tracer) UndeliverableMessage(*pubsub.Message)                 {}
