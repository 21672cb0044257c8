package io.grapevine.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.PeerPolicy;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.resources.ResourceLimits;
import io.grapevine.libp2p.yamux.YamuxConfig;
import io.grapevine.testing.DocumentedCode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about the stack shows a program that works and the defaults that are in force. */
@Timeout(60)
class StackPageTest {

  private static final Path PAGE = Path.of("docs/libp2p.md");
  private static final String START = "<!-- defaults: start -->\n";
  private static final String END = "<!-- defaults: end -->";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String RENEW =
      "renew it with: ./mvnw test -Dtest=StackPageTest -Dpage.renew=true";

  @Test
  void theProgramOnThePageCompilesAndPrintsWhatThePageSays(@TempDir Path directory)
      throws Exception {
    DocumentedCode.compile("TwoPeers", DocumentedCode.firstBlock(PAGE), directory);

    assertThat(DocumentedCode.run("TwoPeers", directory, PATIENCE)).isEqualTo("HELLO\ngood news\n");
    assertThat(Files.readString(PAGE)).contains("```\nHELLO\ngood news\n```");
  }

  @Test
  void thePageListsTheDefaultsOfAllLimits() throws Exception {
    String page = Files.readString(PAGE);
    int start = page.indexOf(START) + START.length();
    String renewed = page.substring(0, start) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("page.renew")) {
      Files.writeString(PAGE, renewed);
    }

    assertThat(Files.readString(PAGE)).as(RENEW).isEqualTo(renewed);
  }

  private static String table() throws ReflectiveOperationException {
    GossipConfig gossip = GossipConfig.defaults();
    Map<String, Record> defaults = new LinkedHashMap<>();
    defaults.put("`ResourceLimits.Connections`", ResourceLimits.DEFAULT.connections());
    defaults.put("`ResourceLimits.Streams`", ResourceLimits.DEFAULT.streams());
    defaults.put("`HostConfig.Times`", HostConfig.DEFAULT.times());
    defaults.put("`YamuxConfig`", YamuxConfig.DEFAULT);
    defaults.put("`MeshSizes`", gossip.mesh());
    defaults.put("`GossipTimes`", gossip.times());
    defaults.put("`GossipLimits`", gossip.limits());
    defaults.put("`RpcLimits`", gossip.rpc());
    defaults.put("`QueueLimits`", gossip.queues());
    defaults.put("`ScoreThresholds`", gossip.score().thresholds());
    defaults.put("`PeerPolicy`", PeerPolicy.defaults());
    StringBuilder table =
        new StringBuilder("| Record (its Javadoc says more) | Defaults |\n|---|---|\n");
    for (Map.Entry<String, Record> each : defaults.entrySet()) {
      StringBuilder values = new StringBuilder();
      for (RecordComponent component : each.getValue().getClass().getRecordComponents()) {
        Object value = component.getAccessor().invoke(each.getValue());
        values.append(values.isEmpty() ? "" : ", ").append(component.getName());
        values.append(' ').append(shown(value));
      }
      table.append("| ").append(each.getKey()).append(" | ").append(values).append(" |\n");
    }
    return table.toString();
  }

  private static String shown(Object value) {
    if (value instanceof Duration time) {
      return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
    if (value instanceof Number number && !(value instanceof Double)) {
      long whole = number.longValue();
      if (whole >= 1 << 20 && whole % (1 << 20) == 0) {
        return (whole >> 20) + " Mi";
      }
      return whole >= 4096 && whole % 1024 == 0 ? (whole >> 10) + " Ki" : Long.toString(whole);
    }
    return String.valueOf(value);
  }
}
