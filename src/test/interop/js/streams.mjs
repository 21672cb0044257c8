/* The protocols that the tests use, served and asked for; our own side serves the same. */
import { createHash } from 'node:crypto'

const ECHO = '/grapevine-test/echo/1'
const SINK = '/grapevine-test/sink/1'
const SLOW_SINK = '/grapevine-test/slow-sink/1'
const SOURCE = '/grapevine-test/source/1'
const HOLD = '/grapevine-test/hold/1'

const STREAMS_MAX = 1000
/** How long a slow sink leaves everything unread. */
const SLOWNESS_MS = 1500
/** Byte i of what a source sends is i modulo this. */
const PERIOD = 251
const CHUNK = pattern(256 * PERIOD)

const delay = (millis) => new Promise((resolve) => setTimeout(resolve, millis))
const base64 = (bytes) => Buffer.from(bytes).toString('base64')

/** The bytes that a source sends and a publisher publishes. */
export function pattern (count) {
  return Uint8Array.from({ length: count }, (_, i) => i % PERIOD)
}

/**
 * Calls back with each part, in order, until the remote has closed its direction. The library's own iterator does not
 * end if that came before the iteration began, as it does with a short request.
 */
async function readAll (stream, take) {
  const { promise, resolve, reject } = Promise.withResolvers()
  stream.addEventListener('message', ({ data }) => take(Buffer.from(data.subarray())))
  stream.addEventListener('end', resolve)
  stream.addEventListener('close', ({ error }) => error == null ? resolve() : reject(error))
  if (stream.readableEnded) resolve()
  return promise
}

async function collect (stream) {
  const parts = []
  await readAll(stream, (part) => parts.push(part))
  return Buffer.concat(parts)
}

async function digest (stream) {
  const hash = createHash('sha256')
  let bytes = 0
  await readAll(stream, (part) => {
    bytes += part.byteLength
    hash.update(part)
  })
  return { bytes, sha256: hash.digest('hex') }
}

async function write (stream, bytes) {
  if (!stream.send(bytes)) await stream.onDrain()
}

async function writePattern (stream, count) {
  for (let left = count; left > 0; left -= CHUNK.length) {
    await write(stream, CHUNK.subarray(0, Math.min(left, CHUNK.length)))
  }
}

/** Leaves what comes in with the sender for a while. */
async function pause (stream, millis) {
  stream.pause()
  await delay(millis)
  stream.resume()
}

export async function echo (stream) {
  // Takes nothing while the answer waits for the remote to read.
  await readAll(stream, (part) => {
    if (!stream.send(part)) {
      stream.pause()
      stream.onDrain().then(() => stream.resume(), () => {})
    }
  })
  await stream.close()
}

async function sink (stream) {
  const { bytes, sha256 } = await digest(stream)
  await write(stream, Buffer.from(`${bytes} ${sha256}`))
  await stream.close()
}

async function slowSink (stream) {
  await pause(stream, SLOWNESS_MS)
  await sink(stream)
}

async function source (stream) {
  const request = await collect(stream)
  await writePattern(stream, Number(request.readBigUInt64BE()))
  await stream.close()
}

export async function serve (host, emit) {
  const limits = { maxInboundStreams: STREAMS_MAX, maxOutboundStreams: STREAMS_MAX }
  const handlers = { [ECHO]: echo, [SINK]: sink, [SLOW_SINK]: slowSink, [SOURCE]: source }
  for (const [protocol, handler] of Object.entries(handlers)) {
    await host.handle(protocol, async (stream) => {
      try {
        await handler(stream)
      } catch (error) {
        emit({ event: 'handlerFailed', protocol, error: `${error.name}: ${error.message}` })
        stream.abort(error)
      }
    }, limits)
  }
  await host.handle(HOLD, (stream, connection) => readToEnd(stream, connection.remotePeer, emit), limits)
}

/** Reports how a stream ended. */
async function readToEnd (stream, remotePeer, emit) {
  const ended = { event: 'ended', peerId: remotePeer.toString(), how: 'closed', reason: '' }
  try {
    await collect(stream)
    if (stream.status === 'reset') ended.how = 'reset'
    await stream.close()
  } catch (error) {
    ended.how = stream.status === 'reset' ? 'reset' : 'failed'
    ended.reason = `${error.name}: ${error.message}`
  }
  emit(ended)
}

/** The commands that open a stream. */
export function streamCommands ({ known, deadline, emit }) {
  const held = new Map()

  async function open (peerId, protocol, signal) {
    const stream = await known(peerId).newStream(protocol, { signal, maxOutboundStreams: STREAMS_MAX })
    signal.addEventListener('abort', () => stream.abort(new Error('out of time')))
    return stream
  }

  /** Writes, closes this direction, and returns all that comes back. */
  async function exchange (peerId, protocol, writing, limitMillis) {
    const signal = deadline(limitMillis)
    const stream = await open(peerId, protocol, signal)
    const answer = collect(stream)
    await writing(stream)
    await stream.close({ signal })
    return answer
  }

  async function echoOne (peerId, number) {
    const sent = `request ${number}`
    const answer = await exchange(peerId, ECHO, (stream) => write(stream, Buffer.from(sent)))
    if (answer.toString() !== sent) throw new Error(`sent "${sent}", received "${answer}"`)
  }

  return {
    async echo ({ peerId, protocol, payload }) {
      const writing = (stream) => write(stream, Buffer.from(payload, 'base64'))
      return { payload: base64(await exchange(peerId, protocol, writing)) }
    },
    async echoes ({ peerId, count, parallel, limitMillis }) {
      let next = 0
      await Promise.all(Array.from({ length: parallel }, async () => {
        while (next < count) await echoOne(peerId, next++)
      }))
      return {}
    },
    async upload ({ peerId, protocol, bytes, limitMillis }) {
      const answer = await exchange(peerId, protocol, (stream) => writePattern(stream, bytes), limitMillis)
      return { answer: answer.toString() }
    },
    async download ({ peerId, protocol, bytes, pauseMillis, limitMillis }) {
      const signal = deadline(limitMillis)
      const stream = await open(peerId, protocol, signal)
      const request = Buffer.alloc(8)
      request.writeBigUInt64BE(BigInt(bytes))
      await write(stream, request)
      const reading = pauseMillis > 0 ? pause(stream, pauseMillis) : Promise.resolve()
      await stream.close({ signal })
      await reading
      return digest(stream)
    },
    async hold ({ peerId }) {
      const stream = await open(peerId, HOLD, AbortSignal.timeout(600_000))
      await write(stream, Buffer.from([1]))
      held.set(peerId, stream)
      readToEnd(stream, known(peerId).remotePeer, emit)
      return {}
    },
    async reset ({ peerId }) {
      held.get(peerId).abort(new Error('reset by the test'))
      return {}
    }
  }
}
