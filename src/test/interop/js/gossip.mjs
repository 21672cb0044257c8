/* The pubsub side of the peer. */
import { createHash } from 'node:crypto'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { pattern } from './streams.mjs'

/** The largest payload that a message event carries along; of others it has the digest. */
const SHORT_PAYLOAD = 1024
const CONTROLS = ['graft', 'prune', 'ihave', 'iwant', 'idontwant']

const base64 = (bytes) => Buffer.from(bytes).toString('base64')

/** Has no event of its own in the library. */
function reportControls (pubsub, emit) {
  const handle = pubsub.handleReceivedRpc.bind(pubsub)
  pubsub.handleReceivedRpc = (from, rpc) => {
    for (const kind of CONTROLS) {
      if (rpc.control?.[kind]?.length > 0) emit({ event: 'control', peerId: from.toString(), kind })
    }
    return handle(from, rpc)
  }
}

function received ({ msg, propagationSource }) {
  const line = {
    event: 'message',
    topic: msg.topic,
    signed: msg.type === 'signed',
    author: msg.from?.toString() ?? null,
    from: propagationSource.toString(),
    bytes: msg.data.byteLength,
    sha256: createHash('sha256').update(msg.data).digest('hex')
  }
  if (msg.data.byteLength <= SHORT_PAYLOAD) line.payload = base64(msg.data)
  return line
}

export function gossipCommands (host, emit) {
  const { pubsub } = host.services
  reportControls(pubsub, emit)
  pubsub.addEventListener('gossipsub:message', ({ detail }) => emit(received(detail)))

  return {
    async subscribe ({ topic }) {
      pubsub.subscribe(topic)
      return {}
    },
    async unsubscribe ({ topic }) {
      pubsub.unsubscribe(topic)
      return {}
    },
    async publish ({ topic, payload, bytes }) {
      await pubsub.publish(topic, bytes > 0 ? pattern(bytes) : Buffer.from(payload, 'base64'))
      return {}
    },
    async mesh ({ topic }) {
      return {
        mesh: pubsub.getMeshPeers(topic).map(String),
        subscribers: pubsub.getSubscribers(topic).map(String)
      }
    },
    // A message signed with a key that is not the author's, and after it one with the right signature.
    async forge ({ topic, payload }) {
      const { privateKey } = pubsub.publishConfig
      pubsub.publishConfig.privateKey = await generateKeyPair('Ed25519')
      await pubsub.publish(topic, Buffer.from(payload, 'base64'))
      pubsub.publishConfig.privateKey = privateKey
      await pubsub.publish(topic, Buffer.from(payload, 'base64'))
      return {}
    }
  }
}
