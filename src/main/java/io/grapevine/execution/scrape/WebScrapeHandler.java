package io.grapevine.execution.scrape;

import io.grapevine.execution.JobContext;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.WorkResult;
import io.grapevine.job.WorkType;
import javax.net.ssl.SSLContext;

/**
 * Fetches a web page and tells what is in it, as a {@link ScrapedPage}. Whatever status the target
 * answers with is a result; a target that cannot be had, or must not be, is a permanent failure
 * that says why.
 */
public final class WebScrapeHandler implements WorkHandler, AutoCloseable {
  private static final WorkType TYPE = new WorkType("web-scrape");

  private static final String SCHEMA =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["url"],
        "additionalProperties": false,
        "properties": {
          "url": {
            "description": "The page to fetch: an absolute http or https URL without a user name.",
            "type": "string",
            "maxLength": 2048,
            "pattern": "^[hH][tT][tT][pP][sS]?://[^/?#\\\\s]",
            "errorMessage": {
              "pattern": "must be an absolute http or https URL"
            }
          }
        }
      }
      """;

  private final ScrapeConfig config;
  private final PageFetcher fetcher;
  private final PageReader reader;

  /**
   * Fetches nothing yet.
   *
   * @param tls trust for https targets, usually the platform's default
   */
  public WebScrapeHandler(ScrapeConfig config, NameResolver resolver, SSLContext tls) {
    this.config = config;
    this.fetcher = new PageFetcher(config, resolver, tls);
    this.reader = new PageReader(config);
  }

  @Override
  public WorkType type() {
    return TYPE;
  }

  @Override
  public String description() {
    return "Fetches a web page and returns its title, text, headings, links, images and metadata.";
  }

  @Override
  public String payloadSchema() {
    return SCHEMA;
  }

  @Override
  public String example() {
    return "{\"url\": \"https://example.com/\"}";
  }

  @Override
  public int concurrency() {
    return config.concurrency();
  }

  @Override
  public WorkResult run(JobContext job) throws WorkException, InterruptedException {
    Payload payload = job.payloadAs(Payload.class);
    job.progress(10, "fetching " + payload.url());
    FetchedPage page = fetcher.fetch(payload.url());
    job.progress(80, "reading " + page.body().size() + " bytes");
    return WorkResult.json(reader.read(payload.url(), page));
  }

  @Override
  public void close() {
    fetcher.close();
  }

  record Payload(String url) {}
}
