//! Values in columns: times, addresses, safe text, and the words for states.

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::model::comment::{Kind, Precision, Roles, State, Trust};
use crate::model::discussion::{Access, SourceOrder};
use crate::model::folder::Folders;
use crate::model::safe::SafeText;

/// A time as it is stored: microseconds since 1970.
pub(super) fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// A time as it will be read back; what a caller is given must equal what the store will say later.
pub(super) fn stored(time: Timestamp) -> Timestamp {
    from_micros(micros(time))
}

/// A stored time; one outside the calendar (a damaged row) is the nearest inside it.
pub(super) fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(from_micros)
}

pub(super) fn time_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(from_micros))
}

/// Text that was safe when it was stored.
///
/// It is cleaned again, in the cheap way that changes nothing of safe text: another program may have
/// written to the file.
pub(super) fn safe(row: &Row<'_>, column: usize) -> rusqlite::Result<SafeText> {
    Ok(SafeText::verbatim(row.get_ref(column)?.as_str()?))
}

pub(super) fn safe_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<SafeText>> {
    let text = row.get_ref(column)?.as_str_or_null()?;
    Ok(text.map(SafeText::verbatim))
}

/// The folders of a feed, as they were written.
pub(super) fn folders_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Folders>> {
    let text = row.get_ref(column)?.as_str_or_null()?;
    Ok(text.and_then(Folders::read))
}

/// An address; none where it does not parse any more.
pub(super) fn url_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Url>> {
    let text = row.get_ref(column)?.as_str_or_null()?;
    Ok(text.and_then(|text| Url::parse(text).ok()))
}

/// An address that a row cannot be without.
pub(super) fn url(row: &Row<'_>, column: usize) -> rusqlite::Result<Url> {
    Url::parse(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// JSON of a value of ours. Those have no maps with other keys than text, the only way to fail.
pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A value from JSON; empty where it cannot be read, which the next poll makes good.
pub(super) fn json_or_default<T: DeserializeOwned + Default>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let Some(json) = row.get_ref(column)?.as_str_or_null()? else {
        return Ok(T::default());
    };
    Ok(serde_json::from_str(json).unwrap_or_else(|error| {
        tracing::warn!(%error, "a stored value cannot be read");
        T::default()
    }))
}

/// A state that is stored as a word, so that other tools can read it.
pub(super) trait Word: Sized {
    fn word(self) -> &'static str;
    fn from_word(word: &str) -> Option<Self>;
}

/// The value whose word is in a column.
pub(super) fn word<T: Word>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word = row.get_ref(column)?.as_str()?;
    T::from_word(word).ok_or_else(|| {
        let reason = format!("unknown word {word:?}");
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, reason.into())
    })
}

macro_rules! words {
    ($type:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl Word for $type {
            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

words!(State {
    Visible = "visible",
    Deleted = "deleted",
    Removed = "removed",
    Hidden = "hidden",
    Unloaded = "unloaded",
});
words!(Kind {
    Comment = "comment",
    Ping = "ping",
    SystemNote = "note",
});
words!(Trust {
    Stated = "stated",
    Derived = "derived",
    Guessed = "guessed",
});
words!(Precision {
    Second = "second",
    Day = "day",
    Relative = "relative",
});
words!(SourceOrder {
    Oldest = "oldest",
    Newest = "newest",
    Ranked = "ranked",
    Unknown = "unknown",
});

/// Who may write in a discussion, as the column `closed` has it; it began as a truth value.
pub(super) fn access_number(access: Access) -> i64 {
    match access {
        Access::Open => 0,
        Access::Closed => 1,
        Access::LoginNeeded => 2,
    }
}

/// What [`access_number`] stored.
pub(super) fn access(number: i64) -> Access {
    match number {
        1 => Access::Closed,
        2 => Access::LoginNeeded,
        _ => Access::Open,
    }
}

/// An author's standing as bits, as the migration documents them.
pub(super) fn role_bits(roles: Roles) -> i64 {
    i64::from(roles.author)
        | i64::from(roles.moderator) << 1
        | i64::from(roles.staff) << 2
        | i64::from(roles.bot) << 3
}

/// The standing that [`role_bits`] stored.
pub(super) fn roles(bits: i64) -> Roles {
    Roles {
        author: bits & 1 != 0,
        moderator: bits & 2 != 0,
        staff: bits & 4 != 0,
        bot: bits & 8 != 0,
    }
}
