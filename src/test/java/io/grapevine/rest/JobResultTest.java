package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Job;
import io.grapevine.testing.JobStories;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobResultTest extends RestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json              | application/json              | inline
          application/ld+json           | application/ld+json           | inline
          text/plain;charset=ISO-8859-1 | text/plain;charset=ISO-8859-1 | inline
          image/png                     | image/png                     | inline
          text/html                     | text/html                     | attachment
          image/svg+xml                 | image/svg+xml                 | attachment
          application/xhtml+xml         | application/xhtml+xml         | attachment
          application/octet-stream      | application/octet-stream      | attachment
          no media type                 | application/octet-stream      | attachment
          */*                           | application/octet-stream      | attachment
          """)
  void deliversTheBytesWithoutTrustingThem(String type, String answered, String disposition)
      throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, type, "<script>alert(1)</script>");

    HttpResponse<String> response = get("/api/v1/jobs/" + job.id() + "/result");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("<script>alert(1)</script>");
    assertThat(header(response, "Content-Type")).isEqualTo(answered);
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Content-Security-Policy")).contains("sandbox");
    assertThat(header(response, "Content-Disposition").startsWith("attachment"))
        .isEqualTo(disposition.equals("attachment"));
  }

  @Test
  void cannotBeMisledIntoAnotherHeader() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "text/plain\r\nSet-Cookie: a=b", "x");

    HttpResponse<String> response = get("/api/v1/jobs/" + job.id() + "/result");

    assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void isNamedByItsDigest() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{}");
    String path = "/api/v1/jobs/" + job.id() + "/result";

    HttpResponse<String> first = get(path);
    HttpResponse<String> second = get(path, "If-None-Match", header(first, "ETag"));

    assertThat(header(first, "ETag"))
        .isEqualTo("\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"");
    assertThat(header(first, "Repr-Digest"))
        .isEqualTo("sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @Test
  void isDeliveredWhateverTheClientAccepts() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "image/png", "x");

    assertThat(get("/api/v1/jobs/" + job.id() + "/result", "Accept", "text/html").statusCode())
        .isEqualTo(200);
  }

  @Test
  void isAConflictWhileThereIsNone() throws Exception {
    Job job = service.given("echo", "1", Map.of());

    var problem =
        problem(get("/api/v1/jobs/" + job.id() + "/result"), 409, "no-result", "No result");

    assertThat(problem.path("detail").asString("")).contains("QUEUED");
  }

  @Test
  void isAConflictWhenThereWillNeverBeOne() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.fail(service, job);

    var problem =
        problem(get("/api/v1/jobs/" + job.id() + "/result"), 409, "no-result", "No result");

    assertThat(problem.path("detail").asString("")).contains("REFUSED");
  }
}
