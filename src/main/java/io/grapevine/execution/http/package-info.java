/**
 * Work types that are HTTP endpoints: {@link io.grapevine.execution.http.HttpForwardHandler} posts
 * the payload to a configured URL, so that a worker can be written in any language. Also the {@link
 * io.grapevine.execution.http.BoundedHttpClient} with which this and other handlers speak HTTP.
 */
@NullMarked
package io.grapevine.execution.http;

import org.jspecify.annotations.NullMarked;
