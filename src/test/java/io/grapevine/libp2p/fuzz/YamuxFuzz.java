package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.yamux.GoAwayCode;
import io.grapevine.testing.Randomised;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;

/**
 * A Yamux session between a hostile remote and a restless application: the input is a program of
 * frames, sound and unsound, and of local calls. Two sessions run it, one receives each piece whole
 * and the other one cut; both must behave alike, and each keeps to what {@link YamuxModel} knows of
 * the protocol.
 */
final class YamuxFuzz implements FuzzTarget {

  private static final int STEPS_MAX = 200;
  private static final long[] EDGES = {
    0, 1, 11, 4096, 65_536, 131_072, 262_143, 262_144, 262_145, 0x7fff_ffffL, 0xffff_ffffL
  };

  /** What one input may feed in all, so that large bodies do not eat the time. */
  private static final int BODY_BYTES_MAX = 2 << 20;

  @Override
  public String name() {
    return "yamux";
  }

  @Override
  public int maxBytes() {
    return 1024;
  }

  @Override
  public void fuzz(byte[] input) {
    new Run(input).run();
  }

  /** One program on two sessions. */
  private static final class Run {

    private final InputCursor in;
    private final YamuxModel whole;
    private final YamuxModel cut;
    private final RandomGenerator cuts;
    private int bodyBytes;
    private byte fill;

    Run(byte[] input) {
      this.in = new InputCursor(input);
      boolean dialer = in.next() % 2 == 0;
      this.cuts = Randomised.ofSeed(in.next());
      this.whole = new YamuxModel(dialer);
      this.cut = new YamuxModel(dialer);
    }

    void run() {
      for (int step = 0; step < STEPS_MAX && in.more(); step++) {
        step();
        whole.check();
        cut.check();
        Claims.equal(whole.state(), cut.state(), "state without and with cuts");
      }
    }

    private void step() {
      switch (in.below(14)) {
        case 0, 1, 2, 3 -> feed(frame());
        case 4 -> feed(in.take(1 + in.below(40)));
        case 5 -> both(YamuxModel::open);
        case 6 -> {
          int pick = in.next();
          int count = in.next() << 4;
          both(model -> model.write(pick, count));
        }
        case 7 -> {
          int pick = in.next();
          int count = 1 + (in.next() << 8);
          both(model -> model.read(pick, count));
        }
        case 8 -> onStream(YamuxModel::accept);
        case 9 -> onStream(YamuxModel::flushOrFinish);
        case 10 -> onStream(YamuxModel::resetOrDiscard);
        case 11, 12 -> {
          int room = in.below(8) == 0 ? 1 << 20 : 12 + in.next() * 8;
          both(model -> model.drain(room));
        }
        default -> {
          int code = in.next();
          both(
              model -> {
                if (code % 4 == 0) {
                  model.goAway(code % 8 == 0 ? GoAwayCode.NORMAL : GoAwayCode.INTERNAL_ERROR);
                } else {
                  model.ping(code);
                }
              });
        }
      }
    }

    private void onStream(ObjIntConsumer<YamuxModel> call) {
      int pick = in.next();
      both(model -> call.accept(model, pick));
    }

    private void both(Consumer<YamuxModel> call) {
      call.accept(whole);
      call.accept(cut);
    }

    private void feed(byte[] piece) {
      bodyBytes += piece.length;
      if (bodyBytes > BODY_BYTES_MAX) {
        return;
      }
      whole.receive(piece, piece.length);
      int most = piece.length < 64 ? 8 : piece.length / 3;
      cut.receive(piece, cuts.nextInt(1, most + 1));
    }

    /** A header whose fields are mostly plausible, with a body that is mostly complete. */
    private byte[] frame() {
      int shape = in.next();
      int type = shape % 16 == 15 ? in.next() : shape % 4;
      int flags = in.below(5) == 0 ? in.next() : 1 << in.below(5) >> 1;
      int id = in.below(6) == 0 ? in.nextInt() : in.below(10);
      long length =
          switch (in.below(4)) {
            case 0 -> EDGES[in.below(EDGES.length)];
            case 1 -> in.nextInt() & 0xffff_ffffL;
            case 2 -> in.next() << 8;
            default -> in.next();
          };
      int version = shape / 16 == 15 ? in.next() : 0;
      boolean hasBody = type == 0 && length <= 1 << 19;
      int body = hasBody ? (int) length : 0;
      if (hasBody && shape / 16 == 14) {
        body = Math.min(body, in.next());
      }
      ByteBuffer frame = ByteBuffer.allocate(12 + body);
      frame.put((byte) version).put((byte) type).putShort((short) flags).putInt(id);
      frame.putInt((int) length);
      while (frame.hasRemaining()) {
        frame.put(fill++);
      }
      return frame.array();
    }
  }
}
