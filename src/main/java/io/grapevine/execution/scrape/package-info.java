/**
 * The built-in work type {@code web-scrape}. {@link io.grapevine.execution.scrape.WebScrapeHandler}
 * has a page fetched and read; the fetcher follows redirects itself, and every address that it
 * dials was allowed by {@link io.grapevine.execution.scrape.TargetPolicy}; the reader turns bytes
 * into a {@link io.grapevine.execution.scrape.ScrapedPage}.
 */
@NullMarked
package io.grapevine.execution.scrape;

import org.jspecify.annotations.NullMarked;
