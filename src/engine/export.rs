//! A thread, or a branch of it, as a file to keep or as text to paste.

mod forms;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::message::{Export, ExportForm, ExportTo, Exported, Report};
use super::program::ProgramError;
use super::{Crashed, Engine, off_the_loop};
use crate::model::article::Article;
use crate::model::comment::{Comment, State};
use crate::model::discussion::Discussion;
use crate::model::thread::Thread;
use crate::store::StoreError;
use crate::text::markdown::{escape, link, to_markdown};

/// Levels of answers that are indented; what is deeper names what it answers, as all do.
///
/// Every level is repeated on every line: without a bound a long chain would be a file of gigabytes.
const MAX_LEVELS: u32 = 8;

/// Letters of a title in a file's name.
const MAX_NAME_CHARS: usize = 60;

/// Files of one name and day, told apart by a number.
const MAX_SAME_NAME: u32 = 999;

/// Why a thread could not be exported.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A bug, contained.
    #[error(transparent)]
    Crashed(#[from] Crashed),
    /// It is no longer there.
    #[error("The comments are no longer in the library")]
    Gone,
    /// Nobody has said where files go.
    #[error("There is no folder for exports")]
    NoFolder,
    /// A program that was to take it.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// The file.
    #[error("{} could not be written: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Engine {
    /// Writes a discussion or a branch of it into a new file or for the clipboard.
    pub(super) async fn exported(&self, export: Export) -> Result<Report, ExportError> {
        let (to, form, is_branch) = (export.to, export.form, export.branch.is_some());
        let (Known { title, comments }, text) = self.export_text(export).await?;
        let to = match to {
            ExportTo::Clipboard => Exported::Text(text),
            ExportTo::File => {
                let folder = self.export_folder();
                let folder = folder.ok_or(ExportError::NoFolder)?.to_owned();
                let name = file_name(&title, is_branch, self.now());
                let written = off_the_loop(move || write_new(&folder, &name, form, &text));
                Exported::File(written.await??)
            }
        };
        Ok(Report::Exported { comments, to })
    }

    /// A discussion or a branch of it as text of the form that is wanted.
    pub(super) async fn export_text(&self, export: Export) -> Result<(Known, String), ExportError> {
        let article = export.article;
        let threads = self.threads(article).await?;
        let article = self
            .store()
            .read(move |reader| reader.article(article))
            .await?;
        let found = threads
            .into_iter()
            .find(|(discussion, _)| discussion.id == export.discussion);
        let (Some(article), Some((discussion, thread))) = (article, found) else {
            return Err(ExportError::Gone);
        };
        let range = match &export.branch {
            Some(branch) => {
                let at = thread.position(branch).ok_or(ExportError::Gone)?;
                at..thread.node(at).end
            }
            None => 0..thread.len(),
        };
        let known = Known {
            title: article.title.to_string(),
            comments: thread.range(range.start, range.end).size,
        };
        let write = match export.form {
            ExportForm::Markdown => document,
            ExportForm::Text => forms::text,
            ExportForm::Html => forms::html,
            ExportForm::Json => forms::data,
        };
        let text = off_the_loop(move || write(&article, &discussion, &thread, range)).await?;
        Ok((known, text))
    }
}

/// What is taken along.
pub(super) struct Known {
    /// The article's title.
    title: String,
    /// How many comments.
    comments: u32,
}

/// The whole text as Markdown.
fn document(
    article: &Article,
    discussion: &Discussion,
    thread: &Thread,
    range: std::ops::Range<usize>,
) -> String {
    let title = escape(article.title.as_str());
    let mut text = match &article.link {
        Some(url) => format!("# {}\n", link(&title, url.as_str())),
        None => format!("# {title}\n"),
    };
    if let Some(page) = &discussion.thread.page {
        text.push_str(&format!(
            "\nDiscussion: {}\n",
            link(&escape(page.as_str()), page.as_str())
        ));
    }
    let shallowest = thread
        .tree()
        .nodes
        .get(range.start)
        .map_or(0, |node| node.depth);
    for at in range {
        let level = thread
            .node(at)
            .depth
            .saturating_sub(shallowest)
            .min(MAX_LEVELS);
        let prefix = "> ".repeat(usize::try_from(level).unwrap_or(0));
        text.push('\n');
        let comment = thread.comment(at);
        let mut lines = vec![heading(thread, at), String::new()];
        lines.push(match comment.state {
            State::Visible => to_markdown(&comment.body),
            _ => "*not there to be read*".to_owned(),
        });
        for line in lines.iter().flat_map(|lines| lines.split('\n')) {
            text.push_str(format!("{prefix}{line}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// `**westbound** · 2026-11-24 20:30 UTC · +3 · in reply to gearhound · [#2](…)`.
fn heading(thread: &Thread, at: usize) -> String {
    let comment = thread.comment(at);
    let mut parts = vec![format!("**{}**", name(comment))];
    if let Some(written) = comment.published {
        let written = written.to_zoned(TimeZone::UTC);
        parts.push(written.strftime("%Y-%m-%d %H:%M UTC").to_string());
    }
    if let Some(score) = comment.score {
        parts.push(format!("{score:+}"));
    }
    if let Some(parent) = thread.parent(at) {
        parts.push(format!(
            "in reply to {} #{}",
            name(thread.comment(parent)),
            parent + 1
        ));
    }
    let number = format!("#{}", at + 1);
    parts.push(match &comment.permalink {
        Some(url) => link(&number, url.as_str()),
        None => number,
    });
    parts.join(" · ")
}

fn name(comment: &Comment) -> String {
    escape(name_of(comment))
}

/// An author's name.
fn name_of(comment: &Comment) -> &str {
    let name = comment.author.as_ref().filter(|name| !name.is_empty());
    name.map_or("anonymous", |name| name.as_str())
}

/// `2026-11-25-infiniti-production-to-leave-japan`: letters and digits of the title only, so that the
/// name means nothing to a shell or a file system.
fn file_name(title: &str, is_branch: bool, now: Timestamp) -> String {
    let day = now.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
    let words = title.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let slug: String = words.join("-").chars().take(MAX_NAME_CHARS).collect();
    let slug = match slug.trim_matches('-') {
        "" => "thread",
        slug => slug,
    };
    let branch = if is_branch { "-branch" } else { "" };
    format!("{day}-{slug}{branch}")
}

/// Writes a file that was not there before; returns where it is. Nothing is overwritten.
fn write_new(
    folder: &Path,
    name: &str,
    form: ExportForm,
    text: &str,
) -> Result<PathBuf, ExportError> {
    let failed = |path: &Path, source| ExportError::File {
        path: path.to_owned(),
        source,
    };
    let ending = match form {
        ExportForm::Markdown => "md",
        ExportForm::Text => "txt",
        ExportForm::Html => "html",
        ExportForm::Json => "json",
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for number in 1..=MAX_SAME_NAME {
        let path = match number {
            1 => folder.join(format!("{name}.{ending}")),
            number => folder.join(format!("{name}-{number}.{ending}")),
        };
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(failed(&path, error)),
        };
        let written = file.write_all(text.as_bytes());
        return match written {
            Ok(()) => Ok(path),
            Err(error) => Err(failed(&path, error)),
        };
    }
    Err(failed(folder, io::ErrorKind::AlreadyExists.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_made_of_letters_and_digits() {
        let now = "2026-11-25T09:30:00Z".parse().unwrap();
        assert_eq!(
            file_name("../Night Train: $(rm) Größe?", false, now),
            "2026-11-25-night-train-rm-größe"
        );
        assert_eq!(file_name("…", true, now), "2026-11-25-thread-branch");
        assert!(file_name(&"x".repeat(500), false, now).len() < 90);
    }

    #[test]
    fn a_second_export_of_one_day_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let exports = folder.path().join("export");
        let first = write_new(&exports, "a", ExportForm::Markdown, "one").unwrap();
        let second = write_new(&exports, "a", ExportForm::Markdown, "two").unwrap();
        assert_eq!(fs::read_to_string(first).unwrap(), "one");
        assert_eq!(second, exports.join("a-2.md"));
        assert_eq!(fs::read_to_string(second).unwrap(), "two");
    }
}
