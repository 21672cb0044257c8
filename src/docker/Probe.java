import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks an HTTP server one question and ends with 0 if the answer is 200: {@code Probe URL} gets,
 * {@code Probe URL JSON} posts.
 *
 * <p>It is the health check of the image and the check of the chart, so that the image needs
 * neither a shell nor a client of its own. A path instead of a URL means this container's own
 * service, wherever its port was set.
 */
final class Probe {
  private static final Duration WAIT_MAX = Duration.ofSeconds(Integer.getInteger("wait", 4));

  private Probe() {}

  public static void main(String... arguments) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(target(arguments[0])).timeout(WAIT_MAX);
    if (arguments.length > 1) {
      request
          .header("Content-Type", "application/json")
          .header("Prefer", "wait=" + WAIT_MAX.toSeconds())
          .POST(HttpRequest.BodyPublishers.ofString(arguments[1]));
    }
    HttpResponse<String> answer;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(WAIT_MAX).build()) {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      System.err.println(e);
      System.exit(1);
      return;
    }
    System.out.println(answer.statusCode() + " " + answer.body());
    System.exit(answer.statusCode() == 200 ? 0 : 1);
  }

  private static URI target(String text) {
    return URI.create(text.startsWith("/") ? "http://127.0.0.1:" + port() + text : text);
  }

  private static String port() {
    String service = System.getenv().getOrDefault("SERVER_PORT", "8080");
    return System.getenv().getOrDefault("MANAGEMENT_SERVER_PORT", service);
  }
}
