-- Articles of which the reader wants to hear no more.

ALTER TABLE article ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
-- Read by a mute of the article or of its author, not by the reader: unread again when that ends.
ALTER TABLE article ADD COLUMN hushed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX article_hushed ON article (author) WHERE hushed = 1;
