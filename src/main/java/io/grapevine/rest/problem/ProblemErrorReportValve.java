package io.grapevine.rest.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Tomcat refuses before any servlet sees it, such as a request target with characters
 * that no URI may have. Tomcat makes it by its name, hence public and without arguments.
 */
public final class ProblemErrorReportValve extends ErrorReportValve {
  private static final Log log = LogFactory.getLog(ProblemErrorReportValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable cause) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    Problem problem =
        Problem.of(ProblemType.ofStatus(status), ProblemAdvice.detailOf(status)).withStatus(status);
    try {
      ProblemWriter.write(response, problem);
      response.finishResponse();
    } catch (IOException gone) {
      log.debug("client left before it heard of its error", gone);
    }
  }
}
