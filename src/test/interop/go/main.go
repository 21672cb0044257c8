// A go-libp2p peer steered by JSON lines: one command per line on stdin, one answer or event per
// line on stdout. It speaks the same language as the js peer beside it.
//
//	{"id": 1, "command": "dial", "address": "/ip4/127.0.0.1/tcp/4001/p2p/12D3..."}
//	{"id": 1, "ok": true, ...}   or   {"id": 1, "ok": false, "error": "..."}
//	{"event": "message", ...}
//
// The first line is the event "ready". The peer ends when stdin ends, so it never outlives the
// test that started it. The only argument is a JSON object of options, see [options].
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
)

const (
	commandLimit = 15 * time.Second
	lineBytesMax = 1 << 20
)

// options say what kind of peer this is.
type options struct {
	// Seed makes the identity; the same seed makes the same peer. Empty for a random one.
	Seed string
	// KeyType is Ed25519 (default), RSA, ECDSA or Secp256k1; the last three are always random.
	KeyType string
	// Gossip is the only pubsub protocol to speak, "none" for no pubsub; empty for the library's.
	Gossip string
	// DefaultLimits leaves the library's limits alone instead of lifting them.
	DefaultLimits bool
}

// A line of JSON, out or in.
type line map[string]any

// program is the peer: its host and what the commands need to remember.
type program struct {
	host    host.Host
	options options
	gossip  *gossip
	out     sync.Mutex

	lock       sync.Mutex
	held       map[peer.ID]network.Stream
	identities map[peer.ID]line
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	p := &program{held: map[peer.ID]network.Stream{}, identities: map[peer.ID]line{}}
	if len(os.Args) > 1 {
		if err := json.Unmarshal([]byte(os.Args[1]), &p.options); err != nil {
			return fmt.Errorf("options: %w", err)
		}
	}
	key, err := identity(p.options)
	if err != nil {
		return err
	}
	if p.host, err = newHost(key, p.options); err != nil {
		return err
	}
	defer p.host.Close()
	if err := p.watch(); err != nil {
		return err
	}
	p.serve()
	if p.options.Gossip != "none" {
		if p.gossip, err = startGossip(p); err != nil {
			return err
		}
	}
	addresses := []string{}
	for _, address := range p.host.Addrs() {
		addresses = append(addresses, fmt.Sprintf("%s/p2p/%s", address, p.host.ID()))
	}
	p.emit(line{"event": "ready", "peerId": p.host.ID().String(), "addresses": addresses})
	return p.obey()
}

func identity(o options) (crypto.PrivKey, error) {
	source := rand.Reader
	switch o.KeyType {
	case "RSA":
		key, _, err := crypto.GenerateRSAKeyPair(2048, source)
		return key, err
	case "ECDSA":
		key, _, err := crypto.GenerateECDSAKeyPair(source)
		return key, err
	case "Secp256k1":
		key, _, err := crypto.GenerateSecp256k1Key(source)
		return key, err
	}
	seed := []byte(o.Seed)
	if len(seed) == 0 {
		seed = make([]byte, 32)
		if _, err := rand.Read(seed); err != nil {
			return nil, err
		}
	}
	hash := sha256.Sum256(seed)
	return ed25519FromSeed(hash)
}

func newHost(key crypto.PrivKey, o options) (host.Host, error) {
	all := []libp2p.Option{
		libp2p.Identity(key),
		libp2p.ListenAddrStrings("/ip4/127.0.0.1/tcp/0"),
		libp2p.Transport(tcp.NewTCPTransport),
		libp2p.Security(noise.ID, noise.New),
		libp2p.Muxer(yamux.ID, yamux.DefaultTransport),
		libp2p.UserAgent("go-libp2p/interop"),
		libp2p.DisableRelay(),
	}
	if !o.DefaultLimits {
		manager, err := connmgr.NewConnManager(1000, 2000)
		if err != nil {
			return nil, err
		}
		all = append(all, libp2p.ResourceManager(&network.NullResourceManager{}), libp2p.ConnectionManager(manager))
	}
	return libp2p.New(all...)
}

// obey carries out commands, each in a goroutine of its own, until stdin ends.
func (p *program) obey() error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64<<10), lineBytesMax)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return fmt.Errorf("command: %w", err)
		}
		go p.answer(c)
	}
	return lines.Err()
}

func (p *program) answer(c command) {
	ctx, cancel := context.WithTimeout(context.Background(), max(commandLimit, c.limit()))
	defer cancel()
	found, err := p.carryOut(ctx, c)
	if err != nil {
		p.emit(line{"id": c.ID, "ok": false, "error": err.Error()})
		return
	}
	if found == nil {
		found = line{}
	}
	found["id"], found["ok"] = c.ID, true
	p.emit(found)
}

func (p *program) emit(l line) {
	text, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	p.out.Lock()
	defer p.out.Unlock()
	os.Stdout.Write(append(text, '\n'))
}
