package io.grapevine.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the one sentence that the operator needs in place of a stack trace. */
final class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupException> {
  @Override
  protected FailureAnalysis analyze(Throwable failure, StartupException cause) {
    return new FailureAnalysis(cause.getMessage(), null, cause);
  }
}
