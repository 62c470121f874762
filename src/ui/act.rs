//! What commands do: those of the screen here, those of a pane there.

use crossterm::event::{KeyCode, KeyEvent};

use super::layout::Arrangement;
use super::limit::Query;
use super::overlays::Reply;
use super::overlays::confirm::Confirm;
use super::overlays::feeds::Feeds;
use super::overlays::help::Help;
use super::overlays::hints::{Hints, Purpose};
use super::overlays::palette::Palette;
use super::overlays::prompt::Prompt;
use super::overlays::views::Views;
use super::pane::{Pane, PaneName};
use super::panes::deed::{all_read, threads_read};
use super::{App, Asked, Command, Delegated, Effect, surroundings};
use crate::engine::message::{Refresh, Request};
use crate::model::change::Direction;
use crate::model::id::{DeedId, FeedId};

impl App {
    /// Carries a command out. Where a deed of another session has just been named, the command that named
    /// it goes through with it.
    pub(super) fn run_after_naming(
        &mut self,
        command: Command,
        named: Option<(Direction, DeedId)>,
    ) -> Vec<Effect> {
        match (command, named) {
            (Command::Undo, Some((Direction::Undo, deed))) => {
                vec![Effect::Request(Request::Replay(Direction::Undo, deed))]
            }
            (Command::Redo, Some((Direction::Redo, deed))) => {
                vec![Effect::Request(Request::Replay(Direction::Redo, deed))]
            }
            _ => self.run(command),
        }
    }

    /// Carries a command out.
    pub(super) fn run(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::GoOn => self.go_on(),
            Command::Depth(_) => self.in_comments(command),
            Command::NextUnread | Command::PreviousUnread => self.go_to_unread(command),
            Command::NextArticle => self.go_to_neighbour(true),
            Command::PreviousArticle => self.go_to_neighbour(false),
            Command::NextPane => self.next_pane(1),
            Command::PreviousPane => self.next_pane(2),
            Command::CatchUp if self.focus != PaneName::Comments => self.catch_up(),
            Command::CatchUpAll if self.focus == PaneName::Comments => {
                self.ask_to_catch_up_with_threads()
            }
            Command::CatchUpAll => self.ask_to_catch_up(None),
            Command::DoneWithThis if self.focus == PaneName::Body => self.done_with_article(),
            Command::Undo => vec![Effect::Request(Request::Undo)],
            Command::Redo => vec![Effect::Request(Request::Redo)],
            Command::OpenDiscussion => self.open_discussion(),
            Command::Refresh if self.focus == PaneName::Comments => self.refresh_open(),
            Command::RefreshAll => {
                if self.focus == PaneName::Articles {
                    self.articles.sort_anew(&self.world.library);
                }
                self.say("Asking all feeds for news");
                vec![Effect::Request(Request::Refresh(Refresh::All))]
            }
            Command::Zoom => {
                self.zoomed = !self.zoomed;
                Vec::new()
            }
            Command::NextLayout => self.next_layout(),
            Command::Search => self.open_box(Prompt::words()),
            Command::Cancel | Command::Close => self.step_back(command),
            Command::Limit => self.ask_to_limit(),
            Command::Views => self.open_box(Views::new(&self.world.library)),
            Command::Export => self.ask_to_export(),
            Command::Pipe => self.ask_to_pipe(),
            Command::Add => self.open_box(Prompt::address("")),
            Command::Older => self.older(),
            Command::Elsewhere => self.ask_elsewhere(),
            Command::ByTime if self.focus == PaneName::Articles => {
                vec![Effect::Request(Request::River { before: None })]
            }
            Command::WhatIsNew if self.focus == PaneName::Articles => self.turn_news_of_list(),
            Command::Peek if self.focus == PaneName::Articles => self.peek_at_article(),
            Command::LinkHints => self.hint_links(Purpose::Open),
            Command::CopyHints => self.hint_links(Purpose::Copy),
            Command::MuteAuthor => self.ask_to_mute(),
            Command::LightUp if self.focus == PaneName::Body => self.light_up_author(),
            Command::FoldStories => self.fold_stories(),
            Command::Group => {
                let sentence = self.articles.turn_grouping(&self.world.library);
                self.say(sentence);
                Vec::new()
            }
            Command::Mutes => vec![Effect::Request(Request::Mutes)],
            Command::Watched => vec![Effect::Request(Request::Watched)],
            Command::Kept => vec![Effect::Request(Request::Kept)],
            Command::Feeds => self.open_box(Feeds::default()),
            Command::Keys => self.open_box(Help::default()),
            Command::Palette => self.open_box(Palette::default()),
            Command::Quit => self.quit(),
            Command::Suspend => vec![Effect::Suspend],
            Command::Redraw => vec![Effect::Redraw],
            _ => {
                if command == Command::NextDiscussion {
                    // A search is about one discussion.
                    self.end_search();
                }
                let Delegated {
                    handled,
                    mut effects,
                } = self.delegate(self.focus, command);
                if !handled {
                    effects.extend(self.run_everywhere(command));
                }
                effects
            }
        }
    }

    /// What a command does where the focused pane has nothing of its own to do by it.
    fn run_everywhere(&mut self, command: Command) -> Vec<Effect> {
        match (command, self.focus) {
            (Command::Act | Command::More, PaneName::Articles) => self.open_selected(),
            (Command::Less, PaneName::Body | PaneName::Comments) => self.next_pane(2),
            (Command::More, PaneName::Body) => self.next_pane(1),
            (Command::FoldRead | Command::NextDiscussion, PaneName::Body) => {
                self.in_comments(command)
            }
            (
                Command::ToggleRead
                | Command::Star
                | Command::Watch
                | Command::Info
                | Command::CopyLink
                | Command::OpenInBrowser,
                _,
            ) if self.focus == PaneName::Comments => {
                // Where no comment is, or none has what it takes, the article is meant.
                self.delegate(PaneName::Body, command).effects
            }
            (Command::Back, _) => self.go_back(),
            _ => Vec::new(),
        }
    }

    /// Puts the same story in several feeds into one row, or each article into its own.
    fn fold_stories(&mut self) -> Vec<Effect> {
        let fold = !self.world.library.folds_stories();
        self.world.library.fold_stories(fold);
        self.articles.sync(&self.world.library);
        self.say(match fold {
            true => "The same story in several feeds stands in one row",
            false => "Every article stands in a row of its own",
        });
        Vec::new()
    }

    pub(super) fn quit(&mut self) -> Vec<Effect> {
        let mut effects = self.leave();
        effects.push(Effect::Quit);
        effects
    }

    /// Letters over the links in sight.
    fn hint_links(&mut self, purpose: Purpose) -> Vec<Effect> {
        let slots = self.plan().slots;
        let links = slots.iter().flat_map(|slot| {
            let pane: &dyn Pane = match slot.pane {
                PaneName::Articles => &self.articles,
                PaneName::Body => &self.body,
                PaneName::Comments => &self.comments,
            };
            pane.links()
        });
        let is_web = |url: &url::Url| matches!(url.scheme(), "http" | "https");
        let links: Vec<_> = links
            .filter(|(_, url)| purpose == Purpose::Copy || is_web(url))
            .collect();
        if links.is_empty() {
            self.say("There are no links in sight");
            return Vec::new();
        }
        self.open_box(Hints::new(links, purpose))
    }

    fn open_box(&mut self, overlay: impl super::Overlay + 'static) -> Vec<Effect> {
        self.overlay = Some(Box::new(overlay));
        Vec::new()
    }

    /// A key while a box is open.
    pub(super) fn key_for_box(&mut self, key: KeyEvent) -> Vec<Effect> {
        let around = surroundings(&self.world, &self.keymap, self.focus);
        let Some(overlay) = &mut self.overlay else {
            return Vec::new();
        };
        if key.code == KeyCode::Char(' ') && !overlay.takes_text() {
            return self.go_on();
        }
        let reply = overlay.key(key, &around);
        if !reply.keeps_box() {
            self.overlay = None;
        }
        match reply {
            Reply::Stay | Reply::Close => Vec::new(),
            Reply::Run(command) => self.run(command),
            Reply::Subscribe(address) => {
                self.say(format!("Looking for a feed at {address}"));
                vec![Effect::Request(Request::Subscribe(address))]
            }
            Reply::Ask(request) | Reply::AskAndStay(request) => {
                if let Request::Pipe { command, .. } = &request {
                    self.last_command.clone_from(command);
                }
                vec![Effect::Request(request)]
            }
            Reply::MuteBranch(until) => {
                let outcome = self.comments.mute_branch_until(until);
                self.take(outcome, Asked::Yes)
            }
            Reply::Walk(command) => self.walk_with_summary(command),
            Reply::Find(words) => self.find(words),
            Reply::Limit(query) => self.limit(Query::new(&query)),
            Reply::View(query) => self.show_view(query),
            Reply::Open(url) => vec![Effect::Open(url)],
            Reply::Copy(text) => {
                self.say(format!("Copied {text}"));
                vec![Effect::Copy(text)]
            }
            Reply::GoTo(article, comment) => self.go_to(article, comment),
            Reply::Do(deed) | Reply::DoAndStay(deed) => {
                self.carry_out(deed, Asked::Yes).into_iter().collect()
            }
        }
    }

    /// A step in the list takes the summary along, and closes it where it leads to no article.
    fn walk_with_summary(&mut self, command: Command) -> Vec<Effect> {
        let mut effects = self.run(command);
        match self.articles.selected() {
            Some(_) => effects.extend(self.peek_at_article()),
            None => self.overlay = None,
        }
        effects
    }

    /// `P` in the list: asks for the selected article's summary.
    fn peek_at_article(&mut self) -> Vec<Effect> {
        self.summary_of = self.articles.selected();
        self.delegate(PaneName::Articles, Command::Peek).effects
    }

    fn open_selected(&mut self) -> Vec<Effect> {
        let Some(article) = self.articles.selected() else {
            self.say("There is no article here");
            return Vec::new();
        };
        self.remember();
        self.open_article(article, false)
    }

    /// Carries a command out in the comments, wherever the focus is.
    fn in_comments(&mut self, command: Command) -> Vec<Effect> {
        let delegated = self.delegate(PaneName::Comments, command);
        if !delegated.handled {
            self.say("There are no comments here");
        }
        delegated.effects
    }

    fn go_to_unread(&mut self, command: Command) -> Vec<Effect> {
        let forward = command == Command::NextUnread;
        if self.step_search(forward) {
            return Vec::new();
        }
        match self.focus {
            PaneName::Articles => self.delegate(PaneName::Articles, command).effects,
            PaneName::Body if forward && self.comments.counts().0 > 0 => {
                self.remember();
                self.set_focus(PaneName::Comments);
                self.comments.enter(&self.world.context(true));
                Vec::new()
            }
            PaneName::Body => self.go_to_unread_article(forward),
            PaneName::Comments => {
                let Delegated {
                    handled,
                    mut effects,
                } = self.delegate(PaneName::Comments, command);
                if !handled {
                    effects.extend(self.go_to_unread_article(forward));
                }
                effects
            }
        }
    }

    /// So many panes on, round and round; without an open article there is the list alone.
    fn next_pane(&mut self, steps: usize) -> Vec<Effect> {
        let panes = PaneName::ALL;
        let index = panes
            .iter()
            .position(|pane| *pane == self.focus)
            .unwrap_or(0);
        if self.open.is_some() {
            self.set_focus(panes[(index + steps) % panes.len()]);
        } else {
            self.say("No article is open yet");
        }
        Vec::new()
    }

    fn next_layout(&mut self) -> Vec<Effect> {
        let (arrangement, sentence) = match self.wish().arrangement() {
            Arrangement::Automatic | Arrangement::ListHidden => {
                (Arrangement::Stack, "Panes are stacked")
            }
            Arrangement::Stack => (Arrangement::SideBySide, "Panes stand side by side"),
            Arrangement::SideBySide => (
                Arrangement::ListHidden,
                "The list is hidden until it has the focus",
            ),
        };
        self.arrangement = arrangement;
        self.say(sentence);
        Vec::new()
    }

    /// `c`: in the list this feed, which is asked for; in the article the thread shown below it, which is
    /// taken back by one key.
    fn catch_up(&mut self) -> Vec<Effect> {
        if self.focus == PaneName::Body {
            return self.in_comments(Command::CatchUp);
        }
        match self.articles.selected_feeds(&self.world.library) {
            Some((name, feeds)) => self.ask_to_catch_up(Some((name, feeds))),
            None => Vec::new(),
        }
    }

    /// `:older`: more of the feed that the selected article is of.
    fn older(&mut self) -> Vec<Effect> {
        let Some((_, feeds)) = self.articles.selected_feeds(&self.world.library) else {
            self.say("There is no article here");
            return Vec::new();
        };
        self.say("Looking for older articles");
        let feeds = feeds.into_iter().map(Request::Older);
        feeds.map(Effect::Request).collect()
    }

    /// Asks whether everything of these feeds, or of all, shall be read.
    fn ask_to_catch_up(&mut self, of: Option<(String, Vec<FeedId>)>) -> Vec<Effect> {
        let library = &self.world.library;
        let (of, unread): (_, Vec<_>) = match of {
            Some((name, feeds)) => {
                let unread = feeds.iter().flat_map(|feed| library.unread(Some(*feed)));
                (format!("of {name}"), unread.collect())
            }
            None => ("of all feeds".to_owned(), library.unread(None).collect()),
        };
        let Some(deed) = all_read(unread) else {
            self.say(format!("Everything {of} is read"));
            return Vec::new();
        };
        let what = deed.label.trim_end_matches(" marked read");
        let question = format!("Mark {what} {of} as read?");
        self.open_box(Confirm::new(question, deed))
    }

    /// `C` in the comments: the comments of every article, which is asked for.
    fn ask_to_catch_up_with_threads(&mut self) -> Vec<Effect> {
        let articles = self.world.library.articles().iter();
        let articles = articles.filter(|article| article.comments.unread > 0);
        let count = articles.clone().count();
        let Some(deed) = threads_read(articles) else {
            self.say("No comment is unread anywhere");
            return Vec::new();
        };
        let what = deed.label.trim_end_matches(" marked read");
        let place = match count {
            1 => "under 1 article".to_owned(),
            count => format!("under {count} articles"),
        };
        let question = format!("Mark {what} {place} as read?");
        self.open_box(Confirm::new(question, deed))
    }

    /// `d` in the article: it and its comments are read; on to the next one.
    fn done_with_article(&mut self) -> Vec<Effect> {
        let Some(open) = self.open.as_ref().map(|open| open.article) else {
            return Vec::new();
        };
        let deed = self
            .world
            .library
            .article(open)
            .and_then(|article| all_read([article]));
        let effect = deed.and_then(|deed| self.carry_out(deed, Asked::Yes));
        let mut effects: Vec<Effect> = effect.into_iter().collect();
        effects.extend(self.go_to_unread_article(true));
        effects
    }

    fn open_discussion(&mut self) -> Vec<Effect> {
        let page = self
            .comments
            .discussion()
            .and_then(|discussion| discussion.thread.page.clone());
        match page {
            Some(page) => vec![Effect::Open(page)],
            None => {
                self.say("No page of a discussion is known");
                Vec::new()
            }
        }
    }

    fn refresh_open(&mut self) -> Vec<Effect> {
        let Some(open) = &self.open else {
            return Vec::new();
        };
        let effect = Effect::Request(Request::Refresh(Refresh::Article(open.article)));
        self.say("Asking for the article's comments");
        vec![effect]
    }
}
