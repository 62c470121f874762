//! Taking an article or a thread along: what of it, and where to, is asked in a box.

use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::overlays::prompt::Prompt;
use super::pane::PaneName;
use super::{App, Effect};
use crate::engine::message::{Export, ExportForm, ExportTo, ExportWhat, Exported, Piped, Request};
use crate::model::id::ArticleId;
use crate::model::safe::SafeText;
use crate::text::count::counted;

/// Where Markdown goes.
const AS_MARKDOWN: &[(ExportTo, ExportForm, &str)] = &[
    (ExportTo::File, ExportForm::Markdown, "into a file"),
    (
        ExportTo::Clipboard,
        ExportForm::Markdown,
        "to the clipboard",
    ),
];
/// What else there is.
const IN_OTHER_FORMS: &[(ExportTo, ExportForm, &str)] = &[
    (
        ExportTo::File,
        ExportForm::Text,
        "as plain text into a file",
    ),
    (
        ExportTo::File,
        ExportForm::Html,
        "as a page (HTML) into a file",
    ),
    (
        ExportTo::File,
        ExportForm::Json,
        "as data (JSON) into a file",
    ),
];

impl App {
    /// Asks for a command that the article, or the selected comment and what is below it, is handed to.
    pub(super) fn ask_to_pipe(&mut self) -> Vec<Effect> {
        let comment = self.comments.article().zip(self.comments.discussion());
        let what = match (self.focus, comment.zip(self.comments.selected())) {
            (PaneName::Comments, Some(((article, discussion), selected))) => {
                Some(Piped::Comments(Export {
                    article,
                    what: ExportWhat::Branch(discussion.id, selected),
                    form: ExportForm::Text,
                    to: ExportTo::Clipboard,
                }))
            }
            (PaneName::Articles, _) => self.articles.selected().map(Piped::Article),
            _ => self.body.article().map(Piped::Article),
        };
        match what {
            Some(what) => {
                let prompt = Prompt::command(what, &self.last_command);
                self.overlay = Some(Box::new(prompt));
            }
            None => self.say("There is nothing here to hand to a command"),
        }
        Vec::new()
    }

    /// Asks what to export and where to.
    pub(super) fn ask_to_export(&mut self) -> Vec<Effect> {
        let lines = match self.focus {
            PaneName::Comments => self.exports_of_comments(),
            PaneName::Body => self.exports_of_article(self.body.article()),
            PaneName::Articles => self.exports_of_article(self.articles.selected()),
        };
        match lines {
            Ok(lines) => {
                let title = "Export as Markdown, or otherwise";
                self.overlay = Some(Box::new(Menu::new(title, "Enter", lines)));
            }
            Err(sentence) => self.say(sentence),
        }
        Vec::new()
    }

    fn exports_of_article(&self, article: Option<ArticleId>) -> Result<Vec<Line>, &'static str> {
        let article = article.and_then(|id| self.world.library.article(id));
        let article = article.ok_or("There is no article here")?;
        let words = match article.comments.loaded {
            0 => "This article".to_owned(),
            1 => "This article and its comment".to_owned(),
            count => format!("This article and its {count} comments"),
        };
        let what = ExportWhat::Article;
        let mut lines = offers(&words, article.id, &what, AS_MARKDOWN);
        lines.extend(offers("This article", article.id, &what, IN_OTHER_FORMS));
        Ok(lines)
    }

    fn exports_of_comments(&self) -> Result<Vec<Line>, &'static str> {
        let thread = self.comments.thread().map(|thread| thread.counts().size);
        let shown = self.comments.article().zip(self.comments.discussion());
        let (Some(all), Some((article, discussion))) = (thread, shown) else {
            return Err("There are no comments here");
        };
        let discussion = discussion.id;
        let mut lines = Vec::new();
        if let Some(selected) = self.comments.selected() {
            let words = match self.comments.branch_size() {
                0 | 1 => "This comment".to_owned(),
                2 => "This comment and its reply".to_owned(),
                size => format!("This comment and its {} replies", size - 1),
            };
            let branch = ExportWhat::Branch(discussion, selected);
            lines.extend(offers(&words, article, &branch, AS_MARKDOWN));
        }
        let thread = ExportWhat::Thread(discussion);
        let whole = format!("The whole thread, {}", counted(all, "comment", "comments"));
        lines.extend(offers(&whole, article, &thread, AS_MARKDOWN));
        lines.extend(offers("The whole thread", article, &thread, IN_OTHER_FORMS));
        Ok(lines)
    }

    /// Says where an export went, or hands it to the clipboard.
    pub(super) fn exported(&mut self, article: bool, count: u32, to: Exported) -> Vec<Effect> {
        let what = match (article, count) {
            (false, count) => counted(count, "comment", "comments"),
            (true, 0) => "1 article".to_owned(),
            (true, count) => format!("1 article and {}", counted(count, "comment", "comments")),
        };
        match to {
            Exported::File(path) => {
                let path = SafeText::new(&path.to_string_lossy());
                self.say(format!("{what} exported to {path}"));
                Vec::new()
            }
            Exported::Text(text) => {
                self.say(format!("{what} copied as Markdown"));
                vec![Effect::Copy(text)]
            }
        }
    }
}

/// A line for each place that something can be taken to.
fn offers(
    words: &str,
    article: ArticleId,
    what: &ExportWhat,
    places: &[(ExportTo, ExportForm, &str)],
) -> Vec<Line> {
    let lines = places.iter().map(|&(to, form, place)| Line {
        words: SafeText::new(&format!("{words}, {place}")),
        detail: SafeText::default(),
        reply: Reply::Ask(Request::Export(Export {
            article,
            what: what.clone(),
            form,
            to,
        })),
    });
    lines.collect()
}
