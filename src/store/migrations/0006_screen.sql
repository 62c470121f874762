-- How the screen was left, for the next start: one row, in the screen's own words (JSON).
CREATE TABLE screen (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL
) STRICT;
