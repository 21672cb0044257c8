package io.grapevine.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.noise.NoiseException.Reason;
import io.grapevine.testing.Randomised;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CipherStateTest {

  private static final byte[] KEY = new byte[32];

  /** RFC 8439, appendix A.5: here the nonce has the Noise form, four zero bytes and a counter. */
  @Test
  void decryptsTheMessageOfTheRfc() throws Exception {
    byte[] key = hex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
    byte[] associated = hex("f33388860000000000004e91");
    byte[] ciphertext =
        hex(
            "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                + "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                + "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                + "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                + "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                + "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                + "a6ad5cb4022b02709b"
                + "eead9d67890cbb22392336fea1851f38");
    CipherState receiver = new CipherState(key, 0x0807060504030201L);
    byte[] plain = new byte[ciphertext.length - CipherState.TAG_BYTES];
    receiver.decrypt(associated, ciphertext, 0, ciphertext.length, plain, 0);
    assertThat(new String(plain, StandardCharsets.UTF_8))
        .startsWith("Internet-Drafts are draft documents valid for a maximum of six months")
        .endsWith("/\u201cwork in progress./\u201d");
  }

  @Test
  void decryptsInPlaceWhatWasEncryptedInPlace() throws Exception {
    CipherState sender = new CipherState(KEY);
    CipherState receiver = new CipherState(KEY);
    Randomised.runs(200)
        .check(
            random -> {
              byte[] plain = Randomised.bytes(random, 0, 2000);
              int offset = random.nextInt(40);
              byte[] buffer = new byte[offset + plain.length + CipherState.TAG_BYTES];
              System.arraycopy(plain, 0, buffer, offset, plain.length);
              int sealed = sender.encrypt(buffer, offset, plain.length, buffer, offset);
              assertThat(sealed).isEqualTo(plain.length + CipherState.TAG_BYTES);
              int opened = receiver.decrypt(buffer, offset, sealed, buffer, offset);
              assertThat(Arrays.copyOfRange(buffer, offset, offset + opened)).isEqualTo(plain);
            });
  }

  @Test
  void takesTheLongestMessageAndRefusesTheNext() throws Exception {
    byte[] buffer = new byte[CipherState.MAX_MESSAGE_BYTES + 1];
    CipherState sender = new CipherState(KEY);
    int sealed = sender.encrypt(buffer, 0, CipherState.MAX_PLAINTEXT_BYTES, buffer, 0);
    assertThat(sealed).isEqualTo(65_535);
    assertThat(new CipherState(KEY).decrypt(buffer, 0, sealed, buffer, 0)).isEqualTo(65_519);
    assertThatThrownBy(
            () -> sender.encrypt(buffer, 0, CipherState.MAX_PLAINTEXT_BYTES + 1, buffer, 0))
        .isInstanceOf(IllegalArgumentException.class);
    CipherState receiver = new CipherState(KEY);
    failsWith(Reason.MALFORMED, () -> receiver.decrypt(buffer, 0, buffer.length, buffer, 0));
  }

  @Test
  void refusesMessagesShorterThanATag() {
    for (int length = 0; length < CipherState.TAG_BYTES; length++) {
      int shortened = length;
      CipherState receiver = new CipherState(KEY);
      failsWith(
          Reason.MALFORMED, () -> receiver.decrypt(new byte[16], 0, shortened, new byte[16], 0));
    }
  }

  @Test
  void endsForGoodAfterAForgedMessage() throws Exception {
    byte[] message = sealed(0, "genuine");
    byte[] forged = message.clone();
    forged[3] ^= 1;
    CipherState receiver = new CipherState(KEY);
    failsWith(Reason.NOT_AUTHENTIC, () -> open(receiver, forged));
    assertThatThrownBy(() -> open(receiver, message)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesRepeatedSkippedAndCutMessages() throws Exception {
    byte[] first = sealed(0, "first");
    byte[] second = sealed(1, "second");
    CipherState repeating = new CipherState(KEY);
    open(repeating, first);
    failsWith(Reason.NOT_AUTHENTIC, () -> open(repeating, first));
    CipherState skipping = new CipherState(KEY);
    failsWith(Reason.NOT_AUTHENTIC, () -> open(skipping, second));
    for (int length = CipherState.TAG_BYTES; length < first.length; length++) {
      byte[] cut = Arrays.copyOf(first, length);
      CipherState receiver = new CipherState(KEY);
      failsWith(Reason.NOT_AUTHENTIC, () -> open(receiver, cut));
    }
  }

  @Test
  void endsBeforeTheNonceThatIsSetAside() throws Exception {
    CipherState sender = new CipherState(KEY, -2);
    CipherState receiver = new CipherState(KEY, -2);
    byte[] buffer = new byte[32];
    sender.encrypt(buffer, 0, 16, buffer, 0);
    receiver.decrypt(buffer, 0, 32, buffer, 0);
    failsWith(Reason.NONCES_EXHAUSTED, () -> sender.encrypt(buffer, 0, 16, buffer, 0));
    failsWith(Reason.NONCES_EXHAUSTED, () -> receiver.decrypt(buffer, 0, 32, buffer, 0));
    assertThatThrownBy(() -> sender.encrypt(buffer, 0, 16, buffer, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void encryptsNothingAfterItWasDestroyed() {
    CipherState sender = new CipherState(KEY);
    sender.destroy();
    assertThatThrownBy(() -> sender.encrypt(new byte[0], 0, 0, new byte[16], 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] sealed(long nonce, String text) throws NoiseException {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[plain.length + CipherState.TAG_BYTES];
    new CipherState(KEY, nonce).encrypt(plain, 0, plain.length, out, 0);
    return out;
  }

  private static void open(CipherState receiver, byte[] message) throws NoiseException {
    receiver.decrypt(message, 0, message.length, new byte[message.length], 0);
  }

  private static void failsWith(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NoiseException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
