-- Comments that the reader keeps.

ALTER TABLE comment ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
CREATE INDEX comment_starred ON comment (discussion) WHERE starred = 1;
