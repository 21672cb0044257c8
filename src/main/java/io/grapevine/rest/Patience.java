package io.grapevine.rest;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How the contract tells of waiting for an outcome; read by {@link WaitPreference}. */
@Parameter(
    description = "wait=N: hold the answer back for up to N seconds (RFC 7240).",
    example = "wait=20")
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface Patience {}
