//! Taking a thread along: what of it, and where to, is asked in a box.

use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::{App, Effect};
use crate::engine::message::{Export, ExportTo, Exported, Request};
use crate::model::safe::SafeText;

impl App {
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
        let mut offer = |words: String, branch: Option<_>| {
            for (to, place) in [
                (ExportTo::File, "into a file"),
                (ExportTo::Clipboard, "to the clipboard"),
            ] {
                let export = Export {
                    article,
                    discussion,
                    branch: branch.clone(),
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
            offer(words, Some(selected));
        }
        offer(format!("The whole thread, {}", comments(all)), None);
        self.overlay = Some(Box::new(Menu::new("Export as Markdown", "Enter", choices)));
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
