-- Names of folders may hold what parts them: a backslash stands in front of a slash, a comma and a
-- backslash that belong to a name. Before, names had neither slash nor comma.
UPDATE feed SET folder = replace(folder, '\', '\\') WHERE folder LIKE '%\%';

-- Searches of other readers, in their own languages, until there are views to make of them.
CREATE TABLE saved_query (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL
) STRICT;
