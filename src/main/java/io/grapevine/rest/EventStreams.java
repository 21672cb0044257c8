package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.CoordinationService.Watch;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.rest.model.EventView;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends histories as server-sent events (WHATWG HTML section 9.2), each on the thread of its
 * request.
 *
 * <p>A stream keeps no events of its own: the watch only wakes it up, and it reads on in the
 * history from the place that the client has. A client that reads slowly therefore costs no memory
 * and misses nothing, and a wake-up that comes before its entry can be read is made good by the
 * next heartbeat.
 */
@Component
final class EventStreams {
  private final CoordinationService service;
  private final JsonMapper json;
  private final Duration heartbeat;
  private final Semaphore places;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  EventStreams(CoordinationService service, JsonMapper json, RestProperties properties) {
    this.service = service;
    this.json = json;
    this.heartbeat = properties.eventStreamHeartbeat();
    this.places = new Semaphore(properties.eventStreamsMax());
  }

  /**
   * Sends the history behind the given entry, and goes on until the job is over or the client is
   * gone.
   *
   * @param sent number of the last entry that the client has
   * @return false if too many streams are open; nothing was sent then
   */
  boolean send(JobId job, int sent, HttpServletResponse response) {
    if (!places.tryAcquire()) {
      return false;
    }
    Stream stream = new Stream(job, sent);
    open.add(stream);
    try (Watch _ = service.watch(job, _ -> stream.wakeUp())) {
      stream.run(response);
    } catch (IOException clientGone) {
      // Nobody is left to be told.
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(stream);
      places.release();
    }
    return true;
  }

  /** Streams that are open. */
  int openCount() {
    return open.size();
  }

  /** Lets the web server stop without waiting for clients that only listen. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    open.forEach(Stream::close);
  }

  /** One stream. */
  private final class Stream {
    private final JobId job;
    private final Semaphore wakeUps = new Semaphore(0);
    private int sent;
    private volatile boolean closed;

    Stream(JobId job, int sent) {
      this.job = job;
      this.sent = sent;
    }

    void wakeUp() {
      if (wakeUps.availablePermits() == 0) {
        wakeUps.release();
      }
    }

    void close() {
      closed = true;
      wakeUp();
    }

    void run(HttpServletResponse response) throws IOException, InterruptedException {
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
      response.setCharacterEncoding(UTF_8);
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      OutputStream out = response.getOutputStream();
      while (!closed && !sendNews(out)) {
        out.flush();
        if (!wakeUps.tryAcquire(heartbeat.toNanos(), TimeUnit.NANOSECONDS)) {
          out.write(":\n\n".getBytes(UTF_8));
        }
      }
      out.flush();
    }

    /** Sends what the client does not have yet; whether that was the end of the history. */
    private boolean sendNews(OutputStream out) throws IOException {
      List<JobEvent> history = service.history(job);
      while (sent < history.size()) {
        JobEvent event = history.get(sent);
        sent++;
        EventView view = EventView.of(sent, event);
        String text =
            "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(sent, view.kind(), json.writeValueAsString(view));
        out.write(text.getBytes(UTF_8));
      }
      return history.isEmpty() || history.getLast() instanceof JobEvent.Concluded;
    }
  }
}
