//! What the reader has in sight, handed to a program: its standard input and what it knows of the article
//! come from others, the command is what the reader typed.

use std::time::Duration;

use super::export::ExportError;
use super::message::{Export, ExportWhat, HandOver, Piped, Report};
use super::program::output_of;
use super::{Engine, off_the_loop};
use crate::model::id::ArticleId;
use crate::model::info::{Info, Value};
use crate::model::safe::SafeText;
use crate::text::plain::text_of;

/// For a program that a reader waits for.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of its output that are shown.
const MAX_OUTPUT_BYTES: usize = 256 << 10;
/// In front of a command line that is to have the terminal whatever it runs.
const WITH_TERMINAL: char = '!';

/// What a program is told of the text that it is given.
#[derive(Default)]
struct Head {
    title: String,
    author: String,
    link: String,
}

impl Head {
    /// The lines in front of the text, as a mail's; what is not known has none.
    fn lines(&self) -> String {
        let lines = [
            ("Title", &self.title),
            ("Author", &self.author),
            ("Link", &self.link),
        ];
        let known = lines.iter().filter(|(_, value)| !value.is_empty());
        let mut head: String = known
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        head.push('\n');
        head
    }

    fn variables(self) -> [(&'static str, String); 3] {
        [
            ("BYLINE_TITLE", self.title),
            ("BYLINE_AUTHOR", self.author),
            ("BYLINE_URL", self.link),
        ]
    }
}

impl Engine {
    /// Runs a command line with a text as its input. What it printed is told a line each; a program that
    /// needs the terminal is left to who has that.
    pub(super) async fn piped(&self, what: Piped, command: &str) -> Result<Report, ExportError> {
        let (head, text) = self.text_to_pipe(what).await?;
        let input = (head.lines() + &text).into_bytes();
        let command = command.trim_start();
        let forced = command.strip_prefix(WITH_TERMINAL).map(str::trim_start);
        let line = forced.unwrap_or(command);
        let needs_terminal = self.config().pipe.needs_terminal(line);
        // Through the shell: it is a command line, and the reader's own.
        let words = match cfg!(windows) {
            true => ["cmd", "/C", line],
            false => ["sh", "-c", line],
        };
        let words = words.map(str::to_owned);
        if forced.is_some() || needs_terminal {
            let variables = head.variables().into_iter();
            return Ok(Report::HandOver(Box::new(HandOver {
                name: SafeText::new(line),
                words: words.to_vec(),
                input,
                variables: variables
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
                is_listened_to: !needs_terminal,
                // A program that is no pager leaves something to be read.
                waits_for_enter: !needs_terminal,
            })));
        }
        let variables = head.variables();
        let printed = output_of(&words, &variables, input, TIMEOUT, MAX_OUTPUT_BYTES).await;
        let printed = printed.map_err(|mut error| {
            // The shell is only between.
            error.program = SafeText::new(line).to_string();
            error
        })?;
        let mut info = Info::of(command);
        for line in String::from_utf8_lossy(&printed).lines() {
            info.add("", Value::Verbatim(SafeText::verbatim(line)));
        }
        if info.facts.is_empty() {
            info.words("", "It printed nothing.");
        }
        Ok(Report::Info(info))
    }

    async fn text_to_pipe(&self, what: Piped) -> Result<(Head, String), ExportError> {
        match what {
            Piped::Article(article) => {
                let body = self
                    .store()
                    .read(move |reader| reader.body(article))
                    .await?;
                let body = body.ok_or(ExportError::Gone)?;
                let head = self.head_of_article(article).await?;
                Ok((head, off_the_loop(move || text_of(&body.html)).await?))
            }
            Piped::Comments(export) => {
                let head = self.head_of_comments(&export).await?;
                Ok((head, self.export_text(export).await?))
            }
        }
    }

    async fn head_of_article(&self, article: ArticleId) -> Result<Head, ExportError> {
        let row = self.store().read(move |reader| reader.article(article));
        let row = row.await?.ok_or(ExportError::Gone)?;
        Ok(Head {
            title: row.title.to_string(),
            author: row
                .author
                .map(|author| author.to_string())
                .unwrap_or_default(),
            link: row.link.map(String::from).unwrap_or_default(),
        })
    }

    /// The article's title, with the author and the place of the branch, or the discussion's page.
    async fn head_of_comments(&self, export: &Export) -> Result<Head, ExportError> {
        let mut head = self.head_of_article(export.article).await?;
        let (discussion, branch) = match &export.what {
            ExportWhat::Article => return Ok(head),
            ExportWhat::Thread(discussion) => (*discussion, None),
            ExportWhat::Branch(discussion, comment) => (*discussion, Some(comment.clone())),
        };
        let known = self.store().read(move |reader| {
            let page = reader
                .discussion(discussion)?
                .and_then(|known| known.thread.page);
            let comments = reader.comments(discussion)?.into_iter();
            let mut comments = comments.map(|(comment, _)| comment);
            Ok((
                page,
                comments.find(|comment| Some(&comment.id) == branch.as_ref()),
            ))
        });
        let (page, comment) = known.await?;
        if let Some(page) = page {
            head.link = page.into();
        }
        if let Some(comment) = comment {
            head.author = comment
                .author
                .map(|author| author.to_string())
                .unwrap_or_default();
            if let Some(link) = comment.permalink {
                head.link = link.into();
            }
        }
        Ok(head)
    }
}
