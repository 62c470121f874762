-- Times are microseconds since 1970 in UTC. Ids are never used twice: the journal refers to them.

CREATE TABLE feed (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    url            TEXT NOT NULL UNIQUE,
    title          TEXT NOT NULL,
    -- The reader's own title, which stands before the publisher's.
    own_title      TEXT,
    -- As OPML's category: paths of folders parted by slashes, several parted by commas.
    folder         TEXT,
    site           TEXT,
    added          INTEGER NOT NULL,
    -- Set when the reader unsubscribes; subscribing again brings articles and marks back.
    removed        INTEGER,
    tried          INTEGER,
    succeeded      INTEGER,
    failures       INTEGER NOT NULL DEFAULT 0,
    error          TEXT,
    next_poll      INTEGER,
    -- Why then, in words for the reader.
    reason         TEXT,
    -- Set while the reader lets it rest, and once its publisher has ended it (410).
    paused         INTEGER,
    gone           INTEGER,
    -- What its document asks for: minutes between visits, and hours and days without (bits).
    wait_minutes   INTEGER,
    skips          INTEGER NOT NULL DEFAULT 0,
    -- A permanent redirect that awaits confirmation: where to, since when, seen by how many polls.
    moving_to      TEXT,
    moving_since   INTEGER,
    moving_polls   INTEGER NOT NULL DEFAULT 0,
    -- The next page of its older articles; empty where all of them are here.
    older_page     TEXT,
    -- What asking for it has cost; a 304 saves as many bytes as the last document had.
    requests       INTEGER NOT NULL DEFAULT 0,
    bytes          INTEGER NOT NULL DEFAULT 0,
    unchanged      INTEGER NOT NULL DEFAULT 0,
    saved_bytes    INTEGER NOT NULL DEFAULT 0,
    document_bytes INTEGER NOT NULL DEFAULT 0,
    -- The comment source that worked last for this feed.
    comment_source TEXT
) STRICT;

-- The last polls of each feed: what the reader sees as its history.
CREATE TABLE poll (
    feed  INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    at    INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (feed, at)
) STRICT, WITHOUT ROWID;

-- What a server said about one address, for the next conditional request.
CREATE TABLE validator (
    url           TEXT PRIMARY KEY,
    etag          TEXT,
    last_modified TEXT,
    body_hash     INTEGER,
    at            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Hosts that asked for silence (429, 503), kept so that a restart does not break it.
CREATE TABLE silence (
    host  TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    feed            INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    read            INTEGER NOT NULL DEFAULT 0,
    starred         INTEGER NOT NULL DEFAULT 0,
    -- The stated time, never later than the first sight: what lists are ordered by.
    date            INTEGER NOT NULL,
    published       INTEGER,
    first_seen      INTEGER NOT NULL,
    -- The count that the feed states, and the counts over all discussions, kept here for the list.
    feed_count      INTEGER,
    comments_stated INTEGER,
    comments_loaded INTEGER NOT NULL DEFAULT 0,
    comments_unread INTEGER NOT NULL DEFAULT 0,
    comments_new    INTEGER NOT NULL DEFAULT 0,
    title           TEXT NOT NULL,
    author          TEXT,
    link            TEXT,
    -- guid, else canonical link, else a hash of the content; unique inside the feed.
    identity        TEXT NOT NULL,
    UNIQUE (feed, identity)
) STRICT;

CREATE INDEX article_by_date ON article (date);
CREATE INDEX article_by_feed ON article (feed, date);
CREATE INDEX article_by_link ON article (link) WHERE link IS NOT NULL;
CREATE INDEX article_unread ON article (date, feed) WHERE read = 0;
CREATE INDEX article_unread_by_feed ON article (feed, date) WHERE read = 0;
CREATE INDEX article_starred ON article (date) WHERE starred = 1;

-- Apart from the articles, so that marking all of them does not rewrite their bodies.
CREATE TABLE article_body (
    article    INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    clues      TEXT NOT NULL,
    categories TEXT NOT NULL,
    enclosures TEXT NOT NULL,
    -- None after pruning.
    html       TEXT
) STRICT;

CREATE TABLE discussion (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    article         INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    source          TEXT NOT NULL,
    scope           TEXT NOT NULL,
    locator         TEXT NOT NULL,
    page            TEXT,
    total_stated    INTEGER,
    complete        INTEGER NOT NULL DEFAULT 0,
    closed          INTEGER NOT NULL DEFAULT 0,
    source_order    TEXT NOT NULL DEFAULT 'unknown',
    first_loaded    INTEGER,
    loaded          INTEGER,
    tried           INTEGER,
    left_at         INTEGER,
    -- The end of the visit before the last.
    left_before     INTEGER,
    error           TEXT,
    comments_loaded INTEGER NOT NULL DEFAULT 0,
    comments_unread INTEGER NOT NULL DEFAULT 0,
    comments_new    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (article, source, scope)
) STRICT;

CREATE TABLE comment (
    node          INTEGER PRIMARY KEY,
    discussion    INTEGER NOT NULL REFERENCES discussion (id) ON DELETE CASCADE,
    id            TEXT NOT NULL,
    read          INTEGER NOT NULL DEFAULT 0,
    fold          INTEGER,
    -- The branch that begins here: what comes into it is read.
    muted         INTEGER NOT NULL DEFAULT 0,
    first_seen    INTEGER NOT NULL,
    -- Complete answers in a row that lacked it; with the second it is gone.
    absences      INTEGER NOT NULL DEFAULT 0,
    state         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    parent        TEXT,
    parent_trust  TEXT NOT NULL,
    -- A JSON array of ids, nearest first; none where there are none.
    ancestors     TEXT,
    author        TEXT,
    author_url    TEXT,
    -- Bits: 1 wrote the article, 2 moderates, 4 belongs to the site, 8 is a program.
    roles         INTEGER NOT NULL,
    published     INTEGER,
    precision     TEXT NOT NULL,
    edited        INTEGER NOT NULL,
    edited_at     INTEGER,
    score         INTEGER,
    permalink     TEXT,
    seq           INTEGER NOT NULL,
    UNIQUE (discussion, id)
) STRICT;

-- Serves the counts of unread and of new comments; pings are not conversation and not counted. Holds
-- every column that those counts name, so that they do not visit the comments themselves.
CREATE INDEX comment_unread ON comment (discussion, first_seen, read, state, kind)
    WHERE read = 0 AND state = 'visible' AND kind <> 'ping';

CREATE TABLE comment_body (
    node INTEGER PRIMARY KEY REFERENCES comment (node) ON DELETE CASCADE,
    html TEXT NOT NULL
) STRICT;

-- A way to comments that a host has shut, so that it is not knocked at again before the time.
CREATE TABLE refusal (
    host   TEXT NOT NULL,
    source TEXT NOT NULL,
    until  INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (host, source)
) STRICT, WITHOUT ROWID;

-- What the reader did, with its inverse. Those undone stand behind those in force until a new deed
-- cuts them off.
CREATE TABLE deed (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    undone  INTEGER,
    bytes   INTEGER NOT NULL,
    label   TEXT NOT NULL,
    changes TEXT NOT NULL,
    inverse TEXT NOT NULL
) STRICT;
