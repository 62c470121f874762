-- What programs write for no date was taken for one: years before 1900, and the day around 1970-01-01T00:00Z.
UPDATE article SET published = NULL, date = first_seen
WHERE published < -2208902400000000 OR (published > -86400000000 AND published < 86400000000);
