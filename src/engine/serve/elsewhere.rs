//! Discussions elsewhere at the service of a screen.

use super::Desk;
use crate::comments::elsewhere::service;
use crate::engine::discuss::Why;
use crate::engine::elsewhere::Heard;
use crate::model::id::{ArticleId, DiscussionId};

impl Desk {
    /// Asks services about an article; what they do not know is said only to a reader who asked.
    pub(super) async fn find_elsewhere(
        &self,
        article: ArticleId,
        services: &[String],
        by_hand: bool,
    ) {
        if by_hand {
            let labels = services.iter().filter_map(|name| service(name));
            let labels: Vec<_> = labels.map(|service| service.label()).collect();
            self.say(format!("Asking {}", labels.join(", ")), false)
                .await;
        }
        match self.engine.find_elsewhere(article, services).await {
            Ok(heard) => {
                let has_found = heard.iter().any(|one| matches!(one.outcome, Ok(1..)));
                if has_found {
                    self.show_what_came(article).await;
                }
                if has_found || by_hand {
                    self.say(sentence(&heard), !has_found && heard.iter().all(is_failure))
                        .await;
                }
            }
            Err(error) if by_hand => self.say(error.to_string(), true).await,
            Err(error) => tracing::debug!(%error, "nobody was asked where else it is discussed"),
        }
    }

    /// Remembers which discussion the reader looks at, and loads it where it is not here.
    pub(super) async fn look_at(&self, id: DiscussionId) {
        let looked = self.engine.store().write(move |writer| {
            writer.choose_discussion(id)?;
            writer.discussion(id)
        });
        match looked.await {
            Ok(Some(discussion)) if discussion.loaded.is_none() => self.load(id, Why::Opened).await,
            Ok(_) => {}
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn load(&self, discussion: DiscussionId, why: Why) {
        match self.engine.load_discussion(discussion, why).await {
            Ok(reloaded) => self.show_what_came(reloaded.article).await,
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Loads again what is discussed elsewhere, as far as it was ever looked at.
    pub(super) async fn refresh_elsewhere(&self, article: ArticleId) {
        let discussions = self
            .engine
            .store()
            .read(move |reader| reader.discussions(article));
        let Ok(discussions) = discussions.await else {
            return;
        };
        for discussion in discussions {
            if discussion.is_elsewhere && discussion.loaded.is_some() {
                self.load(discussion.id, Why::Asked).await;
            }
        }
    }
}

fn is_failure(heard: &Heard) -> bool {
    heard.outcome.is_err()
}

/// "Hacker News: 2 discussions · Lobsters: none".
fn sentence(heard: &[Heard]) -> String {
    let words = heard.iter().map(|one| {
        let outcome = match &one.outcome {
            Ok(0) => "none".to_owned(),
            Ok(1) => "1 discussion".to_owned(),
            Ok(count) => format!("{count} discussions"),
            Err(why) => why.clone(),
        };
        format!("{}: {outcome}", one.label)
    });
    words.collect::<Vec<_>>().join(" \u{b7} ")
}
