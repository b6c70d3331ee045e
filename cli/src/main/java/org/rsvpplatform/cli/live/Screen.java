package org.rsvpplatform.cli.live;

import java.util.List;

/** A terminal that is drawn on as a whole, and whose keys are read one by one. */
interface Screen extends AutoCloseable {
    /** Columns and rows, each at least 1. */
    record Size(int columns, int rows) {}

    Size size();

    /** Draws these lines, as many as there are rows. */
    void show(List<String> lines);

    /** Waits for a key; negative when none can come any more. */
    int key();

    /** Gives the terminal back as it was. */
    @Override
    void close();
}
