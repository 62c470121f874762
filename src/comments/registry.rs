//! Every source, by rank of what it serves (section 3 of the design).

use super::CommentSource;
use super::{
    activitypub, artalk, blogger, bluesky, comment_feed, commento, cusdis, devto, discourse,
    disqus, ghost, giscus, guardian, hackernews, hatena, isso, lemmy, lobsters, lwn, mastodon,
    mbin, microblog, page, reddit, remark42, slashdot, stackexchange, substack, utterances, waline,
    webmention, wordpress, wordpress_com, youtube,
};

/// Every source. The order decides between candidates that are equally good.
pub static SOURCES: &[&dyn CommentSource] = &[
    &wordpress::WordPress,
    &wordpress_com::WordPressCom,
    &comment_feed::CommentFeed,
    &page::Page,
    &blogger::Blogger,
    &hackernews::HackerNews,
    &lobsters::Lobsters,
    &disqus::Disqus,
    &discourse::Discourse,
    &mastodon::Mastodon,
    &substack::Substack,
    &ghost::Ghost,
    &microblog::MicroBlog,
    &webmention::WebmentionIo,
    &activitypub::ActivityPub,
    &lemmy::Lemmy,
    &mbin::Mbin,
    &bluesky::Bluesky,
    &reddit::Reddit,
    &devto::Forem,
    &guardian::Guardian,
    &slashdot::Slashdot,
    &lwn::Lwn,
    &youtube::YouTube,
    &stackexchange::StackExchange,
    &isso::Isso,
    &remark42::Remark42,
    &waline::Waline,
    &artalk::Artalk,
    &cusdis::Cusdis,
    &commento::Commento,
    &giscus::Giscus,
    &utterances::Utterances,
    &hatena::Hatena,
];

/// The source of this name.
pub fn source(name: &str) -> Option<&'static dyn CommentSource> {
    SOURCES.iter().copied().find(|source| source.name() == name)
}
