package io.grapevine.libp2p.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/**
 * Names as the operating system resolves them, and TXT records from the name servers that it is
 * configured with. The JDK keeps addresses for {@code networkaddress.cache.ttl} seconds (30 unless
 * set), which bounds how soon a new peer behind a name is seen.
 */
final class SystemResolver implements NameResolver {
  /** Waits at most 2 s for each try, twice the wait of the one before. */
  private static final String FIRST_WAIT_MILLIS = "2000";

  private static final String TRIES = "2";
  private static final String TXT = "TXT";

  @Override
  public List<InetAddress> resolve(String name) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(name));
  }

  // JNDI wants a Hashtable. Its provider for DNS returns texts and deserialises nothing.
  @SuppressWarnings({"JdkObsolete", "BanJNDI"})
  @Override
  public List<String> texts(String name) throws UnknownHostException {
    Hashtable<String, String> settings = new Hashtable<>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.put("com.sun.jndi.dns.timeout.initial", FIRST_WAIT_MILLIS);
    settings.put("com.sun.jndi.dns.timeout.retries", TRIES);
    try {
      DirContext servers = new InitialDirContext(settings);
      try {
        return read(servers.getAttributes("dns:/" + name, new String[] {TXT}).get(TXT));
      } finally {
        servers.close();
      }
    } catch (NamingException e) {
      UnknownHostException failure =
          new UnknownHostException("no TXT records of " + name + ": " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private static List<String> read(@Nullable Attribute records) throws NamingException {
    List<String> texts = new ArrayList<>();
    if (records == null) {
      return texts;
    }
    NamingEnumeration<?> all = records.getAll();
    while (all.hasMore() && texts.size() < BootstrapAddress.RESOLVED_MAX) {
      texts.add(unquoted(String.valueOf(all.next())));
    }
    return texts;
  }

  /** A text with special characters comes in quotes. */
  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
