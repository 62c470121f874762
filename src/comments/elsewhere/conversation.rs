//! Services that answer an article's address with the conversation itself: what they are asked is what
//! the comment source asks, and what they know of is one thread.

use url::Url;

use super::{Found, Hit, Service};
use crate::comments::hatena::{self, Hatena};
use crate::comments::microblog::{self, MicroBlog};
use crate::comments::webmention::{self, WebmentionIo};
use crate::comments::{Ask, CommentSource, Reply, SourceError};
use crate::model::comment::Kind;
use crate::model::discussion::ThreadRef;

/// Such a service.
pub(super) struct Conversation {
    name: &'static str,
    source: &'static dyn CommentSource,
    /// The thread of an address.
    thread: fn(&Url) -> ThreadRef,
}

/// Micro.blog.
pub(super) const MICRO_BLOG: Conversation = Conversation {
    name: "micro-blog",
    source: &MicroBlog,
    thread: microblog::thread,
};

/// webmention.io, for sites that use it without saying so in their pages.
pub(super) const WEBMENTION_IO: Conversation = Conversation {
    name: "webmention-io",
    source: &WebmentionIo,
    thread: webmention::thread,
};

/// Hatena Bookmark.
pub(super) const HATENA: Conversation = Conversation {
    name: "hatena",
    source: &Hatena,
    thread: hatena::thread,
};

impl Service for Conversation {
    fn name(&self) -> &'static str {
        self.name
    }

    fn label(&self) -> &'static str {
        self.source.label()
    }

    fn ask(&self, address: &Url, _server: Option<&Url>) -> Option<Ask> {
        let asks = self.source.first(&(self.thread)(address)).ok()?;
        asks.into_iter().next()
    }

    fn hits(&self, address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        let thread = (self.thread)(address);
        let batch = self.source.read(&thread, reply)?;
        let comments = batch.comments.iter();
        let comments = comments.filter(|comment| comment.kind != Kind::Ping);
        Ok(vec![Hit {
            about: vec![address.clone()],
            found: Found::Thread(Box::new(thread)),
            comments: u32::try_from(comments.count()).unwrap_or(u32::MAX),
        }])
    }
}
