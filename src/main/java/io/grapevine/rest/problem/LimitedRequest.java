package io.grapevine.rest.problem;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** A request whose body ends with an exception once it is longer than allowed. */
final class LimitedRequest extends HttpServletRequestWrapper {
  private final long limit;

  LimitedRequest(HttpServletRequest request, long limit) {
    super(request);
    this.limit = limit;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new LimitedStream(super.getInputStream(), limit);
  }

  /** Counts what is read. */
  private static final class LimitedStream extends ServletInputStream {
    private final ServletInputStream source;
    private final long limit;
    private long count;

    LimitedStream(ServletInputStream source, long limit) {
      this.source = source;
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int next = source.read();
      if (next >= 0) {
        add(1);
      }
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = source.read(target, offset, length);
      if (read > 0) {
        add(read);
      }
      return read;
    }

    private void add(int read) throws BodyTooLargeException {
      count += read;
      if (count > limit) {
        throw new BodyTooLargeException(limit);
      }
    }

    @Override
    public boolean isFinished() {
      return source.isFinished();
    }

    @Override
    public boolean isReady() {
      return source.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      source.setReadListener(listener);
    }
  }
}
