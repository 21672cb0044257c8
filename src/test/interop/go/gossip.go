package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"slices"
	"sync"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// shortPayload is the largest that a message event carries along; of others it has the digest.
const shortPayload = 1024

var gossipCommands = []string{"subscribe", "unsubscribe", "publish", "mesh"}

// gossip is the pubsub side of the peer.
type gossip struct {
	program *program
	pubsub  *pubsub.PubSub
	trace   *tracer

	lock          sync.Mutex
	topics        map[string]*pubsub.Topic
	subscriptions map[string]*pubsub.Subscription
}

func startGossip(p *program) (*gossip, error) {
	g := &gossip{
		program:       p,
		trace:         &tracer{program: p, mesh: map[string]map[peer.ID]bool{}},
		topics:        map[string]*pubsub.Topic{},
		subscriptions: map[string]*pubsub.Subscription{},
	}
	settings := []pubsub.Option{
		pubsub.WithRawTracer(g.trace),
		pubsub.WithFloodPublish(true),
		// Refuses sequence numbers that do not grow, also across restarts of their author.
		pubsub.WithDefaultValidator(pubsub.NewBasicSeqnoValidator(
			&seqnoStore{last: map[peer.ID][]byte{}}, slog.New(slog.DiscardHandler))),
	}
	if p.options.Gossip != "" {
		only := []protocol.ID{protocol.ID(p.options.Gossip)}
		settings = append(settings, pubsub.WithGossipSubProtocols(only, pubsub.GossipSubDefaultFeatures))
	}
	var err error
	g.pubsub, err = pubsub.NewGossipSub(context.Background(), p.host, settings...)
	return g, err
}

func (g *gossip) knows(command string) bool { return slices.Contains(gossipCommands, command) }

func (g *gossip) carryOut(ctx context.Context, c command) (line, error) {
	g.lock.Lock()
	defer g.lock.Unlock()
	switch c.Command {
	case "subscribe":
		return nil, g.subscribe(c.Topic)
	case "unsubscribe":
		g.subscriptions[c.Topic].Cancel()
		delete(g.subscriptions, c.Topic)
		return nil, nil
	case "publish":
		return nil, g.publish(ctx, c)
	default:
		return line{"mesh": names(g.trace.meshOf(c.Topic)), "subscribers": names(g.pubsub.ListPeers(c.Topic))}, nil
	}
}

func (g *gossip) join(name string) (*pubsub.Topic, error) {
	if topic, joined := g.topics[name]; joined {
		return topic, nil
	}
	topic, err := g.pubsub.Join(name)
	if err == nil {
		g.topics[name] = topic
	}
	return topic, err
}

// subscribe does no harm if it is repeated.
func (g *gossip) subscribe(name string) error {
	if _, subscribed := g.subscriptions[name]; subscribed {
		return nil
	}
	topic, err := g.join(name)
	if err != nil {
		return err
	}
	subscription, err := topic.Subscribe(pubsub.WithBufferSize(4096))
	if err != nil {
		return err
	}
	g.subscriptions[name] = subscription
	go func() {
		for {
			m, err := subscription.Next(context.Background())
			if err != nil {
				return
			}
			if m.ReceivedFrom != g.program.host.ID() {
				g.program.emit(received(m))
			}
		}
	}()
	return nil
}

func received(m *pubsub.Message) line {
	digest := sha256.Sum256(m.Data)
	l := line{
		"event": "message", "topic": m.GetTopic(), "signed": len(m.Signature) > 0,
		"author": m.GetFrom().String(), "from": m.ReceivedFrom.String(),
		"bytes": len(m.Data), "sha256": hex.EncodeToString(digest[:]),
	}
	if len(m.Data) <= shortPayload {
		l["payload"] = m.Data
	}
	return l
}

func (g *gossip) publish(ctx context.Context, c command) error {
	topic, err := g.join(c.Topic)
	if err != nil {
		return err
	}
	payload := c.Payload
	if c.Bytes > 0 {
		payload = make([]byte, c.Bytes)
		for i := range payload {
			payload[i] = byte(i % period)
		}
	}
	return topic.Publish(ctx, payload)
}

func names(peers []peer.ID) []string {
	found := []string{}
	for _, id := range peers {
		found = append(found, id.String())
	}
	slices.Sort(found)
	return found
}

// seqnoStore remembers the last sequence number of each author.
type seqnoStore struct {
	lock sync.Mutex
	last map[peer.ID][]byte
}

func (s *seqnoStore) Get(_ context.Context, id peer.ID) ([]byte, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.last[id], nil
}

func (s *seqnoStore) Put(_ context.Context, id peer.ID, seqno []byte) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.last[id] = seqno
	return nil
}
