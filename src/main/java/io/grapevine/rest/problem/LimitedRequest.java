package io.grapevine.rest.problem;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** A request whose body ends with an exception once it takes more than the budget has. */
final class LimitedRequest extends HttpServletRequestWrapper {
  private final BodyBudget budget;
  private long taken;

  LimitedRequest(HttpServletRequest request, BodyBudget budget) {
    super(request);
    this.budget = budget;
  }

  void giveBack() {
    budget.give(taken);
    taken = 0;
  }

  private void take(int more) throws RefusedBodyException {
    budget.take(taken, more);
    taken += more;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new LimitedStream(super.getInputStream());
  }

  /** Counts what is read. */
  private final class LimitedStream extends ServletInputStream {
    private final ServletInputStream source;

    LimitedStream(ServletInputStream source) {
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      int next = source.read();
      if (next >= 0) {
        take(1);
      }
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = source.read(target, offset, length);
      if (read > 0) {
        take(read);
      }
      return read;
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
