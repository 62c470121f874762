//! `:feeds`: the subscriptions and how polling them goes, with what can be done about it.
//!
//! The feeds that need somebody stand first. Nothing here is asked before it is done: what can be lost
//! comes back with undo.

mod draw;
mod keys;
mod order;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::Input;
use url::Url;

use self::order::Order;
use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, pasted, typed};
use crate::engine::message::{Refresh, Request};
use crate::model::change::Deed;
use crate::model::feed::Feed;
use crate::model::folder::Folders;
use crate::model::id::FeedId;
use crate::model::library::Library;
use crate::model::safe::SafeText;
use crate::ui::pane::Context;

/// The box of feeds.
#[derive(Debug, Default)]
pub struct Feeds {
    cursor: Cursor,
    /// The feed under the cursor: feeds change their places while the box is open.
    selected: Option<FeedId>,
    /// The line that is being typed, and what it is for.
    typing: Option<(Field, Input)>,
    /// Only feeds with these words are shown.
    filter: String,
    order: Order,
    /// Whether the box shows its keys instead of the feeds.
    shows_keys: bool,
}

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// Words to filter by.
    Filter,
    /// The address of the selected feed.
    Address,
    /// Its title.
    Title,
    /// Its folders.
    Folders,
}

impl Feeds {
    /// The feeds that the box shows, in its order.
    fn shown<'a>(&self, context: &Context<'a>) -> Vec<&'a Feed> {
        let mut feeds: Vec<&Feed> = context.library.feeds().iter().collect();
        feeds.retain(|feed| order::fits(feed, &self.filter, context.now));
        self.order.sort(&mut feeds, context.now);
        feeds
    }

    /// Steps by lines.
    fn step(&mut self, lines: isize, feeds: &[&Feed]) {
        self.follow(feeds);
        self.cursor.step(lines, feeds.len());
        self.keep(feeds);
    }

    /// Puts the cursor where the selected feed is now.
    fn follow(&mut self, feeds: &[&Feed]) {
        let place = feeds.iter().position(|feed| Some(feed.id) == self.selected);
        if let Some(place) = place {
            self.cursor.select(place);
        }
    }

    fn keep(&mut self, feeds: &[&Feed]) {
        self.selected = feeds.get(self.cursor.selected()).map(|feed| feed.id);
    }

    fn act(&mut self, key: KeyCode, feed: &Feed, library: &Library) -> Reply {
        let is_paused = feed.health.is_paused;
        match key {
            KeyCode::Char('d') => return Reply::DoAndStay(Deed::unsubscribe(feed)),
            KeyCode::Char('t') => self.begin(Field::Title, feed.title.as_str()),
            KeyCode::Char('f') => {
                let folders = feed.folder.as_ref().map(Folders::written);
                self.begin(Field::Folders, &folders.unwrap_or_default());
            }
            _ if feed.is_built_in() => {}
            KeyCode::Char('r') => {
                return Reply::AskAndStay(Request::Refresh(Refresh::Feed(feed.id)));
            }
            KeyCode::Char('p') => return Reply::DoAndStay(Deed::pause(feed, !is_paused)),
            KeyCode::Char('e') => self.begin(Field::Address, feed.url.as_str()),
            KeyCode::Char('m') => {
                if let Some(moving) = &feed.health.moving {
                    return Reply::DoAndStay(moved(feed, &moving.to, library));
                }
            }
            _ => {}
        }
        Reply::Stay
    }

    /// Begins a line; `text` stands there already.
    fn begin(&mut self, field: Field, text: &str) {
        let mut input = Input::default();
        pasted(&mut input, text);
        self.typing = Some((field, input));
    }

    /// Takes a key into the line that is being typed.
    fn type_on(&mut self, key: KeyEvent, library: &Library) -> Reply {
        let Some((field, mut input)) = self.typing.take() else {
            return Reply::Stay;
        };
        match key.code {
            KeyCode::Esc => {
                if field == Field::Filter {
                    self.filter.clear();
                }
                return Reply::Stay;
            }
            KeyCode::Enter => {
                let feed = self.selected.and_then(|feed| library.feed(feed));
                if let Some(reply) = feed.and_then(|feed| taken(field, &input, feed, library)) {
                    return reply;
                }
                if field == Field::Filter {
                    return Reply::Stay;
                }
            }
            _ => {
                typed(&mut input, key);
            }
        }
        self.set_typing(field, input);
        Reply::Stay
    }

    fn set_typing(&mut self, field: Field, input: Input) {
        if field == Field::Filter {
            self.filter = input.value().trim().to_owned();
        }
        self.typing = Some((field, input));
    }
}

/// What comes of a line; nothing where it says nothing yet, or only filters.
fn taken(field: Field, input: &Input, feed: &Feed, library: &Library) -> Option<Reply> {
    let deed = match field {
        Field::Filter => return None,
        Field::Address => moved(feed, &web_address(input.value())?, library),
        Field::Title => Deed::rename(feed, SafeText::non_empty(input.value())),
        Field::Folders => Deed::file(feed, Folders::read(input.value())),
    };
    Some(Reply::DoAndStay(deed))
}

fn moved(feed: &Feed, to: &Url, library: &Library) -> Deed {
    let mut feeds = library.feeds().iter();
    let other = feeds.find(|other| other.url == *to && other.id != feed.id);
    Deed::move_feed(feed, to, other)
}

/// What was typed, if it is an address of the web.
fn web_address(typed: &str) -> Option<Url> {
    let url = Url::parse(typed.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

impl Overlay for Feeds {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        if self.typing.is_some() {
            return self.type_on(key, around.context.library);
        }
        if std::mem::take(&mut self.shows_keys) {
            return Reply::Stay;
        }
        let feeds = self.shown(&around.context);
        self.follow(&feeds);
        match key.code {
            KeyCode::Esc if !self.filter.is_empty() => self.filter.clear(),
            KeyCode::Esc | KeyCode::Char('q') => return Reply::Close,
            KeyCode::Char('?') => self.shows_keys = true,
            KeyCode::Char('/') => self.begin(Field::Filter, &self.filter.clone()),
            KeyCode::Char('s') => self.order = self.order.next(),
            KeyCode::Char('g') | KeyCode::Home => self.step(isize::MIN, &feeds),
            KeyCode::Char('G') | KeyCode::End => self.step(isize::MAX, &feeds),
            KeyCode::Down | KeyCode::Char('j') => self.step(1, &feeds),
            KeyCode::Up | KeyCode::Char('k') => self.step(-1, &feeds),
            code => {
                if let Some(feed) = feeds.get(self.cursor.selected()) {
                    return self.act(code, feed, around.context.library);
                }
            }
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, _around: &Surroundings<'_>) {
        if let Some((field, mut input)) = self.typing.take() {
            pasted(&mut input, text);
            self.set_typing(field, input);
        }
    }

    fn takes_text(&self) -> bool {
        self.typing.is_some()
    }

    fn prompt(&self) -> Option<&'static str> {
        Some(match self.typing.as_ref()?.0 {
            Field::Filter => {
                "Letters of titles, addresses, folders; failing, paused … · Enter · Esc ends it"
            }
            Field::Address => "Enter asks there from now on · Esc leaves it as it is",
            Field::Title => {
                "Enter; an empty line is the publisher's title · Esc leaves it as it is"
            }
            Field::Folders => "Enter; News/Daily,Film are two places, TV\\/Film is one name · Esc",
        })
    }

    fn page(&mut self, around: &Surroundings<'_>) -> bool {
        let feeds = self.shown(&around.context);
        let turned = self.cursor.page(feeds.len());
        self.keep(&feeds);
        turned
    }

    fn has_more(&self, around: &Surroundings<'_>) -> bool {
        self.cursor.has_more(self.shown(&around.context).len())
    }

    fn scroll(&mut self, lines: i32, around: &Surroundings<'_>) {
        let lines = isize::try_from(lines).unwrap_or(0);
        self.step(lines, &self.shown(&around.context));
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        self.draw_box(buffer, area, &around.context)
    }
}
