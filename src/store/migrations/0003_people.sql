-- Mutes of branches that end by themselves, authors who stay lit up, and a day's requests to each host.

-- Until when the branch that begins here is muted; NULL for good.
ALTER TABLE comment ADD COLUMN muted_until INTEGER;
-- Branches that are muted.
CREATE INDEX comment_muted ON comment (discussion) WHERE muted = 1;

-- Authors whose comments are lit up wherever they write.
CREATE TABLE author_kept (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Requests for comments on the day (since 1970) on which a host was asked last.
CREATE TABLE asked_today (
    host     TEXT PRIMARY KEY,
    day      INTEGER NOT NULL,
    requests INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
