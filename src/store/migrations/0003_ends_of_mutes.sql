-- Mutes of branches that end by themselves.

-- Until when the branch that begins here is muted; NULL for good.
ALTER TABLE comment ADD COLUMN muted_until INTEGER;
-- Branches that are muted.
CREATE INDEX comment_muted ON comment (discussion) WHERE muted = 1;
