//! Threads of forums: flat pages of posts, with quotations that name what they answer.
//!
//! One row for each software; what a row does not say is found as in any page.

use std::sync::LazyLock;

use jiff::Timestamp;
use url::Url;

use super::head::{self, Head};
use super::remark::{Remark, selectors, share_out};
use super::time::PageClock;
use super::{Reading, author, body, parents, time};
use crate::comments::fields;
use crate::model::comment::{Comment, Trust};
use crate::model::id::CommentId;
use crate::text::dom::{Dom, Element, Selector};

/// Bytes of a post's place in the thread ("#1").
const MAX_PLACE_BYTES: usize = 16;

/// Elements at the beginning of a text in which a quotation may name its post.
const MAX_QUOTE_ELEMENTS: usize = 12;

/// How one software marks up its posts.
struct Forum {
    posts: Selector,
    /// The attribute with a post's number, and what stands before the number.
    id: (&'static str, &'static str),
    author: Vec<Selector>,
    time: Vec<Selector>,
    text: Vec<Selector>,
}

/// Selector of the posts; attribute and prefix of their numbers; selectors of author, time and text.
type Row = (
    &'static str,
    (&'static str, &'static str),
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

static FORUMS: LazyLock<Vec<Forum>> = LazyLock::new(|| {
    const ROWS: &[Row] = &[
        // XenForo 2 and 1.
        (
            "article.message[data-content]",
            ("data-content", "post-"),
            &[".message-name .username", ".username"],
            &[".message-attribution-main time", "time"],
            &[".message-body .bbWrapper", ".message-body"],
        ),
        (
            "li.message[data-author]",
            ("id", "post-"),
            &[".messageUserInfo .username", ".username"],
            &[".privateControls .DateTime", ".DateTime"],
            &[".messageText", ".messageContent"],
        ),
        // phpBB 3 and Forumotion.
        (
            "div.post",
            ("id", "p"),
            &[
                ".author .username",
                ".author .username-coloured",
                ".postprofile .username",
                ".postprofile .username-coloured",
                "p.author strong",
                ".postprofile strong",
                ".postprofile dt a",
            ],
            &[".author time", ".author", ".post-info"],
            &[
                ".postbody .content",
                ".content",
                ".post-entry",
                ".entry-content",
                ".postbody",
            ],
        ),
        // vBulletin 3 and 4, then 5 and 6.
        (
            "li.postbit, li.postbitlegacy, li.postcontainer, div.postbit",
            ("id", "post_"),
            &[".username strong", ".username", ".bigusername"],
            &[".postdate", ".date", ".posthead"],
            &[".postcontent", "[id^=post_message_]"],
        ),
        (
            "table[id^=post]",
            ("id", "post"),
            &[".bigusername", "[id^=postmenu_] a"],
            &[".thead"],
            &["[id^=post_message_]"],
        ),
        (
            "li.b-post[data-node-id]",
            ("data-node-id", ""),
            &[".author a", ".b-userinfo .author"],
            &["time[itemprop=dateCreated]", "time", ".b-post__timestamp"],
            &[".js-post__content-text", ".b-post__content"],
        ),
        // Simple Machines 2.
        (
            "div[id^=msg]",
            ("id", "msg"),
            &[".poster h4 a", ".poster h4"],
            &[".postinfo", ".keyinfo .smalltext", ".keyinfo"],
            &[".inner"],
        ),
        // MyBB.
        (
            "div.post[id^=post_]",
            ("id", "post_"),
            &[".author_information a", ".author_information strong"],
            &[".post_date"],
            &[".post_body"],
        ),
        // Invision 4 and 3.
        (
            "article[id^=elComment_]",
            ("id", "elComment_"),
            &[".cAuthorPane_author", ".ipsComment_author"],
            &[".ipsComment_meta time", "time"],
            &["[data-role=commentContent]"],
        ),
        (
            "div.post_block[id^=post_id_]",
            ("id", "post_id_"),
            &[".author", ".guest"],
            &[".published", ".posted_info"],
            &[".post.entry-content", ".entry-content"],
        ),
        // WoltLab.
        (
            "article.wbbPost",
            ("data-object-id", ""),
            &[".messageSidebar .username", ".username"],
            &[
                ".messagePublicationTime time",
                ".messageHeader time",
                "time",
            ],
            &[".messageText"],
        ),
        // Discourse without scripts.
        (
            ".crawler-post",
            ("id", "post_"),
            &["[itemprop=name]"],
            &["time", ".post-time"],
            &[".post[itemprop=text]", ".post"],
        ),
        // FluxBB and PunBB.
        (
            "div.blockpost",
            ("id", "p"),
            &[".postleft dt strong", ".postleft dt"],
            &["h2 a", "h2"],
            &[".postmsg"],
        ),
        // Vanilla.
        (
            ".ItemComment",
            ("id", "Comment_"),
            &[".Author .Username", ".Author a.Username", ".Username"],
            &[".DateCreated time", "time", ".DateCreated"],
            &[".Message"],
        ),
        // Discuz.
        (
            "table[id^=pid]",
            ("id", "pid"),
            &[".authi a", ".authi"],
            &["[id^=authorposton]"],
            &["[id^=postmessage_]"],
        ),
        // NodeBB.
        (
            "[component=post]",
            ("data-pid", ""),
            &["[component='post/username']", "[itemprop=author]"],
            &[".timeago", "time"],
            &["[component='post/content']"],
        ),
        // bbPress: the head stands before the post.
        (
            "div.bbp-reply-header",
            ("id", "post-"),
            &[".bbp-author-name", ".bbp-author-link"],
            &[".bbp-reply-post-date"],
            &[".bbp-reply-content"],
        ),
    ];
    ROWS.iter()
        .filter_map(|(posts, id, author, time, text)| {
            Some(Forum {
                posts: selectors(&[posts]).pop()?,
                id: *id,
                author: selectors(author),
                time: selectors(time),
                text: selectors(text),
            })
        })
        .collect()
});

/// The posts of a thread, without the opening one, which is the article.
pub(super) fn find(dom: &Dom) -> Vec<Remark<'_>> {
    found(dom).map_or_else(Vec::new, |(_, posts)| posts)
}

/// The software with the most posts in a page, and they.
fn found(dom: &Dom) -> Option<(&'static Forum, Vec<Remark<'_>>)> {
    let (forum, mut posts) = FORUMS
        .iter()
        .map(|forum| (forum, forum.find(dom)))
        .max_by_key(|(_, posts)| posts.len())
        .filter(|(_, posts)| !posts.is_empty())?;
    share_out(dom, &mut posts);
    posts.retain(|post| post.first(&forum.text).is_some());
    if is_opening(dom, &posts) {
        posts.remove(0);
    }
    Some((forum, posts))
}

impl Forum {
    fn find<'a>(&self, dom: &'a Dom) -> Vec<Remark<'a>> {
        let (attribute, prefix) = self.id;
        dom.root()
            .select_by(&self.posts)
            .filter_map(|element| {
                let number = element.attr(attribute)?.strip_prefix(prefix)?;
                // Advertisements are posts of the number 0.
                let is_number = !number.is_empty()
                    && number != "0"
                    && number.bytes().all(|b| b.is_ascii_digit());
                let mut post =
                    is_number.then(|| Remark::new(number.to_owned(), element, element))?;
                if element.has_class("bbp-reply-header") {
                    post.parts.extend(element.next_sibling());
                }
                Some(post)
            })
            .collect()
    }
}

/// Whether the first post of a page is the thread's: its own link says so; where no post's link says which
/// it is, there is no page before this one.
fn is_opening(dom: &Dom, posts: &[Remark<'_>]) -> bool {
    let Some(first) = posts.first() else {
        return false;
    };
    match posts.iter().any(|post| place(post).is_some()) {
        true => place(first) == Some(1),
        // Comments under something else than a topic.
        false if first.has_class("ipsComment") && !first.has_class("cPost") => false,
        false if first.has_class("bbp-reply-header") => false,
        false => dom.root().first("[rel~=prev]").is_none(),
    }
}

/// The place in the thread that a post's own link shows.
fn place(post: &Remark<'_>) -> Option<u32> {
    let mut links = post.own.iter().filter(|element| element.tag() == "a");
    links.find_map(|link| {
        let text = link.text(MAX_PLACE_BYTES);
        text.strip_prefix('#')?.replace([',', '.'], "").parse().ok()
    })
}

/// Reads the posts of a thread whose page was `sent` at some time.
pub(super) fn read(dom: &Dom, page: &Url, sent: Option<Timestamp>) -> Reading {
    let Some((forum, posts)) = found(dom) else {
        return Reading::default();
    };
    let heads = head::heads(&posts, |post| post.first(&forum.text));
    let clock = PageClock::of(dom, posts.iter().zip(&heads), sent);
    let following = parents::by_following(&posts);
    let comments = posts
        .iter()
        .zip(&heads)
        .zip(following)
        .map(|((post, head), above)| {
            let link = permalink(post);
            let (author, author_url) = writer(forum, post, head, clock, page);
            let name = author.as_ref().map(|name| name.as_str());
            let shown = post.first(&forum.time);
            let (published, precision) = match shown.and_then(|shown| clock.read(shown)) {
                Some((time, precision)) => (Some(time), precision),
                None => time::written(post, head, name, link, clock),
            };
            let quoted = head.text.and_then(|text| quoted(text, forum.id.1));
            let (parent, parent_trust) = match above {
                Some(above) => (Some(CommentId::new(&posts[above].id)), Trust::Derived),
                None => (quoted, Trust::Guessed),
            };
            Comment {
                parent,
                parent_trust,
                published,
                precision,
                body: text(head, page),
                permalink: link.and_then(|link| fields::web_url(link.attr("href")?, Some(page))),
                author,
                author_url,
                ..Comment::new(CommentId::new(&post.id))
            }
        });
    Reading::of(comments.collect())
}

fn text(head: &Head<'_>, page: &Url) -> crate::model::safe::GatedHtml {
    static TOOLS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
        selectors(&[
            ".signature",
            ".notice",
            ".post_edit",
            ".edited_post",
            ".lastedit",
            ".postedit",
            ".ipsComment_tools",
            ".bbCodeBlock-expandLink",
            ".bbCodeBlock-shrinkLink",
            ".after_content",
            ".js-selectToQuoteEnd",
        ])
    });
    let leaves_out = |element: Element<'_>| {
        body::is_never(element) || TOOLS.iter().any(|tool| element.matches_by(tool))
    };
    let html = head.text.map(|text| text.inner_html(leaves_out));
    fields::body(&html.unwrap_or_default(), Some(page))
}

/// The author's name and page.
fn writer(
    forum: &Forum,
    post: &Remark<'_>,
    head: &Head<'_>,
    clock: PageClock,
    page: &Url,
) -> (Option<crate::model::safe::SafeText>, Option<Url>) {
    let stated = post.attr("data-author").and_then(fields::name);
    let element = post.first(&forum.author);
    let named = element.and_then(|element| fields::html_name(&element.inner_html(|_| false)));
    let (found, found_url) = match stated.is_some() || named.is_some() {
        true => (None, None),
        false => author::author(post, head, clock.order, page),
    };
    let mut around = element.into_iter().flat_map(|element| {
        std::iter::once(element)
            .chain(element.ancestors().take(2))
            .chain(element.descendants().take(3))
    });
    let link = around.find(|element| element.tag() == "a");
    let url = link.and_then(|link| fields::web_url(link.attr("href")?, Some(page)));
    (stated.or(named).or(found), url.or(found_url))
}

/// The post that a text begins by quoting, by the number that the quotation names.
fn quoted(text: Element<'_>, prefix: &str) -> Option<CommentId> {
    const ATTRIBUTES: [&str; 6] = [
        "data-source",
        "data-post-id",
        "data-ipsquote-contentcommentid",
        "cite",
        "data-link",
        "href",
    ];
    let mut inner = text.descendants().take(MAX_QUOTE_ELEMENTS);
    let first = inner.find(|element| {
        let mut classes = element.classes();
        element.tag() == "blockquote" || classes.any(|class| class.contains("quote"))
    })?;
    // What stands before it is the writer's own.
    let begins = text.lines(|_| false).first()?.begins_in(first);
    if !begins {
        return None;
    }
    std::iter::once(first)
        .chain(first.descendants().take(MAX_QUOTE_ELEMENTS))
        .flat_map(|element| ATTRIBUTES.iter().filter_map(move |name| element.attr(name)))
        .find_map(|value| number_of_post(value, prefix))
        .map(CommentId::new)
}

/// The number of a post in what names it: "post: 12", "#post12", "…&p=12#p12", "?msg=12", "12".
fn number_of_post<'v>(value: &'v str, prefix: &str) -> Option<&'v str> {
    let digits = |text: &'v str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        Some(&text[..end]).filter(|digits| !digits.is_empty())
    };
    let fragment = value.rsplit_once('#').map(|(_, fragment)| fragment);
    let names = ["post: ", "post:", "postID=", "pid=", "msg=", "?p=", "&p="];
    fragment
        .and_then(|fragment| {
            let mut prefixes = [
                prefix, "post-", "post_", "post", "msg", "pid", "p", "comment-",
            ]
            .into_iter();
            prefixes.find_map(|prefix| digits(fragment.strip_prefix(prefix)?))
        })
        .or_else(|| {
            names
                .iter()
                .find_map(|name| digits(value.split_once(name)?.1))
        })
        .or_else(|| {
            value
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| digits(value))?
        })
}

fn permalink<'a>(post: &Remark<'a>) -> Option<Element<'a>> {
    let is_own = |href: &str| {
        let number = href
            .trim_end_matches('/')
            .rsplit(|c: char| !c.is_ascii_digit())
            .next();
        number == Some(post.id.as_str())
    };
    let mut links = post.own.iter().copied();
    links.find(|element| {
        let href = element.attr("href").filter(|_| element.tag() == "a");
        href.is_some_and(is_own)
    })
}
