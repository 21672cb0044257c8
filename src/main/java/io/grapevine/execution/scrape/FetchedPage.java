package io.grapevine.execution.scrape;

import io.grapevine.job.Bytes;

/**
 * What a target answered.
 *
 * @param address that answered, after redirects
 * @param contentType the header as it came, or empty
 * @param language the Content-Language header, or empty
 * @param body decompressed; empty if it is of a type that is not read
 */
record FetchedPage(
    WebAddress address, int statusCode, String contentType, String language, Bytes body) {}
