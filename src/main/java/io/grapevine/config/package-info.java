/**
 * The one place that builds the object graph: {@code *Properties} are what operators can set,
 * checked as they are read; {@link io.grapevine.config.Peer} puts one peer together from them; the
 * {@code @Configuration} classes hand its parts to the web and to the meters.
 */
@NullMarked
package io.grapevine.config;

import org.jspecify.annotations.NullMarked;
