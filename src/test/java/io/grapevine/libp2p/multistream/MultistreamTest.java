package io.grapevine.libp2p.multistream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multistream.Negotiation.Agreed;
import io.grapevine.libp2p.multistream.Negotiation.Pending;
import io.grapevine.libp2p.multistream.Negotiation.Refused;
import io.grapevine.testing.Randomised;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultistreamTest {

  private static final byte[] HEADER = "\u0013/multistream/1.0.0\n".getBytes(UTF_8);

  @Test
  void sendsHeaderAndFirstProposalTogether() {
    assertThat(new MultistreamDialer(List.of("/a", "/b")).start())
        .isEqualTo(bytes("\u0013/multistream/1.0.0\n\u0003/a\n"));
  }

  @Test
  void agreesOnTheFirstSupportedProposal() throws Exception {
    MultistreamDialer dialer = new MultistreamDialer(List.of("/a", "/b", "/c"));
    MultistreamResponder responder = new MultistreamResponder(Set.of("/b", "/c")::contains);
    Negotiation refusal = responder.receive(ByteBuffer.wrap(dialer.start()));
    assertThat(refusal.toSend()).isEqualTo(bytes("\u0013/multistream/1.0.0\n\u0003na\n"));
    Negotiation second = dialer.receive(ByteBuffer.wrap(refusal.toSend()));
    assertThat(second).isInstanceOf(Pending.class);
    assertThat(second.toSend()).isEqualTo(bytes("\u0003/b\n"));
    Negotiation echo = responder.receive(ByteBuffer.wrap(second.toSend()));
    assertThat(protocol(echo)).isEqualTo("/b");
    assertThat(echo.toSend()).isEqualTo(bytes("\u0003/b\n"));
    assertThat(protocol(dialer.receive(ByteBuffer.wrap(echo.toSend())))).isEqualTo("/b");
  }

  @Test
  void isRefusedWhenNothingMatches() throws Exception {
    MultistreamDialer dialer = new MultistreamDialer(List.of("/a", "/b"));
    MultistreamResponder responder = new MultistreamResponder(id -> false);
    Negotiation first = responder.receive(ByteBuffer.wrap(dialer.start()));
    Negotiation second = dialer.receive(ByteBuffer.wrap(first.toSend()));
    Negotiation third = responder.receive(ByteBuffer.wrap(second.toSend()));
    assertThat(third).isInstanceOf(Pending.class);
    assertThat(dialer.receive(ByteBuffer.wrap(third.toSend()))).isInstanceOf(Refused.class);
  }

  @Test
  void leavesOptimisticBytesBehindTheProposalInTheBuffer() throws Exception {
    ByteBuffer in = ByteBuffer.wrap(concatenate(HEADER, bytes("\u0003/a\nearly words")));
    Negotiation result = new MultistreamResponder("/a"::equals).receive(in);
    assertThat(protocol(result)).isEqualTo("/a");
    assertThat(UTF_8.decode(in).toString()).isEqualTo("early words");
  }

  @Test
  void leavesBytesBehindTheEchoInTheBuffer() throws Exception {
    MultistreamDialer dialer = new MultistreamDialer(List.of("/a"));
    dialer.start();
    ByteBuffer in = ByteBuffer.wrap(concatenate(HEADER, bytes("\u0003/a\nfirst answer")));
    assertThat(protocol(dialer.receive(in))).isEqualTo("/a");
    assertThat(UTF_8.decode(in).toString()).isEqualTo("first answer");
  }

  @Test
  void turnsDownAListAndTheRoleNegotiationOfHolePunching() throws Exception {
    MultistreamResponder responder = new MultistreamResponder(id -> id.startsWith("/a"));
    byte[] proposals = concatenate(HEADER, bytes("\u0003ls\n\u001d/libp2p/simultaneous-connect\n"));
    Negotiation result = responder.receive(ByteBuffer.wrap(proposals));
    assertThat(result).isInstanceOf(Pending.class);
    assertThat(result.toSend()).isEqualTo(concatenate(HEADER, bytes("\u0003na\n\u0003na\n")));
  }

  @Test
  void turnsDownWordsOfTheProtocolEvenIfThePredicateLikesThem() throws Exception {
    MultistreamResponder responder = new MultistreamResponder(id -> true);
    Negotiation result =
        responder.receive(ByteBuffer.wrap(concatenate(HEADER, bytes("\u0003ls\n\u0001\n"))));
    assertThat(result).isInstanceOf(Pending.class);
  }

  @Test
  void answersAHeaderThatComesAlone() throws Exception {
    Negotiation result = new MultistreamResponder(id -> true).receive(ByteBuffer.wrap(HEADER));
    assertThat(result).isInstanceOf(Pending.class);
    assertThat(result.toSend()).isEqualTo(HEADER);
  }

  @Test
  void refusesAnythingButOneHeaderFirst() throws Exception {
    for (String first : List.of("\u0003/a\n", "\u0003na\n", "\u0013/multistream/2.0.0\n")) {
      refusedByResponder(bytes(first));
      refusedByDialer(bytes(first));
    }
    refusedByResponder(concatenate(HEADER, HEADER));
    refusedByDialer(concatenate(HEADER, HEADER));
  }

  @Test
  void refusesAnAnswerThatWasNotAsked() {
    refusedByDialer(concatenate(HEADER, bytes("\u0003/b\n")));
    refusedByDialer(concatenate(HEADER, bytes("\u0003ls\n")));
  }

  @Test
  void refusesMalformedFrames() {
    List<byte[]> frames =
        List.of(
            new byte[] {0},
            new byte[] {(byte) 0x80, 0},
            new byte[] {(byte) 0x81, 0},
            new byte[] {(byte) 0x81, (byte) 0x80, 0},
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0x7f},
            bytes("\u0003/ab"),
            new byte[] {3, '/', (byte) 0xff, '\n'});
    for (byte[] frame : frames) {
      refusedByResponder(frame);
      refusedByResponder(concatenate(HEADER, frame));
      refusedByDialer(frame);
      refusedByDialer(concatenate(HEADER, frame));
    }
  }

  @Test
  void takesTheLongestFrameAndRefusesTheNextBeforeItArrives() throws Exception {
    String longest = "/" + "x".repeat(1022);
    MultistreamDialer dialer = new MultistreamDialer(List.of(longest));
    Negotiation result =
        new MultistreamResponder(longest::equals).receive(ByteBuffer.wrap(dialer.start()));
    assertThat(protocol(result)).isEqualTo(longest);
    assertThatThrownBy(() -> new MultistreamDialer(List.of(longest + "x")))
        .isInstanceOf(IllegalArgumentException.class);
    // 1025 as a varint, and nothing behind it
    refusedByResponder(new byte[] {(byte) 0x81, 0x08});
  }

  @Test
  void answersThirtyOneRefusalsAndGivesUpAtTheNext() throws Exception {
    MultistreamResponder responder = new MultistreamResponder("/good"::equals);
    responder.receive(ByteBuffer.wrap(HEADER));
    for (int i = 0; i < 31; i++) {
      assertThat(responder.receive(ByteBuffer.wrap(bytes("\u0005/bad\n"))).toSend())
          .isEqualTo(bytes("\u0003na\n"));
    }
    assertThatThrownBy(() -> responder.receive(ByteBuffer.wrap(bytes("\u0005/bad\n"))))
        .hasMessageContaining("32 proposals");
  }

  @Test
  void refusesToProposeNonsense() {
    List<String> many = IntStream.range(0, 33).mapToObj(i -> "/p/" + i).toList();
    for (List<String> proposals :
        List.of(List.<String>of(), many, List.of(""), List.of("na"), List.of("/a\n/b"))) {
      assertThatThrownBy(() -> new MultistreamDialer(proposals))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keepsToTheOrderOfCalls() throws Exception {
    MultistreamDialer dialer = new MultistreamDialer(List.of("/a"));
    assertThatThrownBy(() -> dialer.receive(ByteBuffer.wrap(HEADER)))
        .isInstanceOf(IllegalStateException.class);
    MultistreamDialer started = new MultistreamDialer(List.of("/a"));
    started.start();
    assertThatThrownBy(started::start).isInstanceOf(IllegalStateException.class);
    started.receive(ByteBuffer.wrap(concatenate(HEADER, bytes("\u0003/a\n"))));
    assertThatThrownBy(() -> started.receive(ByteBuffer.wrap(bytes("\u0003/a\n"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void agreesHoweverTheBytesAreCut() {
    Randomised.runs(300)
        .check(
            random -> {
              List<String> offered =
                  random.ints(1 + random.nextInt(6), 0, 12).mapToObj(i -> "/p/" + i).toList();
              Set<String> known =
                  Set.copyOf(random.ints(4, 0, 12).mapToObj(i -> "/p/" + i).toList());
              byte[] behind = Randomised.bytes(random, 0, 20);
              MultistreamDialer dialer = new MultistreamDialer(offered);
              MultistreamResponder responder = new MultistreamResponder(known::contains);
              Negotiation ofDialer = new Pending(dialer.start());
              Negotiation ofResponder = new Pending(new byte[0]);
              while (ofDialer instanceof Pending) {
                ofResponder = inPieces(random, ofDialer.toSend(), responder::receive);
                byte[] answer = ofResponder.toSend();
                ByteBuffer in =
                    ByteBuffer.wrap(
                        ofResponder instanceof Agreed ? concatenate(answer, behind) : answer);
                ofDialer = dialer.receive(in);
                assertThat(in.remaining())
                    .isEqualTo(ofDialer instanceof Agreed ? behind.length : 0);
              }
              String expected = offered.stream().filter(known::contains).findFirst().orElse("");
              if (expected.isEmpty()) {
                assertThat(ofDialer).isInstanceOf(Refused.class);
              } else {
                assertThat(protocol(ofDialer)).isEqualTo(expected);
                assertThat(protocol(ofResponder)).isEqualTo(expected);
              }
            });
  }

  @Test
  void neverOvershootsWhenReadingWhatIsMissing() throws Exception {
    byte[] stream = concatenate(HEADER, bytes("\u0003/x\n\u0003/a\nrest"));
    ByteBuffer source = ByteBuffer.wrap(stream);
    MultistreamResponder responder = new MultistreamResponder("/a"::equals);
    Negotiation result = new Pending(new byte[0]);
    while (result instanceof Pending) {
      byte[] piece = new byte[responder.missing()];
      source.get(piece);
      ByteBuffer in = ByteBuffer.wrap(piece);
      result = responder.receive(in);
      assertThat(in.hasRemaining()).isFalse();
    }
    assertThat(UTF_8.decode(source).toString()).isEqualTo("rest");
  }

  @Test
  void throwsOnlyMalformedForRandomBytes() {
    Randomised.runs(2000)
        .check(
            random -> {
              byte[] noise = Randomised.bytes(random, 0, 60);
              byte[] input = random.nextBoolean() ? noise : concatenate(HEADER, noise);
              try {
                new MultistreamResponder("/a"::equals).receive(ByteBuffer.wrap(input));
                MultistreamDialer dialer = new MultistreamDialer(List.of("/a"));
                dialer.start();
                dialer.receive(ByteBuffer.wrap(input));
              } catch (MalformedException e) {
                assertThat(e).hasMessageStartingWith("multistream");
              }
            });
  }

  @FunctionalInterface
  private interface Receiver {
    Negotiation receive(ByteBuffer in) throws Exception;
  }

  /** Feeds the bytes in random pieces and joins what is answered. */
  private static Negotiation inPieces(RandomGenerator random, byte[] bytes, Receiver receiver)
      throws Exception {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    Negotiation last = new Pending(new byte[0]);
    int offset = 0;
    while (offset < bytes.length) {
      int length = 1 + random.nextInt(bytes.length - offset);
      last = receiver.receive(ByteBuffer.wrap(bytes, offset, length));
      answers.writeBytes(last.toSend());
      offset += length;
    }
    return last instanceof Agreed(String protocol, _)
        ? new Agreed(protocol, answers.toByteArray())
        : new Pending(answers.toByteArray());
  }

  private static void refusedByResponder(byte[] input) {
    assertThatThrownBy(() -> new MultistreamResponder("/a"::equals).receive(ByteBuffer.wrap(input)))
        .isInstanceOf(MalformedException.class);
  }

  private static void refusedByDialer(byte[] input) {
    MultistreamDialer dialer = new MultistreamDialer(List.of("/a"));
    dialer.start();
    assertThatThrownBy(() -> dialer.receive(ByteBuffer.wrap(input)))
        .isInstanceOf(MalformedException.class);
  }

  private static String protocol(Negotiation result) {
    assertThat(result).isInstanceOf(Agreed.class);
    return ((Agreed) result).protocol();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
