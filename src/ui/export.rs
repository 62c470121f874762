//! Taking a thread along: what of it, and where to, is asked in a box.

use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::overlays::prompt::Prompt;
use super::pane::PaneName;
use super::{App, Effect};
use crate::engine::message::{Export, ExportForm, ExportTo, Exported, Piped, Request};
use crate::model::safe::SafeText;

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
                    discussion: discussion.id,
                    branch: Some(selected),
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
        let thread = self.comments.thread().map(|thread| thread.counts().size);
        let shown = self.comments.article().zip(self.comments.discussion());
        let (Some(all), Some((article, discussion))) = (thread, shown) else {
            self.say("There are no comments here");
            return Vec::new();
        };
        let discussion = discussion.id;
        let mut choices = Vec::new();
        let mut offer = |words: &str, branch: Option<_>, places: &[_]| {
            for &(to, form, place) in places {
                let export = Export {
                    article,
                    discussion,
                    branch: branch.clone(),
                    form,
                    to,
                };
                let request = Reply::Ask(Request::Export(export));
                choices.push(Line {
                    words: SafeText::new(&format!("{words}, {place}")),
                    detail: SafeText::default(),
                    reply: request,
                });
            }
        };
        if let Some(selected) = self.comments.selected() {
            let words = match self.comments.branch_size() {
                0 | 1 => "This comment".to_owned(),
                2 => "This comment and its reply".to_owned(),
                size => format!("This comment and its {} replies", size - 1),
            };
            offer(&words, Some(selected), AS_MARKDOWN);
        }
        let whole = format!("The whole thread, {}", comments(all));
        offer(&whole, None, AS_MARKDOWN);
        offer("The whole thread", None, IN_OTHER_FORMS);
        let title = "Export as Markdown, or otherwise";
        self.overlay = Some(Box::new(Menu::new(title, "Enter", choices)));
        Vec::new()
    }

    /// Says where an export went, or hands it to the clipboard.
    pub(super) fn exported(&mut self, count: u32, to: Exported) -> Vec<Effect> {
        match to {
            Exported::File(path) => {
                let path = SafeText::new(&path.to_string_lossy());
                self.say(format!("{} exported to {path}", comments(count)));
                Vec::new()
            }
            Exported::Text(text) => {
                self.say(format!("{} copied as Markdown", comments(count)));
                vec![Effect::Copy(text)]
            }
        }
    }
}

fn comments(count: u32) -> String {
    match count {
        1 => "1 comment".to_owned(),
        count => format!("{count} comments"),
    }
}
