package io.grapevine.worker;

import io.grapevine.job.WorkType;

/** One seat that somebody has. */
record Holding(WorkType type, Seat seat) {}
