-- Watching, discussions elsewhere and of the same story, continuations, mutes that can be taken back, edits.

ALTER TABLE article ADD COLUMN watched INTEGER NOT NULL DEFAULT 0;
-- What all addresses of the same article have in common; articles of several feeds share by it.
ALTER TABLE article ADD COLUMN story TEXT;
UPDATE article SET story = story_of(link) WHERE link IS NOT NULL;
CREATE INDEX article_by_story ON article (story) WHERE story IS NOT NULL;

-- Known from a service that was asked for the article's address.
ALTER TABLE discussion ADD COLUMN is_elsewhere INTEGER NOT NULL DEFAULT 0;
-- The one of several that the reader looked at last.
ALTER TABLE discussion ADD COLUMN is_chosen INTEGER NOT NULL DEFAULT 0;
-- What would bring more: a JSON array, NULL where there is nothing.
ALTER TABLE discussion ADD COLUMN continuations TEXT;
-- What the article's feed counted when this was loaded.
ALTER TABLE discussion ADD COLUMN feed_count INTEGER;

-- Read by a mute, not by the reader: unread again when the reader ends the mute.
ALTER TABLE comment ADD COLUMN hushed INTEGER NOT NULL DEFAULT 0;
-- The branch that begins here: its discussion is asked for by itself.
ALTER TABLE comment ADD COLUMN watched INTEGER NOT NULL DEFAULT 0;

-- The text before its last edit.
ALTER TABLE comment_body ADD COLUMN before TEXT;

-- The latest comments over all articles.
CREATE INDEX comment_by_time ON comment (coalesce(published, first_seen));

-- What mutes have read.
CREATE INDEX comment_hushed ON comment (discussion) WHERE hushed = 1;

-- Branches that are watched.
CREATE INDEX comment_watched ON comment (discussion) WHERE watched = 1;

-- Services that were asked where an article is discussed, so that none is asked again before the time.
CREATE TABLE asked (
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    service TEXT NOT NULL,
    until   INTEGER NOT NULL,
    found   INTEGER NOT NULL,
    PRIMARY KEY (article, service)
) STRICT, WITHOUT ROWID;

-- Authors whom the reader wants to hear no more of; feed is 0 for everywhere.
CREATE TABLE author_mute (
    name  TEXT NOT NULL,
    feed  INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (name, feed)
) STRICT, WITHOUT ROWID;
