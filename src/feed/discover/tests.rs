use super::*;

fn url(address: &str) -> Url {
    Url::parse(address).unwrap()
}

fn told(address: &str) -> Vec<String> {
    let feeds = by_address(&url(address));
    feeds.iter().map(|feed| feed.url.to_string()).collect()
}

fn in_page_at(address: &str, head: &str) -> Vec<String> {
    let html = format!("<!DOCTYPE html><html><head>{head}</head><body><p>Hello</p></body></html>");
    let FeedError::Html { feeds, .. } = in_page(&html, Some(&url(address))) else {
        panic!("a page is no feed");
    };
    feeds.iter().map(|feed| feed.url.to_string()).collect()
}

const ID: &str = "UCabcdefghijklmnopqrst_-";

#[test]
fn known_services_tell_their_feeds_by_the_address() {
    let youtube = "https://www.youtube.com/feeds/videos.xml";
    let cases = [
        (
            format!("https://www.youtube.com/channel/{ID}/videos"),
            format!("{youtube}?channel_id={ID}"),
        ),
        (
            "https://youtube.com/user/ada".into(),
            format!("{youtube}?user=ada"),
        ),
        (
            "https://www.youtube.com/playlist?list=PL1&x=2".into(),
            format!("{youtube}?playlist_id=PL1"),
        ),
    ];
    for (address, feed) in cases {
        assert_eq!(told(&address), [feed]);
    }
    for (address, feed) in [
        (
            "https://old.reddit.com/r/rust/",
            "https://www.reddit.com/r/rust/.rss",
        ),
        (
            "https://www.reddit.com/r/rust/top",
            "https://www.reddit.com/r/rust/top/.rss",
        ),
        (
            "https://www.reddit.com/r/rust/comments/abc/title/",
            "https://www.reddit.com/r/rust/comments/abc/.rss",
        ),
        (
            "https://www.reddit.com/u/ada",
            "https://www.reddit.com/user/ada/.rss",
        ),
        (
            "https://github.com/rust-lang",
            "https://github.com/rust-lang.atom",
        ),
        (
            "https://github.com/rust-lang/rust/releases/tag/1.0",
            "https://github.com/rust-lang/rust/releases.atom",
        ),
        (
            "https://github.com/rust-lang/rust/tree/master",
            "https://github.com/rust-lang/rust/commits/master.atom",
        ),
        ("https://medium.com/@ada", "https://medium.com/feed/@ada"),
        ("https://lobste.rs/t/rust", "https://lobste.rs/t/rust.rss"),
        (
            "https://ada.blogspot.com/",
            "https://ada.blogspot.com/feeds/posts/default",
        ),
        (
            "https://ada.blogspot.com/search/label/Cars%20old",
            "https://ada.blogspot.com/feeds/posts/default/-/Cars%20old",
        ),
        (
            "https://ada.substack.com/p/one",
            "https://ada.substack.com/feed",
        ),
        (
            "https://ada.wordpress.com/category/cars",
            "https://ada.wordpress.com/category/cars/feed/",
        ),
        (
            "https://stackoverflow.com/questions/tagged/rust",
            "https://stackoverflow.com/feeds/tag/rust",
        ),
    ] {
        assert_eq!(told(address), [feed], "{address}");
    }
}

#[test]
fn a_repository_offers_its_releases_commits_and_tags() {
    assert_eq!(
        told("https://github.com/rust-lang/rust"),
        ["releases", "commits", "tags"]
            .map(|what| format!("https://github.com/rust-lang/rust/{what}.atom"))
    );
}

#[test]
fn addresses_without_a_rule_and_feeds_themselves_are_left_alone() {
    for address in [
        "https://example.org/r/rust",
        "https://notreddit.com/r/rust",
        "https://www.reddit.com/",
        "https://www.youtube.com/watch?v=abc",
        "https://www.youtube.com/channel/UCshort",
        "https://github.com/features",
        "https://ada.blogspot.com/feeds/posts/default",
        "https://medium.com/feed/@ada",
        "https://lobste.rs/rss",
        "data:text/html,x",
    ] {
        assert_eq!(told(address), Vec::<String>::new(), "{address}");
    }
}

#[test]
fn a_category_is_meant_where_one_was_typed() {
    let wordpress = "<meta name='generator' content='WordPress 6.6'>\
        <link rel='alternate' type='application/rss+xml' href='/feed/'>";
    assert_eq!(
        in_page_at("https://blog.example/category/cars/", wordpress),
        ["https://blog.example/category/cars/feed/"]
    );
    assert_eq!(
        in_page_at("https://blog.example/2012/an-article/", wordpress),
        ["https://blog.example/feed/"]
    );
    let discourse = "<meta name=\"generator\" content=\"Discourse 3.4\">";
    assert_eq!(
        in_page_at("https://forum.example/c/support/6?x=1", discourse),
        ["https://forum.example/c/support/6.rss"]
    );
    assert_eq!(
        in_page_at("https://forum.example/", discourse),
        ["https://forum.example/latest.rss"]
    );
}

#[test]
fn profiles_and_channels_are_told_by_their_page() {
    assert_eq!(
        in_page_at("https://social.example/@ada", ""),
        ["https://social.example/@ada.rss"]
    );
    let page = format!(
        "<meta property=\"og:site_name\" content=\"YouTube\"><script>{{\"externalId\":\"{ID}\"}}</script>"
    );
    assert_eq!(
        in_page_at("https://www.youtube.com/@ada/videos", &page),
        [format!(
            "https://www.youtube.com/feeds/videos.xml?channel_id={ID}"
        )]
    );
    let lie = "<meta property=\"og:site_name\" content=\"YouTube\">\"channelId\":\"UCé\u{301}";
    assert_eq!(
        in_page_at("https://www.youtube.com/c/ada", lie),
        Vec::<String>::new()
    );
}

#[test]
fn links_in_headers_are_feeds_where_they_say_so() {
    let headers = [
        "</feed>; rel=\"alternate\"; type=\"application/rss+xml\"; title=\"News\", \
         <https://example.org/style.css>; rel=preload",
        "<atom.xml>;rel=alternate;type=application/atom+xml",
        "broken",
    ];
    let feeds = in_headers(headers.into_iter(), &url("https://example.org/blog/"));
    let told: Vec<_> = feeds.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(
        told,
        [
            "https://example.org/feed",
            "https://example.org/blog/atom.xml"
        ]
    );
    assert_eq!(feeds[0].title, Some("News".into()));
}

#[test]
fn the_last_resort_is_a_handful_of_addresses() {
    let tried = well_known(&url("https://example.org/blog?x=1#top"));
    let tried: Vec<_> = tried.iter().map(Url::as_str).collect();
    assert_eq!(
        tried,
        [
            "https://example.org/blog/feed",
            "https://example.org/feed",
            "https://example.org/rss.xml",
            "https://example.org/atom.xml",
            "https://example.org/index.xml",
            "https://example.org/feed.xml",
        ]
    );
    assert_eq!(well_known(&url("https://example.org/")).len(), 5);
}
