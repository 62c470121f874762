//! What an article's page tells about where its comments are (section 5), read once and kept small.

mod closed;
mod links;
mod scripts;
pub mod widgets;

use url::Url;

use self::widgets::Widget;
use super::{Reply, page};
use crate::text::dom::Dom;

/// Bytes kept of a generator's name.
const MAX_GENERATOR_BYTES: usize = 200;

/// What a page tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Where the page is, after redirects.
    pub url: Option<Url>,
    /// The address that the page calls its own, if it is on the same host.
    pub canonical: Option<Url>,
    /// The publishing system as it names itself: a hint, never a proof.
    pub generator: Option<String>,
    /// Root of WordPress's REST interface.
    pub rest_base: Option<Url>,
    /// WordPress's number of the article.
    pub wordpress_post: Option<u64>,
    /// WordPress.com's numbers of the blog and the article.
    pub wordpress_com: Option<(u64, u64)>,
    /// Comment feeds of this article, Blogger's left out.
    pub comment_feeds: Vec<Url>,
    /// Blogger's comment feed of this article.
    pub blogger_feed: Option<Url>,
    /// An embedded forum.
    pub discourse: Option<DiscourseEmbed>,
    /// Comment systems that the page loads.
    pub widgets: Vec<Widget>,
    /// A comment system in the page that has no way in for programs (section 7.16), by its name.
    pub closed: Option<&'static str>,
    /// The article's ActivityPub object, if it is on the same host.
    pub activity: Option<Url>,
    /// Whether the page receives mentions by webmention.io.
    pub webmention_io: bool,
    /// The Guardian's short key of the article.
    pub guardian_key: Option<String>,
    /// How many comments stand in the page itself.
    pub own_comments: usize,
    /// How many comments stand in the page's data for search engines.
    pub data_comments: usize,
}

/// A forum that a page embeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscourseEmbed {
    /// The forum's root.
    pub forum: Url,
    /// The topic, where the page names it.
    pub topic: Option<u64>,
    /// The address that the forum knows the page by.
    pub page: Option<Url>,
}

impl Findings {
    /// Reads a page; none where the reply is no page.
    pub fn read(reply: &Reply) -> Option<Self> {
        if !(200..300).contains(&reply.status) {
            return None;
        }
        let dom = page::parse(reply)?;
        let count = page::count(&dom, &reply.url);
        let mut findings = Self {
            url: Some(reply.url.clone()),
            generator: generator(&dom),
            own_comments: count.elements,
            data_comments: count.data,
            ..Self::default()
        };
        links::read(&dom, reply, &mut findings);
        scripts::read(&dom, &reply.url, &mut findings);
        Some(findings)
    }
}

/// The publishing system as the page names it.
fn generator(dom: &Dom) -> Option<String> {
    let meta = dom.root().first("meta[name=generator]")?;
    let stated = meta.attr("content")?.trim();
    let stated = &stated[..stated.floor_char_boundary(MAX_GENERATOR_BYTES)];
    (!stated.is_empty()).then(|| stated.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::{Accept, Ask};

    fn read(html: &str, link: &str) -> Findings {
        let url = Url::parse("https://blog.example/2026/an-article/").unwrap();
        let reply = Reply {
            ask: Ask::get(url.clone(), Accept::Html),
            url,
            status: 200,
            headers: [("link".to_owned(), link.to_owned())].into(),
            body: html.into(),
        };
        Findings::read(&reply).unwrap()
    }

    #[test]
    fn wordpress_is_known_by_its_headers_alone() {
        let link = "<https://blog.example/blog/wp-json/>; rel=\"https://api.w.org/\", \
             <https://blog.example/blog/wp-json/wp/v2/posts/7>; rel=\"alternate\"; type=\"application/json\"";
        let findings = read("<p>x", link);
        let base = findings.rest_base.unwrap();
        assert_eq!(base.as_str(), "https://blog.example/blog/wp-json/");
        assert_eq!(findings.wordpress_post, Some(7));
    }

    #[test]
    fn the_articles_number_stands_in_short_links_and_classes() {
        let short = read("<link rel=shortlink href='https://blog.example/?p=12'>", "");
        assert_eq!(short.wordpress_post, Some(12));
        let class = read("<body class='single postid-13'>", "");
        assert_eq!(class.wordpress_post, Some(13));
        let hosted = read("<link rel=shortlink href='https://wp.me/pApVf-1N'>", "");
        assert_eq!(hosted.wordpress_com, Some((8_679_457, 111)));
    }

    #[test]
    fn a_system_without_a_way_in_is_known_by_name() {
        let hyvor = "<script async src='https://talk.hyvor.com/embed/embed.js'></script>";
        assert_eq!(read(hyvor, "").closed, Some("Hyvor Talk"));
        let facebook = "<div class='fb-comments' data-href='https://blog.example/'></div>";
        assert_eq!(read(facebook, "").closed, Some("Facebook"));
        let medium = "<meta property='al:android:package' content='com.medium.reader'>";
        assert_eq!(read(medium, "").closed, Some("Medium"));
        assert_eq!(read("<p>x", "").closed, None);
    }

    #[test]
    fn systems_without_a_way_in_are_known_by_script_element_and_frame() {
        for (html, name) in [
            (
                "<script src='https://cdn.vuukle.com/platform.js'></script>",
                "Vuukle",
            ),
            (
                "<script>var idcomments_acct = '5';</script>",
                "IntenseDebate",
            ),
            ("<span id=IDCommentsPostTitle></span>", "IntenseDebate"),
            (
                "<script src='//cdns.gigya.com/js/gigya.js?apiKey=x'></script><div id=commentsDiv></div>",
                "Gigya",
            ),
            (
                "<script>gigya.comments.showCommentsUI(params)</script>",
                "Gigya",
            ),
            (
                "<div id=insticator-container class=insticator-commenting></div>",
                "Insticator",
            ),
            (
                "<script src='https://cdn.fastcomments.com/js/embed-v2.min.js'></script>",
                "FastComments",
            ),
            (
                "<script>cackle_widget.push({widget: 'Comment', id: 1});</script>",
                "Cackle",
            ),
            ("<div id=hypercomments_widget></div>", "HyperComments"),
            (
                "<script>fyre.conv.load({}, [{el: 'livefyre'}])</script>",
                "Livefyre",
            ),
            ("<div class=js-kit-comments permalink=''></div>", "JS-Kit"),
            ("<vf-conversations></vf-conversations>", "Viafoura"),
            ("<div id=coral_talk_stream></div>", "Coral"),
            ("<div data-spotim-module=conversation></div>", "OpenWeb"),
            (
                "<fb:comments href='https://blog.example/'></fb:comments>",
                "Facebook",
            ),
            (
                "<iframe src='https://www.facebook.com/plugins/comments.php?href=x'></iframe>",
                "Facebook",
            ),
            ("<div id=vk_comments></div>", "VK"),
            (
                "<hyvor-talk-comments website-id=1></hyvor-talk-comments>",
                "Hyvor Talk",
            ),
        ] {
            assert_eq!(read(html, "").closed, Some(name), "{html}");
        }
        // Many sites use it for signing in alone.
        let sign_in = "<script src='//cdns.gigya.com/js/gigya.js?apiKey=x'></script><p>x";
        assert_eq!(read(sign_in, "").closed, None);
    }

    #[test]
    fn only_feeds_of_this_article_are_its_comment_feeds() {
        let html = "<link rel=alternate type='application/rss+xml' href='/feed/'>\
             <link rel=alternate type='application/rss+xml' href='/comments/feed/'>\
             <link rel=alternate type='application/rss+xml' href='/2026/an-article/feed/'>\
             <link rel=alternate type='application/atom+xml' href='/feeds/77/comments/default'>";
        let findings = read(html, "");
        let feeds: Vec<&str> = findings.comment_feeds.iter().map(Url::path).collect();
        assert_eq!(feeds, ["/2026/an-article/feed/"]);
        assert_eq!(
            findings.blogger_feed.unwrap().path(),
            "/feeds/77/comments/default"
        );
    }

    #[test]
    fn what_is_no_page_tells_nothing() {
        let url = Url::parse("https://blog.example/").unwrap();
        let mut reply = Reply {
            ask: Ask::get(url.clone(), Accept::Html),
            url,
            status: 200,
            headers: std::collections::BTreeMap::new(),
            body: b"{\"a\": 1}".to_vec(),
        };
        assert_eq!(Findings::read(&reply), None);
        reply.body = b"<p>Not found".to_vec();
        reply.status = 404;
        assert_eq!(Findings::read(&reply), None);
    }
}
