package io.grapevine.rest;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How the contract tells of the size of a page; read by {@link Parameters#limit}. */
@Parameter(
    description = "Most items in the page.",
    schema =
        @Schema(
            type = "integer",
            format = "int32",
            minimum = "1",
            maximum = "" + Parameters.LIMIT_MAX,
            defaultValue = "" + Parameters.LIMIT_DEFAULT))
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface PageLimit {}
