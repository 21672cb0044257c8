package io.grapevine.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Breaks connections at commits. */
final class Unreliable {
  /** When a connection breaks. */
  enum Fault {
    /** Before the commit took effect. */
    BEFORE,
    /** After it took effect and before anybody was told. */
    AFTER
  }

  private Fault fault = Fault.BEFORE;
  private int left;

  synchronized void breakNext(Fault next, int commits) {
    fault = next;
    left = commits;
  }

  synchronized void mend() {
    left = 0;
  }

  private synchronized boolean breaks(Fault when) {
    if (left == 0 || fault != when) {
      return false;
    }
    left--;
    return true;
  }

  Connector around(Connector real) {
    return () -> {
      Connection connection = real.connect();
      return (Connection)
          Proxy.newProxyInstance(
              Unreliable.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                boolean commits = method.getName().equals("commit");
                if (commits && breaks(Fault.BEFORE)) {
                  connection.rollback();
                  throw broken();
                }
                try {
                  Object answer = method.invoke(connection, arguments);
                  if (commits && breaks(Fault.AFTER)) {
                    throw broken();
                  }
                  return answer;
                } catch (InvocationTargetException failed) {
                  throw failed.getCause();
                }
              });
    };
  }

  private static SQLException broken() {
    return new SQLException("the line is cut", "", SQLiteErrorCode.SQLITE_IOERR.code);
  }
}
