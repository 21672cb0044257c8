package io.grapevine.execution;

/**
 * What the runner counted since it was made, for meters.
 *
 * @param running runs that are under way now
 * @param started runs ever started
 * @param crashed runs whose handler threw something other than a verdict
 * @param outOfMemory those of them in which memory ran out
 * @param abandoned runs whose handler did not heed its interrupt in time
 * @param abandonedAlive threads of such runs that are still there now
 */
public record RunnerFigures(
    int running,
    long started,
    long crashed,
    long outOfMemory,
    long abandoned,
    int abandonedAlive) {}
