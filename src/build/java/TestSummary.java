import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints what the reports of a test run say: totals for each folder, each failure, and each skipped
 * test with its reason. Ends with 1 if something failed, or if one of the classes named behind
 * {@code --must-run} did not run.
 */
final class TestSummary {
  private final DocumentBuilder parser;
  private final List<String> failures = new ArrayList<>();
  private final List<String> skips = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();

  private TestSummary() throws Exception {
    parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
  }

  public static void main(String... arguments) throws Exception {
    List<String> mustRun = new ArrayList<>();
    TestSummary summary = new TestSummary();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--must-run")) {
        i++;
        mustRun.addAll(Arrays.asList(arguments[i].split(",", -1)));
      } else {
        summary.read(new File(arguments[i]));
      }
    }
    System.exit(summary.report(mustRun) ? 0 : 1);
  }

  private void read(File folder) throws Exception {
    File[] reports = folder.listFiles((parent, name) -> name.matches("TEST-.*\\.xml"));
    int tests = 0;
    int failuresBefore = failures.size();
    int skipsBefore = skips.size();
    double seconds = 0;
    for (File report : reports == null ? new File[0] : reports) {
      Element suite = parser.parse(report).getDocumentElement();
      seconds += Double.parseDouble(suite.getAttribute("time").replace(",", ""));
      NodeList cases = suite.getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        tests++;
        count((Element) cases.item(i));
      }
    }
    System.out.printf(
        "%s: %d tests, %d failed, %d skipped, %.0f s%n",
        folder.getName(),
        tests,
        failures.size() - failuresBefore,
        skips.size() - skipsBefore,
        seconds);
  }

  private void count(Element test) {
    String name = test.getAttribute("classname") + "." + test.getAttribute("name");
    Element failure = first(test, "failure", "error");
    Element skip = first(test, "skipped");
    if (failure != null) {
      failures.add(name + ": " + firstLine(failure));
    } else if (skip != null) {
      skips.add(name + ": " + firstLine(skip));
    } else {
      ran.add(test.getAttribute("classname").replaceFirst(".*\\.", ""));
    }
  }

  private boolean report(List<String> mustRun) {
    failures.forEach(line -> System.out.println("  failed: " + line));
    skips.forEach(line -> System.out.println("  skipped: " + line));
    boolean good = failures.isEmpty();
    for (String name : mustRun) {
      if (!ran.contains(name)) {
        System.out.println("  did not run, but has to: " + name);
        good = false;
      }
    }
    return good && !ran.isEmpty();
  }

  private static Element first(Element test, String... tags) {
    for (String tag : tags) {
      NodeList found = test.getElementsByTagName(tag);
      if (found.getLength() > 0) {
        return (Element) found.item(0);
      }
    }
    return null;
  }

  private static String firstLine(Element element) {
    String message = element.getAttribute("message");
    String text = message.isEmpty() ? element.getTextContent().strip() : message;
    return text.lines().findFirst().orElse("no message");
  }
}
