package io.grapevine.libp2p.yamux;

/**
 * Cuts a byte stream into headers and pieces of bodies, wherever the pieces of the stream happen to
 * end.
 */
final class FrameSplitter {
  /** Receives what was cut out. */
  interface Sink {
    /**
     * A complete header, of which only the version is unchecked.
     *
     * @return how many bytes of body follow
     */
    long header(byte[] header);

    /** A piece of the body of the last header. */
    void body(byte[] source, int offset, int length);

    /** The body of the last header is complete; also called when it is empty. */
    void end();

    /** Whether to go on. */
    boolean open();
  }

  private final byte[] header = new byte[Frame.HEADER_BYTES];
  private int headerSize;
  private long bodyLeft;

  void feed(byte[] source, int offset, int length, Sink sink) {
    int position = offset;
    int end = offset + length;
    while (position < end && sink.open()) {
      if (headerSize < Frame.HEADER_BYTES) {
        int count = Math.min(Frame.HEADER_BYTES - headerSize, end - position);
        System.arraycopy(source, position, header, headerSize, count);
        headerSize += count;
        position += count;
        if (headerSize < Frame.HEADER_BYTES) {
          return;
        }
        bodyLeft = sink.header(header);
      } else {
        int count = (int) Math.min(bodyLeft, end - position);
        sink.body(source, position, count);
        position += count;
        bodyLeft -= count;
      }
      if (bodyLeft == 0) {
        headerSize = 0;
        if (sink.open()) {
          sink.end();
        }
      }
    }
  }
}
