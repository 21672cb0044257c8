package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"golang.org/x/sync/errgroup"
)

const (
	echoID     = "/grapevine-test/echo/1"
	sinkID     = "/grapevine-test/sink/1"
	slowSinkID = "/grapevine-test/slow-sink/1"
	sourceID   = "/grapevine-test/source/1"
	holdID     = "/grapevine-test/hold/1"

	// slowness is how long a slow sink leaves everything unread.
	slowness = 1500 * time.Millisecond
	// period of the bytes that a source sends: byte i is i modulo this.
	period       = 251
	answerMax    = 1 << 20
	sourceChunks = 256 * period
)

// serve registers the protocols that the tests use; our own side serves the same.
func (p *program) serve() {
	p.host.SetStreamHandler(echoID, p.handler(echo))
	p.host.SetStreamHandler(sinkID, p.handler(sink))
	p.host.SetStreamHandler(slowSinkID, p.handler(func(s network.Stream) error {
		time.Sleep(slowness)
		return sink(s)
	}))
	p.host.SetStreamHandler(sourceID, p.handler(source))
	p.host.SetStreamHandler(holdID, func(s network.Stream) { p.readToEnd(s) })
}

// handler serves a stream, and closes or resets it as it went.
func (p *program) handler(serve func(network.Stream) error) network.StreamHandler {
	return func(s network.Stream) {
		if err := serve(s); err != nil {
			p.emit(line{"event": "handlerFailed", "protocol": string(s.Protocol()), "error": err.Error()})
			_ = s.Reset()
			return
		}
		_ = s.Close()
	}
}

func echo(s network.Stream) error {
	_, err := io.Copy(s, s)
	return err
}

// sink reads everything and answers with the count and the digest of it.
func sink(s network.Stream) error {
	digest := sha256.New()
	count, err := io.Copy(digest, s)
	if err == nil {
		_, err = fmt.Fprintf(s, "%d %s", count, text(digest))
	}
	return err
}

// source reads how many bytes are wanted and sends them.
func source(s network.Stream) error {
	var wanted uint64
	if err := binary.Read(s, binary.BigEndian, &wanted); err != nil {
		return err
	}
	return writePattern(s, int64(wanted))
}

func writePattern(w io.Writer, count int64) error {
	chunk := make([]byte, sourceChunks)
	for i := range chunk {
		chunk[i] = byte(i % period)
	}
	for count > 0 {
		n := min(count, sourceChunks)
		if _, err := w.Write(chunk[:n]); err != nil {
			return err
		}
		count -= n
	}
	return nil
}

func text(digest hash.Hash) string { return hex.EncodeToString(digest.Sum(nil)) }

// stream carries out the commands that open a stream.
func (p *program) stream(ctx context.Context, remote peer.ID, c command) (line, error) {
	switch c.Command {
	case "echo":
		answer, err := p.exchange(ctx, remote, c.Protocol, func(w io.Writer) error {
			_, err := w.Write(c.Payload)
			return err
		})
		return line{"payload": answer}, err
	case "echoes":
		return nil, p.echoes(ctx, remote, c)
	case "upload":
		answer, err := p.exchange(ctx, remote, c.Protocol, func(w io.Writer) error {
			return writePattern(w, c.Bytes)
		})
		return line{"answer": string(answer)}, err
	case "download":
		return p.download(ctx, remote, c)
	case "hold":
		return nil, p.hold(ctx, remote)
	case "reset":
		p.lock.Lock()
		defer p.lock.Unlock()
		return nil, p.held[remote].Reset()
	default:
		return nil, fmt.Errorf("unknown command %s", c.Command)
	}
}

func (p *program) open(ctx context.Context, remote peer.ID, id string) (network.Stream, error) {
	s, err := p.host.NewStream(network.WithNoDial(ctx, "test"), remote, protocol.ID(id))
	if err != nil {
		return nil, err
	}
	deadline, _ := ctx.Deadline()
	return s, s.SetDeadline(deadline)
}

// exchange writes, closes its direction, and returns all that comes back.
func (p *program) exchange(ctx context.Context, remote peer.ID, id string, write func(io.Writer) error) ([]byte, error) {
	s, err := p.open(ctx, remote, id)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var sending errgroup.Group
	sending.Go(func() error { return errors.Join(write(s), s.CloseWrite()) })
	answer, err := io.ReadAll(io.LimitReader(s, answerMax))
	if err != nil {
		_ = s.Reset()
	}
	return answer, errors.Join(err, sending.Wait())
}

func (p *program) echoes(ctx context.Context, remote peer.ID, c command) error {
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(c.Parallel)
	for i := range c.Count {
		all.Go(func() error {
			sent := fmt.Sprintf("request %d", i)
			answer, err := p.exchange(ctx, remote, echoID, func(w io.Writer) error {
				_, err := io.WriteString(w, sent)
				return err
			})
			if err == nil && string(answer) != sent {
				err = fmt.Errorf("sent %q, received %q", sent, answer)
			}
			return err
		})
	}
	return all.Wait()
}

// download reads what a source sends, but nothing of it for a while.
func (p *program) download(ctx context.Context, remote peer.ID, c command) (line, error) {
	s, err := p.open(ctx, remote, c.Protocol)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := binary.Write(s, binary.BigEndian, uint64(c.Bytes)); err != nil {
		return nil, err
	}
	if err := s.CloseWrite(); err != nil {
		return nil, err
	}
	time.Sleep(time.Duration(c.PauseMillis) * time.Millisecond)
	digest := sha256.New()
	count, err := io.Copy(digest, s)
	return line{"bytes": count, "sha256": text(digest)}, err
}

// hold opens a stream that stays open until one side ends it.
func (p *program) hold(ctx context.Context, remote peer.ID) error {
	s, err := p.open(ctx, remote, holdID)
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte{1}); err != nil {
		return err
	}
	p.lock.Lock()
	p.held[remote] = s
	p.lock.Unlock()
	go p.readToEnd(s)
	return nil
}

// readToEnd reports how a stream ended.
func (p *program) readToEnd(s network.Stream) {
	_ = s.SetDeadline(time.Time{})
	_, err := io.Copy(io.Discard, s)
	how, reason := "closed", ""
	if err != nil {
		how, reason = "failed", err.Error()
		if errors.Is(err, network.ErrReset) {
			how = "reset"
		}
	}
	p.emit(line{
		"event": "ended", "peerId": s.Conn().RemotePeer().String(), "how": how, "reason": reason,
	})
	_ = s.Close()
}
