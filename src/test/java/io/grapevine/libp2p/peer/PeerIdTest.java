package io.grapevine.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.Base32;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multihash;
import io.grapevine.libp2p.multiformats.PeerIdText;
import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PeerIdTest {

  @Test
  void readsEveryTextOfAnIdAndPrintsBase58() throws Exception {
    for (String[] row : Vectors.rows(PeerIdTest.class, "ids.txt")) {
      for (String text : row) {
        PeerId id = PeerId.parse(text);
        assertThat(id).as(text).hasToString(row[0]);
        assertThat(id).isEqualTo(PeerId.parse(row[0])).hasSameHashCodeAs(PeerId.parse(row[0]));
        assertThat(PeerId.decode(id.toBytes())).isEqualTo(id);
        assertThat(PeerId.of(id.toMultihash())).isEqualTo(id);
      }
    }
  }

  @Test
  void printsTheCidOfTheSpecification() throws Exception {
    for (String[] row : Vectors.rows(PeerIdTest.class, "ids.txt")) {
      if (row.length > 1) {
        assertThat(PeerIdText.printCid(PeerId.parse(row[0]).toMultihash())).isEqualTo(row[1]);
      }
    }
  }

  @Test
  void hashesKeysOnlyIfTheyAreLong() {
    byte[] longest = new byte[42];
    assertThat(PeerId.ofPublicKey(longest).inlinedPublicKey()).hasValue(longest);
    PeerId hashed = PeerId.ofPublicKey(new byte[43]);
    assertThat(hashed.inlinedPublicKey()).isEmpty();
    assertThat(hashed.toMultihash()).isEqualTo(Multihash.sha256(new byte[43]));
  }

  @Test
  void doesNotDependOnTheCallersArray() {
    byte[] key = new byte[36];
    PeerId id = PeerId.ofPublicKey(key);
    key[0] = 1;
    assertThat(id.inlinedPublicKey()).hasValue(new byte[36]);
    assertThat(id).isEqualTo(PeerId.ofPublicKey(new byte[36]));
    id.inlinedPublicKey().orElseThrow()[0] = 1;
    assertThat(id).isEqualTo(PeerId.ofPublicKey(new byte[36]));
  }

  @Test
  void refusesRubbish() {
    String id = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";
    String[] texts = {
      "",
      "1",
      "Q",
      "Qm",
      "b",
      "z",
      "k",
      "12D3",
      id + "A",
      id.substring(1),
      " " + id,
      id + " ",
      "f0172",
      "B" + id,
      id.replace('D', '0'),
      "1".repeat(500),
      "\u0131" + id,
    };
    for (String text : texts) {
      assertThatThrownBy(() -> PeerId.parse(text)).as(text).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesCidsOfAnotherVersionOrCodec() {
    byte[] hash = Multihash.sha256(new byte[0]).encode();
    for (String prefix : new String[] {"0072", "0272", "0170", "0155", "01"}) {
      byte[] cid = HexFormat.of().parseHex(prefix + HexFormat.of().formatHex(hash));
      assertThatThrownBy(() -> PeerId.parse("b" + Base32.encode(cid)))
          .as(prefix)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesOtherHashFunctionsAndKeysThatShouldHaveBeenHashed() {
    for (Multihash hash :
        new Multihash[] {
          new Multihash(0x11, new byte[20]),
          Multihash.identity(new byte[0]),
          Multihash.identity(new byte[43]),
        }) {
      assertThatThrownBy(() -> PeerId.decode(hash.encode())).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void ordersByUnsignedBytes() {
    Randomised.runs(200)
        .check(
            random -> {
              PeerId first = PeerId.ofPublicKey(Randomised.bytes(random, 1, 60));
              PeerId second = PeerId.ofPublicKey(Randomised.bytes(random, 1, 60));
              assertThat(Integer.signum(first.compareTo(second)))
                  .isEqualTo(
                      Integer.signum(Arrays.compareUnsigned(first.toBytes(), second.toBytes())))
                  .isEqualTo(-Integer.signum(second.compareTo(first)));
              assertThat(first.compareTo(PeerId.decode(first.toBytes()))).isZero();
              assertThat(PeerId.parse(first.toString())).isEqualTo(first);
            });
  }

  @Test
  void showsItsLastSixCharactersInShort() throws Exception {
    assertThat(PeerId.parse("12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA").toShortString())
        .isEqualTo("AJU5SA");
  }
}
