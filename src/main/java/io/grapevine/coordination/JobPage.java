package io.grapevine.coordination;

import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list of jobs, the newest first.
 *
 * @param next to be passed as {@link JobQuery#before} for the next page; absent on the last one
 */
public record JobPage(List<Job> jobs, @Nullable JobId next) {}
