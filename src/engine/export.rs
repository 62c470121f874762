//! An article with its comments, a thread, or a branch of it, as a file to keep or as text to paste.

mod forms;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::message::{Export, ExportForm, ExportTo, ExportWhat, Exported, Report};
use super::program::ProgramError;
use super::{Engine, JobError, off_the_loop};
use crate::model::article::Article;
use crate::model::comment::{Comment, State};
use crate::model::discussion::Discussion;
use crate::model::safe::{GatedHtml, SafeText};
use crate::model::thread::Thread;
use crate::store::StoreError;
use crate::text::count::counted;
use crate::text::markdown::{escape, link, to_markdown};

/// Levels of answers that are indented; what is deeper names what it answers, as all do.
///
/// Every level is repeated on every line: without a bound a long chain would be a file of gigabytes.
const MAX_LEVELS: u32 = 8;

/// Letters of a title in a file's name.
const MAX_NAME_CHARS: usize = 60;

/// Files of one name and day, told apart by a number.
const MAX_SAME_NAME: u32 = 999;

/// Why something could not be exported.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A bug, contained.
    #[error(transparent)]
    Job(#[from] JobError),
    /// It is no longer there.
    #[error("It is no longer in the library")]
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
    /// Writes an article, a discussion or a branch of it into a new file or for the clipboard.
    pub(super) async fn exported(&self, export: Export) -> Result<Report, ExportError> {
        let (to, form) = (export.to, export.form);
        let is_branch = matches!(export.what, ExportWhat::Branch(..));
        let document = self.taken_along(export).await?;
        let (title, comments) = (document.article.title.to_string(), document.comments());
        let article = document.of.is_some();
        let text = off_the_loop(move || document.written(form)).await?;
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
        Ok(Report::Exported {
            article,
            comments,
            to,
        })
    }

    /// What is to be exported as text of the form that is wanted.
    pub(super) async fn export_text(&self, export: Export) -> Result<String, ExportError> {
        let form = export.form;
        let document = self.taken_along(export).await?;
        Ok(off_the_loop(move || document.written(form)).await?)
    }

    /// All that an export takes along, from the store.
    async fn taken_along(&self, export: Export) -> Result<Document, ExportError> {
        let id = export.article;
        let threads = self.threads(id).await?;
        let known = self.store().read(move |reader| {
            let Some(article) = reader.article(id)? else {
                return Ok(None);
            };
            let feed = reader.feed(article.feed)?;
            Ok(Some((article, feed, reader.body(id)?)))
        });
        let (article, feed, body) = known.await?.ok_or(ExportError::Gone)?;
        let mut of = None;
        let parts = match export.what {
            ExportWhat::Article => {
                of = Some(Text {
                    feed: feed.map(|feed| feed.title).unwrap_or_default(),
                    body: body.map(|body| body.html).unwrap_or_default(),
                });
                let threads = threads.into_iter();
                let filled = threads.filter(|(_, thread)| !thread.is_empty());
                filled
                    .map(|(discussion, thread)| Part::whole(discussion, thread))
                    .collect()
            }
            ExportWhat::Thread(wanted) => {
                let mut threads = threads.into_iter();
                let found = threads.find(|(discussion, _)| discussion.id == wanted);
                let (discussion, thread) = found.ok_or(ExportError::Gone)?;
                vec![Part::whole(discussion, thread)]
            }
            ExportWhat::Branch(wanted, branch) => {
                let mut threads = threads.into_iter();
                let found = threads.find(|(discussion, _)| discussion.id == wanted);
                let (discussion, thread) = found.ok_or(ExportError::Gone)?;
                let at = thread.position(&branch).ok_or(ExportError::Gone)?;
                vec![Part {
                    range: at..thread.node(at).end,
                    discussion,
                    thread,
                }]
            }
        };
        Ok(Document { article, of, parts })
    }
}

/// What is taken along.
struct Document {
    article: Article,
    /// The article's text, where that is wanted.
    of: Option<Text>,
    parts: Vec<Part>,
}

/// An article's text and where it is from.
struct Text {
    feed: SafeText,
    body: GatedHtml,
}

/// Comments of one discussion.
struct Part {
    discussion: Discussion,
    thread: Thread,
    range: Range<usize>,
}

impl Part {
    fn whole(discussion: Discussion, thread: Thread) -> Self {
        Self {
            range: 0..thread.len(),
            discussion,
            thread,
        }
    }

    /// How many comments.
    fn count(&self) -> u32 {
        self.thread.range(self.range.start, self.range.end).size
    }

    /// The depth of the first comment, from which levels are counted.
    fn shallowest(&self) -> u32 {
        self.depth(self.range.start)
    }

    fn depth(&self, at: usize) -> u32 {
        let nodes = &self.thread.tree().nodes;
        nodes.get(at).map_or(0, |node| node.depth)
    }
}

impl Document {
    /// How many comments.
    fn comments(&self) -> u32 {
        self.parts.iter().map(Part::count).sum()
    }

    fn written(&self, form: ExportForm) -> String {
        match form {
            ExportForm::Markdown => self.markdown(),
            ExportForm::Text => forms::text(self),
            ExportForm::Html => forms::html(self),
            ExportForm::Json => forms::data(self),
        }
    }

    /// `news desk · car-news blog · 2026-11-24 18:30 UTC`: who wrote the article, where and when, as far as
    /// that is known.
    fn by_line(&self, feed: &SafeText) -> String {
        let article = &self.article;
        let author = article.author.as_ref().map(SafeText::as_str);
        let parts = [
            author.unwrap_or_default(),
            feed.as_str(),
            &minute(article.date()),
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" · ")
    }

    /// The whole text as Markdown.
    fn markdown(&self) -> String {
        let title = escape(self.article.title.as_str());
        let mut text = match &self.article.link {
            Some(url) => format!("# {}\n", link(&title, url.as_str())),
            None => format!("# {title}\n"),
        };
        if let Some(Text { feed, body }) = &self.of {
            text.push_str(&format!("\n*{}*\n", escape(&self.by_line(feed))));
            if !body.is_empty() {
                text.push_str(&format!("\n{}\n", to_markdown(body)));
            }
        }
        for part in &self.parts {
            if self.of.is_some() {
                text.push_str(&format!(
                    "\n## {}\n",
                    counted(part.count(), "comment", "comments")
                ));
            }
            write_comments(&mut text, part);
        }
        text
    }
}

fn minute(time: Timestamp) -> String {
    let time = time.to_zoned(TimeZone::UTC);
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Comments as Markdown.
fn write_comments(text: &mut String, part: &Part) {
    let Part {
        discussion, thread, ..
    } = part;
    if let Some(page) = &discussion.thread.page {
        text.push_str(&format!(
            "\nDiscussion: {}\n",
            link(&escape(page.as_str()), page.as_str())
        ));
    }
    for at in part.range.clone() {
        let level = part.depth(at).saturating_sub(part.shallowest());
        let prefix = "> ".repeat(usize::try_from(level.min(MAX_LEVELS)).unwrap_or(0));
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
}

/// `**westbound** · 2026-11-24 20:30 UTC · +3 · in reply to gearhound · [#2](…)`.
fn heading(thread: &Thread, at: usize) -> String {
    let comment = thread.comment(at);
    let mut parts = vec![format!("**{}**", name(comment))];
    if let Some(written) = comment.published {
        parts.push(minute(written));
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
