// Node 20 lacks Promise.withResolvers, which libp2p 3 calls while it starts. Loaded with --import, before everything else.
if (Promise.withResolvers === undefined) {
  Promise.withResolvers = function () {
    const parts = {}
    parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }))
    return parts
  }
}
