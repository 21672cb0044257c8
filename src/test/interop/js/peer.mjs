/*
 * A js-libp2p peer steered by JSON lines: one command per line on stdin, one answer or event per line on stdout.
 * It speaks the same language as the go peer beside it.
 *
 *   {"id": 1, "command": "dial", "address": "/ip4/127.0.0.1/tcp/4001/p2p/12D3..."}
 *   {"id": 1, "ok": true, ...}   or   {"id": 1, "ok": false, "error": "..."}
 *   {"event": "message", ...}
 *
 * The first line is the event "ready". The peer ends when stdin ends, so it never outlives the test that started it.
 * The only argument is a JSON object of options:
 *
 *   seed           makes the identity; the same seed makes the same peer. None for a random one.
 *   keyType        Ed25519 (default), RSA, ECDSA or Secp256k1; the last three are always random.
 *   gossip         the only pubsub protocol to speak; none for the library's.
 *   defaultLimits  leaves the library's limits alone instead of lifting them.
 */
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { gossipCommands } from './gossip.mjs'
import { echo, serve, streamCommands } from './streams.mjs'

const COMMAND_LIMIT_MS = 15_000

const options = JSON.parse(process.argv[2] ?? '{}')

function emit (line) {
  process.stdout.write(JSON.stringify(line) + '\n')
}

async function identity () {
  const type = options.keyType ?? 'Ed25519'
  if (type !== 'Ed25519') return generateKeyPair(type === 'Secp256k1' ? 'secp256k1' : type)
  if (options.seed === undefined) return generateKeyPair('Ed25519')
  return generateKeyPairFromSeed('Ed25519', createHash('sha256').update(options.seed).digest())
}

/** The library's own option for it is without effect. */
function gossip (onlyProtocol) {
  return (components) => {
    const pubsub = gossipsub()(components)
    if (onlyProtocol !== undefined) pubsub.protocols = [onlyProtocol]
    return pubsub
  }
}

const host = await createLibp2p({
  privateKey: await identity(),
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  // A test opens more connections from one address in a second than a peer on the internet would.
  connectionManager: options.defaultLimits ? {} : { inboundConnectionThreshold: 1000, maxIncomingPendingConnections: 1000 },
  services: {
    identify: identify(),
    identifyPush: identifyPush(),
    ping: ping(),
    pubsub: gossip(options.gossip)
  }
})

const identities = new Map()

/** The connection with a peer. */
function known (peerId) {
  const connection = host.getConnections(peerIdFromString(peerId)).find((it) => it.status === 'open')
  if (connection === undefined) throw new Error(`not connected to ${peerId}`)
  return connection
}

function deadline (limitMillis = COMMAND_LIMIT_MS) {
  return AbortSignal.timeout(Math.max(limitMillis, COMMAND_LIMIT_MS))
}

async function identified (peerId) {
  const end = Date.now() + COMMAND_LIMIT_MS
  while (!identities.has(peerId)) {
    if (Date.now() > end) throw new Error(`${peerId} is not identified`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return identities.get(peerId)
}

const commands = {
  async dial ({ address }) {
    const connection = await host.dial(multiaddr(address), { signal: deadline() })
    return { peerId: connection.remotePeer.toString() }
  },
  async ping ({ peerId }) {
    return { roundTripMillis: await host.services.ping.ping(known(peerId).remotePeer, { signal: deadline() }) }
  },
  // What the remote said of itself, and what the peer store holds by now, so that it shows what a push has changed.
  async identify ({ peerId }) {
    const heard = await identified(peerId)
    const stored = await host.peerStore.get(peerIdFromString(peerId))
    return {
      ...heard,
      protocols: stored.protocols,
      certifiedAddresses: stored.addresses.filter((it) => it.isCertified).map((it) => it.multiaddr.toString())
    }
  },
  async connections ({ peerId }) {
    return { count: host.getConnections(peerIdFromString(peerId)).filter((it) => it.status === 'open').length }
  },
  async hangUp ({ peerId }) {
    await host.hangUp(peerIdFromString(peerId), { signal: deadline() })
    return {}
  },
  async serve ({ protocol }) {
    await host.handle(protocol, echo)
    return {}
  },
  ...streamCommands({ known, deadline, emit }),
  ...gossipCommands(host, emit)
}

host.addEventListener('peer:connect', ({ detail }) => emit({ event: 'connected', peerId: detail.toString() }))
host.addEventListener('peer:disconnect', ({ detail }) => emit({ event: 'disconnected', peerId: detail.toString() }))
host.addEventListener('peer:identify', ({ detail }) => {
  identities.set(detail.peerId.toString(), {
    peerId: detail.peerId.toString(),
    agentVersion: detail.agentVersion,
    protocolVersion: detail.protocolVersion,
    listenAddresses: detail.listenAddrs.map(String),
    observedAddress: detail.observedAddr?.toString() ?? ''
  })
  emit({ event: 'identified', peerId: detail.peerId.toString(), agentVersion: detail.agentVersion })
})
await serve(host, emit)

emit({ event: 'ready', peerId: host.peerId.toString(), addresses: host.getMultiaddrs().map(String) })

const lines = createInterface({ input: process.stdin })
lines.on('line', async (line) => {
  const { id, command, ...parameters } = JSON.parse(line)
  try {
    if (!Object.hasOwn(commands, command)) throw new Error(`unknown command ${command}`)
    emit({ id, ok: true, ...await commands[command](parameters) })
  } catch (error) {
    emit({ id, ok: false, error: `${error.name}: ${error.message}` })
  }
})
lines.on('close', async () => {
  await host.stop()
  process.exit(0)
})
