package org.rsvpplatform.kit.act.benchmark;

/** A backend whose provider can be put under a bounded load of our own. */
public interface Benchmarkable {
    Benchmark benchmark();
}
