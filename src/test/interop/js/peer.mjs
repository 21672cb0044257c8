/*
 * A js-libp2p peer steered by JSON lines: one command per line on stdin, one answer or event per line on stdout.
 *
 *   {"id": 1, "command": "dial", "address": "/ip4/127.0.0.1/tcp/4001/p2p/12D3..."}
 *   {"id": 1, "ok": true, ...}   or   {"id": 1, "ok": false, "error": "..."}
 *   {"event": "message", ...}
 *
 * The first line is the event "ready". The peer ends when stdin ends, so it never outlives the test that started it.
 */
import { createInterface } from 'node:readline'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const ECHO_PROTOCOL = '/grapevine-test/echo/1'
const COMMAND_LIMIT_MS = 15_000

const host = await createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  // A test opens more connections from one address in a second than a peer on the internet would.
  connectionManager: { inboundConnectionThreshold: 1000 },
  services: {
    identify: identify(),
    ping: ping(),
    pubsub: gossipsub()
  }
})

function emit (line) {
  process.stdout.write(JSON.stringify(line) + '\n')
}

const base64 = (bytes) => Buffer.from(bytes).toString('base64')

function known (peerId) {
  const connection = host.getConnections().find((it) => it.remotePeer.toString() === peerId)
  if (connection === undefined) throw new Error(`not connected to ${peerId}`)
  return connection
}

function deadline () {
  return AbortSignal.timeout(COMMAND_LIMIT_MS)
}

async function exchange (peerId, protocol, payload) {
  const stream = await known(peerId).newStream(protocol, { signal: deadline() })
  stream.send(payload)
  const received = collect(stream)
  await stream.close({ signal: deadline() })
  return received
}

async function collect (stream) {
  const parts = []
  for await (const part of stream) parts.push(Buffer.from(part.subarray()))
  return Buffer.concat(parts)
}

await host.handle(ECHO_PROTOCOL, async (stream) => {
  for await (const part of stream) {
    if (!stream.send(part)) await stream.onDrain()
  }
  await stream.close()
})

const commands = {
  async dial ({ address }) {
    const connection = await host.dial(multiaddr(address), { signal: deadline() })
    return { peerId: connection.remotePeer.toString() }
  },
  async ping ({ peerId }) {
    const { remotePeer } = known(peerId)
    return { roundTripMillis: await host.services.ping.ping(remotePeer, { signal: deadline() }) }
  },
  async identify ({ peerId }) {
    const found = await host.services.identify.identify(known(peerId), { signal: deadline() })
    return {
      peerId: found.peerId.toString(),
      agentVersion: found.agentVersion,
      protocolVersion: found.protocolVersion,
      protocols: found.protocols,
      listenAddresses: found.listenAddrs.map(String),
      signedRecordAddresses: found.signedPeerRecord?.addresses.map(String) ?? null
    }
  },
  async echo ({ peerId, protocol, payload }) {
    return { payload: base64(await exchange(peerId, protocol, Buffer.from(payload, 'base64'))) }
  },
  async subscribe ({ topic }) {
    host.services.pubsub.subscribe(topic)
    return {}
  },
  async unsubscribe ({ topic }) {
    host.services.pubsub.unsubscribe(topic)
    return {}
  },
  async publish ({ topic, payload }) {
    const { recipients } = await host.services.pubsub.publish(topic, Buffer.from(payload, 'base64'))
    return { recipients: recipients.map(String) }
  },
  async mesh ({ topic }) {
    return {
      mesh: host.services.pubsub.getMeshPeers(topic).map(String),
      subscribers: host.services.pubsub.getSubscribers(topic).map(String)
    }
  },
  async peers () {
    return { peers: host.getPeers().map(String) }
  },
  async hangUp ({ peerId }) {
    await host.hangUp(known(peerId).remotePeer, { signal: deadline() })
    return {}
  }
}

host.addEventListener('peer:connect', ({ detail }) => emit({ event: 'connected', peerId: detail.toString() }))
host.addEventListener('peer:disconnect', ({ detail }) => emit({ event: 'disconnected', peerId: detail.toString() }))
host.addEventListener('peer:identify', ({ detail }) => emit({
  event: 'identified',
  peerId: detail.peerId.toString(),
  agentVersion: detail.agentVersion
}))
host.services.pubsub.addEventListener('gossipsub:message', ({ detail }) => emit({
  event: 'message',
  topic: detail.msg.topic,
  signed: detail.msg.type === 'signed',
  author: detail.msg.from?.toString() ?? null,
  from: detail.propagationSource.toString(),
  payload: base64(detail.msg.data)
}))

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
