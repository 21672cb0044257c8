package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/core/record"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/multiformats/go-multiaddr"
)

// A command with all the parameters that one of them may have.
type command struct {
	ID          int    `json:"id"`
	Command     string `json:"command"`
	Address     string `json:"address"`
	PeerID      string `json:"peerId"`
	Protocol    string `json:"protocol"`
	Topic       string `json:"topic"`
	Payload     []byte `json:"payload"`
	Bytes       int64  `json:"bytes"`
	PauseMillis int    `json:"pauseMillis"`
	Count       int    `json:"count"`
	Parallel    int    `json:"parallel"`
	LimitMillis int    `json:"limitMillis"`
}

func (c command) limit() time.Duration { return time.Duration(c.LimitMillis) * time.Millisecond }

func ed25519FromSeed(seed [32]byte) (crypto.PrivKey, error) {
	return crypto.UnmarshalEd25519PrivateKey(ed25519.NewKeyFromSeed(seed[:]))
}

func (p *program) carryOut(ctx context.Context, c command) (line, error) {
	if c.Command == "dial" {
		return p.dial(ctx, c.Address)
	}
	if p.gossip != nil && p.gossip.knows(c.Command) {
		return p.gossip.carryOut(ctx, c)
	}
	remote, err := peer.Decode(c.PeerID)
	if err != nil {
		return nil, fmt.Errorf("%s: peerId: %w", c.Command, err)
	}
	switch c.Command {
	case "ping":
		return p.ping(ctx, remote)
	case "identify":
		return p.identify(ctx, remote)
	case "connections":
		return line{"count": len(p.host.Network().ConnsToPeer(remote))}, nil
	case "hangUp":
		return nil, p.host.Network().ClosePeer(remote)
	case "serve":
		p.host.SetStreamHandler(protocol.ID(c.Protocol), p.handler(echo))
		return nil, nil
	case "forge":
		return nil, forge(ctx, p.host, remote, c.Topic, c.Payload)
	default:
		return p.stream(ctx, remote, c)
	}
}

func (p *program) dial(ctx context.Context, address string) (line, error) {
	target, err := peer.AddrInfoFromString(address)
	if err != nil {
		return nil, err
	}
	// A test may dial one that it has cut off just now; the swarm would hold back for a while.
	if err := p.host.Connect(network.WithForceDirectDial(ctx, "test"), *target); err != nil {
		return nil, err
	}
	return line{"peerId": target.ID.String()}, nil
}

func (p *program) ping(ctx context.Context, remote peer.ID) (line, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	result, open := <-ping.Ping(ctx, p.host, remote)
	if !open {
		return nil, errors.New("ping ended without a result")
	}
	return line{"roundTripMillis": result.RTT.Milliseconds()}, result.Error
}

// identify tells what the remote said of itself, waiting for it if need be.
func (p *program) identify(ctx context.Context, remote peer.ID) (line, error) {
	for {
		p.lock.Lock()
		found, known := p.identities[remote]
		p.lock.Unlock()
		if known {
			return p.identity(remote, found)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("not identified: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// identity adds the protocols that the peer store holds by now, so that it shows what a push has
// changed.
func (p *program) identity(remote peer.ID, heard line) (line, error) {
	spoken, err := p.host.Peerstore().GetProtocols(remote)
	if err != nil {
		return nil, err
	}
	found := line{"protocols": protocol.ConvertToStrings(spoken)}
	for name, value := range heard {
		found[name] = value
	}
	return found, nil
}

// certified are the addresses in a record whose signature Identify has checked.
func recordAddresses(envelope *record.Envelope, remote peer.ID) ([]string, error) {
	content, err := envelope.Record()
	if err != nil {
		return nil, err
	}
	signed, ok := content.(*peer.PeerRecord)
	if !ok || signed.PeerID != remote {
		return nil, fmt.Errorf("not a peer record of %s", remote)
	}
	return texts(signed.Addrs), nil
}

func texts(addresses []multiaddr.Multiaddr) []string {
	found := []string{}
	for _, address := range addresses {
		found = append(found, address.String())
	}
	return found
}

// watch keeps what others say of themselves, and reports who comes and goes.
func (p *program) watch() error {
	heard, err := p.host.EventBus().Subscribe([]any{
		new(event.EvtPeerIdentificationCompleted), new(event.EvtPeerConnectednessChanged),
	})
	if err != nil {
		return err
	}
	go func() {
		for e := range heard.Out() {
			switch e := e.(type) {
			case event.EvtPeerIdentificationCompleted:
				p.identified(e)
			case event.EvtPeerConnectednessChanged:
				name := "disconnected"
				if e.Connectedness == network.Connected {
					name = "connected"
				}
				p.emit(line{"event": name, "peerId": e.Peer.String()})
			}
		}
	}()
	return nil
}

func (p *program) identified(e event.EvtPeerIdentificationCompleted) {
	observed := ""
	if e.ObservedAddr != nil {
		observed = e.ObservedAddr.String()
	}
	certified := []string{}
	if e.SignedPeerRecord != nil {
		var err error
		if certified, err = recordAddresses(e.SignedPeerRecord, e.Peer); err != nil {
			certified = []string{err.Error()}
		}
	}
	p.lock.Lock()
	p.identities[e.Peer] = line{
		"peerId":             e.Peer.String(),
		"agentVersion":       e.AgentVersion,
		"protocolVersion":    e.ProtocolVersion,
		"listenAddresses":    texts(e.ListenAddrs),
		"observedAddress":    observed,
		"certifiedAddresses": certified,
	}
	p.lock.Unlock()
	p.emit(line{"event": "identified", "peerId": e.Peer.String(), "agentVersion": e.AgentVersion})
}
