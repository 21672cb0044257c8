package io.grapevine.rest;

/** Jobs for the contract that run as they are in a local network. */
final class Examples {
  static final String ECHO =
      """
      {
        "type": "echo",
        "payload": {"greeting": "hello", "count": 3},
        "labels": {"team": "search"}
      }
      """;

  static final String ECHO_SLOW =
      """
      {
        "type": "echo",
        "payload": {"greeting": "hello", "delay": "PT2S"},
        "timeout": "PT30S",
        "maxAttempts": 2
      }
      """;

  static final String ECHO_CHOOSY =
      """
      {
        "type": "echo",
        "payload": {"greeting": "hello"},
        "requirements": {
          "soft": [{"attribute": "region", "is": "EQUALS", "value": "eu"}]
        },
        "policy": "REQUIREMENTS_FIRST",
        "priority": "HIGH",
        "hedged": true,
        "attemptTimeout": "PT10S"
      }
      """;

  static final String WEB_SCRAPE =
      """
      {
        "type": "web-scrape",
        "payload": {"url": "http://localhost:8080/swagger-ui/index.html"},
        "timeout": "PT20S"
      }
      """;

  static final String HTTP =
      """
      {
        "type": "http",
        "payload": {"question": "how many?"},
        "delivery": "AT_MOST_ONCE"
      }
      """;

  private Examples() {}
}
