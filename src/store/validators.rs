//! What servers said about addresses, for conditional requests (RFC 9110 section 13).

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::micros;
use super::error::StoreError;

/// What one answer said of itself. Always from one answer: an entity tag of one and a date of another
/// could hide a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`, as sent, with quotes and weakness mark.
    pub etag: Option<String>,
    /// `Last-Modified`, as sent: servers compare it as text.
    pub last_modified: Option<String>,
    /// Hash of the body, to notice an unchanged one from servers that send no validators.
    pub body_hash: Option<u64>,
}

impl Reader<'_> {
    /// What is known of an address.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn validators(&self, url: &Url) -> Result<Option<Validators>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT etag, last_modified, body_hash FROM validator WHERE url = ?1",
        )?;
        let found = statement.query_row([url.as_str()], |row| {
            Ok(Validators {
                etag: row.get(0)?,
                last_modified: row.get(1)?,
                body_hash: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
            })
        });
        Ok(found.optional()?)
    }
}

impl Writer<'_> {
    /// Replaces everything known of an address by what the newest answer said; an answer that said
    /// nothing leaves nothing.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn set_validators(
        &mut self,
        url: &Url,
        validators: &Validators,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if *validators == Validators::default() {
            self.connection
                .prepare_cached("DELETE FROM validator WHERE url = ?1")?
                .execute([url.as_str()])?;
            return Ok(());
        }
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO validator (url, etag, last_modified, body_hash, at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                url.as_str(),
                validators.etag,
                validators.last_modified,
                validators.body_hash.map(u64::cast_signed),
                micros(now),
            ])?;
        Ok(())
    }

    /// Forgets what was said before `before`: addresses of threads that nobody asks for any more.
    /// Returns how many addresses were forgotten.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn forget_validators(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM validator WHERE at < ?1")?;
        Ok(statement.execute([micros(before)])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn validators_are_replaced_as_a_whole_so_that_no_half_of_an_old_answer_stays() {
        let store = Store::in_memory().unwrap();
        let url = Url::parse("https://example.org/feed").unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let first = Validators {
            etag: Some("W/\"a\"".into()),
            last_modified: Some("Thu, 05 Apr 2012 12:00:00 GMT".into()),
            body_hash: Some(u64::MAX - 5),
        };
        let second = Validators {
            etag: None,
            ..first.clone()
        };
        store
            .write_blocking(move |writer| {
                assert_eq!(writer.validators(&url)?, None);
                writer.set_validators(&url, &first, now)?;
                assert_eq!(writer.validators(&url)?, Some(first));
                writer.set_validators(&url, &second, now)?;
                assert_eq!(writer.validators(&url)?, Some(second));
                writer.set_validators(&url, &Validators::default(), now)?;
                assert_eq!(writer.validators(&url)?, None);
                Ok(())
            })
            .unwrap();
    }
}
