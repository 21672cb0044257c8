package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;

/** Kinds of keys and their numbers (libp2p specification "Peer Ids and Keys"). */
public enum KeyType {
  RSA(0),
  ED25519(1),
  SECP256K1(2),
  ECDSA(3);

  private final int code;

  KeyType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static KeyType ofCode(int code) throws MalformedException {
    for (KeyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new MalformedException("key type is unknown: " + code);
  }
}
