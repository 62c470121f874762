//! Asking where else an article is discussed: who is asked learns what is read, so the reader chooses.

use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::{App, Effect};
use crate::config::Elsewhere;
use crate::engine::message::Request;
use crate::model::safe::SafeText;

impl App {
    /// Offers the services that can be asked about the open article, else the selected one.
    pub(super) fn ask_elsewhere(&mut self) -> Vec<Effect> {
        let open = self.open.as_ref().map(|open| open.article);
        let Some(article) = open.or_else(|| self.articles.selected()) else {
            self.say("There is no article here");
            return Vec::new();
        };
        let services = Elsewhere::SERVICES.iter();
        let can_ask = |name: &str| self.world.config.elsewhere.can_ask(name);
        let services: Vec<_> = services.filter(|(name, _)| can_ask(name)).collect();
        let line = |words: &str, names: Vec<String>| Line {
            words: SafeText::new(words),
            detail: SafeText::default(),
            reply: Reply::Ask(Request::Elsewhere {
                article,
                services: names,
            }),
        };
        let many = services
            .iter()
            .filter(|(name, _)| *name != Elsewhere::SPARING);
        let (names, labels): (Vec<_>, Vec<_>) = many
            .map(|(name, label)| ((*name).to_owned(), *label))
            .unzip();
        let mut lines = vec![line(&labels.join(", "), names)];
        for (name, label) in services {
            lines.push(line(label, vec![(*name).to_owned()]));
        }
        let title = "Who may learn that you read this?";
        self.overlay = Some(Box::new(Menu::new(title, "Enter asks", lines)));
        Vec::new()
    }
}
