-- Mutes of branches that end by themselves, and authors who stay lit up.

-- Until when the branch that begins here is muted; NULL for good.
ALTER TABLE comment ADD COLUMN muted_until INTEGER;
-- Branches that are muted.
CREATE INDEX comment_muted ON comment (discussion) WHERE muted = 1;

-- Authors whose comments are lit up wherever they write.
CREATE TABLE author_kept (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
