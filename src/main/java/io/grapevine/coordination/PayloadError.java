package io.grapevine.coordination;

/**
 * One thing that is wrong with a payload.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) into the payload; empty for the whole
 * @param detail what, for people
 */
public record PayloadError(String pointer, String detail) {}
