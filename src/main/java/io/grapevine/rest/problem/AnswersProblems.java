package io.grapevine.rest.problem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The problems that a call may answer beside those that every call may; read for the contract. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AnswersProblems {
  /** Which ones. */
  ProblemType[] value();
}
