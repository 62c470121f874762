//! The engine as a whole: documents in, entries out.

mod limits;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn read(document: &str) -> ParsedFeed {
    parse(document.as_bytes(), None, Some(&base())).unwrap()
}

fn base() -> Url {
    Url::parse("https://feed.example/dir/feed.xml").unwrap()
}

fn titles(feed: &ParsedFeed) -> Vec<&str> {
    feed.entries
        .iter()
        .map(|entry| entry.title.as_ref().map_or("", |title| title.as_str()))
        .collect()
}

/// An RSS document of these items.
fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

/// The folder of shared material beside this tree, if it is there.
fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("BYLINE_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .skip(1)
        .map(|parent| parent.join("shared"));
    named
        .into_iter()
        .chain(beside)
        .find(|root| root.join("corpus/feeds").is_dir())
}

#[test]
fn hours_and_days_without_visits_are_read() {
    let feed = read(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>A</title>\
         <skipHours><hour>0</hour><hour> 23 </hour><hour>never</hour></skipHours>\
         <skipDays><day>Sunday</day></skipDays><item><title>One</title></item></channel></rss>",
    );
    let mut skips = Skips::default();
    skips.skip_hour(0);
    skips.skip_hour(23);
    skips.skip_day("Sunday");
    assert_eq!(feed.skips, skips);
    assert_eq!(feed.entries.len(), 1);
}

#[test]
fn a_sound_feed_is_read_without_repairs() {
    let feed = read(
        "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
         <channel><title>A &amp; B</title><link>https://site.example/</link><ttl>90</ttl><generator>gen</generator>\
         <item><title>One</title><link>/one</link><guid isPermaLink='false'>1</guid>\
         <pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><author>joe@example.com (Joe)</author>\
         <category>news</category><enclosure url='https://site.example/a.mp3' type='audio/mpeg' length='1'/>\
         <description>short</description><content:encoded><![CDATA[<p>the whole text</p>]]></content:encoded>\
         </item></channel></rss>",
    );
    assert_eq!(feed.repairs, Vec::<String>::new());
    assert_eq!(feed.format, "rss2");
    assert_eq!(feed.title, Some("A & B".into()));
    assert_eq!(feed.site.unwrap().as_str(), "https://site.example/");
    assert_eq!(feed.wait_minutes, Some(90));
    assert_eq!(feed.generator.as_deref(), Some("gen"));
    let entry = &feed.entries[0];
    assert_eq!(entry.id, "1");
    assert_eq!(entry.link.as_deref(), Some("https://feed.example/one"));
    assert_eq!(entry.published.unwrap().to_string(), "2004-01-01T19:48:21Z");
    assert_eq!(entry.author, Some("Joe".into()));
    assert_eq!(entry.categories, ["news".into()]);
    assert_eq!(
        entry.enclosures[0].media_type.as_deref(),
        Some("audio/mpeg")
    );
    assert!(entry.body.as_str().contains("the whole text"));
}

#[test]
fn atom_is_read_with_its_kinds_of_text_and_its_bases() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://other.example/a/'>\
         <title type='html'>&lt;b&gt;T&lt;/b&gt;</title><id>f</id><updated>2020-01-01T00:00:00Z</updated>\
         <entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>One <i>two</i></div></title>\
         <id>tag:1</id><link href='one'/><link rel='replies' href='/c'/><updated>2020-01-02T00:00:00Z</updated>\
         <author><name>Ada</name><email>a@b.example</email></author><category term='x' label='Label'/>\
         <content type='xhtml' xml:base='sub/'><div xmlns='http://www.w3.org/1999/xhtml'><a href='p'>link</a> &amp; text</div></content>\
         </entry></feed>",
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.title, Some("T".into()));
    assert_eq!(entry.title, Some("One two".into()));
    assert_eq!(entry.link.as_deref(), Some("https://other.example/a/one"));
    assert_eq!(entry.author, Some("Ada".into()));
    assert_eq!(entry.categories, ["Label".into()]);
    assert_eq!(entry.published, None);
    assert!(entry.updated.is_some());
    assert!(
        entry
            .body
            .as_str()
            .contains("https://other.example/a/sub/p"),
        "{}",
        entry.body.as_str()
    );
    assert!(
        entry.body.as_str().contains("&amp; text"),
        "{}",
        entry.body.as_str()
    );
}

#[test]
fn one_flaw_costs_no_entry() {
    let items = "<item><title>a</title></item><item><title>b</title></item>";
    let sound = rss(items);
    for (flaw, broken) in [
        ("no version", sound.replace(" version=\"2.0\"", "")),
        ("a version of its own", sound.replace("2.0", "2.0.1-beta")),
        (
            "a bare ampersand",
            sound.replace("<title>T", "<title>T & U"),
        ),
        (
            "an unknown entity",
            sound.replace("<title>T", "<title>T&nbsp;U&bogus;"),
        ),
        (
            "a forbidden character",
            sound.replace("<title>T", "<title>\u{1}T\u{b}&#0;"),
        ),
        ("junk in front", format!("Warning: x<br />\n{sound}")),
        (
            "junk behind",
            format!("{sound}\n<!-- cached --><script>1</script>"),
        ),
        ("an open tag", sound.replace("<title>a</title>", "<title>a")),
        (
            "crossed tags",
            sound.replace("<title>a</title></item>", "<title>a</item></title>"),
        ),
        ("no end tags at all", sound.replace("</item>", "")),
        (
            "an undeclared prefix",
            sound.replace(
                "<title>a",
                "<media:title>x</media:title><foo:title>y</foo:title><title>a",
            ),
        ),
        (
            "an unquoted attribute",
            sound.replace("<item>", "<item id=1 id=2 flag>"),
        ),
        (
            "an open comment",
            sound.replace("<channel>", "<channel><!-- oops "),
        ),
        (
            "a bare less-than",
            sound.replace("<title>T", "<title>1 < 2"),
        ),
        (
            "a default namespace",
            sound.replace("<rss ", "<rss xmlns='http://backend.userland.com/rss2' "),
        ),
        (
            "an empty media text",
            sound.replace(
                "<item>",
                "<item><media:description xmlns:media='http://search.yahoo.com/mrss/'/>",
            ),
        ),
        (
            "two channels",
            sound.replacen("</item>", "</item></channel><channel>", 1),
        ),
        (
            "an early end",
            sound.replacen("</item>", "</item></channel></rss>", 1),
        ),
        (
            "no channel",
            sound.replace("<channel>", "").replace("</channel>", ""),
        ),
        (
            "a document type",
            format!("<!DOCTYPE rss [<!ENTITY x \"y\">]>{sound}"),
        ),
        (
            "upper case",
            sound.to_uppercase().replace("VERSION", "version"),
        ),
    ] {
        let feed =
            parse(broken.as_bytes(), None, None).unwrap_or_else(|error| panic!("{flaw}: {error}"));
        let titles = titles(&feed)
            .iter()
            .map(|title| title.to_lowercase())
            .collect::<Vec<_>>();
        assert_eq!(titles, ["a", "b"], "{flaw}");
    }
}

#[test]
fn what_was_mended_is_said_in_words() {
    let feed = read("<rss><channel><title>a & b</title><item><title>x</item></channel></rss>");
    assert_eq!(
        feed.repairs,
        [
            "missing or unusual RSS version read as 2.0",
            "ampersands and references that XML does not know mended",
            "tags that were crossed or left open closed",
        ]
    );
}

#[test]
fn a_cdata_section_without_end_stays_in_its_entry() {
    let feed = read(&rss(
        "<item><title>a</title><description><![CDATA[text one</description></item>\
         <item><title>b</title><description><![CDATA[text two]]></description></item>",
    ));
    assert_eq!(titles(&feed), ["a", "b"]);
    assert!(feed.entries[0].body.as_str().contains("text one"));
    assert!(!feed.entries[0].body.as_str().contains("text two"));
    let cut = read(
        "<rss version='2.0'><channel><title>T</title><item><title>a</title><description><![CDATA[<p>cut of",
    );
    assert!(cut.entries[0].body.as_str().contains("cut of"));
}

#[test]
fn markup_straight_inside_texts_is_kept() {
    let feed = read(&rss(
        "<item><title>An <em>old</em> title</title><description>x <b>bold</b> y</description></item>",
    ));
    assert_eq!(titles(&feed), ["An old title"]);
    let body = feed.entries[0].body.as_str();
    assert!(body.contains("bold") && body.contains('y'), "{body}");
}

#[test]
fn old_and_odd_dialects_are_read() {
    let atom03 = read(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title mode='escaped' type='text/html'>&lt;i>T&lt;/i></title>\
         <entry><title>a</title><issued>2004-01-01T00:00:00Z</issued><link rel='alternate' type='text/html' href='/a'/>\
         <content type='text/html' mode='base64'>PHA+aGVsbG88L3A+</content></entry></feed>",
    );
    assert_eq!(atom03.format, "atom03");
    assert_eq!(atom03.title, Some("T".into()));
    assert_eq!(
        atom03.entries[0].published.unwrap().to_string(),
        "2004-01-01T00:00:00Z"
    );
    assert!(atom03.entries[0].body.as_str().contains("hello"));
    let rss1 = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
         <channel rdf:about='x'><title>T</title></channel><item rdf:about='https://a.example/1'><title>no link</title></item></rdf:RDF>",
    );
    assert_eq!((rss1.format, titles(&rss1)), ("rss1", vec!["no link"]));
    assert_eq!(rss1.entries[0].id, "https://a.example/1");
    let cdf = read(
        "<CHANNEL HREF='http://a.example/'><TITLE>T</TITLE><ITEM HREF='http://a.example/1'><TITLE>x</TITLE></ITEM></CHANNEL>",
    );
    assert_eq!(cdf.format, "cdf");
    assert_eq!(cdf.entries[0].link.as_deref(), Some("http://a.example/1"));
}

#[test]
fn a_prefix_that_says_rss_is_rss() {
    let feed = read(
        "<rss rss:version=2.0><rss:channel><rss:title>T</rss:title>\
         <rss:item><rss:title>a</rss:title></rss:item></rss:channel></rss>",
    );
    assert_eq!(
        (feed.title.clone(), titles(&feed)),
        (Some("T".into()), vec!["a"])
    );
}

#[test]
fn an_episode_is_described_by_what_there_is() {
    let feed = read(&rss(
        "<item><title>a</title><googleplay:description>about salt</googleplay:description></item>\
         <item><title>b</title><itunes:subtitle>about pepper</itunes:subtitle><description></description></item>",
    ));
    assert!(feed.entries[0].body.as_str().contains("about salt"));
    assert!(feed.entries[1].body.as_str().contains("about pepper"));
}

#[test]
fn one_attribute_of_a_text_costs_no_feed() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title type=''>T</title><entry><id>1</id>\
         <title type='text/plain'>a</title><content type='application/xhtml+xml'><p>hi</p></content></entry></feed>",
    );
    assert_eq!(titles(&feed), ["a"]);
    assert!(feed.entries[0].body.as_str().contains("hi"));
}

#[test]
fn the_right_one_of_several_links_is_the_article() {
    let atom = |links: &str| {
        let document = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>tag:x</id><title>t</title>{links}</entry></feed>"
        );
        read(&document).entries[0].link.clone().unwrap_or_default()
    };
    assert_eq!(
        atom(
            "<link href='gemini://a/1'/><link href='https://a.example/1'/><link rel='self' href='https://a.example/s'/>"
        ),
        "https://a.example/1"
    );
    assert_eq!(
        atom(
            "<link rel='alternate' type='application/json' href='https://a.example/j'/><link href='https://a.example/1'/>"
        ),
        "https://a.example/1"
    );
    assert_eq!(atom("<link rel='replies' href='https://a.example/c'/>"), "");
    assert_eq!(atom("<link href='javascript:alert(1)'/>"), "");
    let item = |fields: &str| {
        read(&rss(&format!("<item>{fields}</item>"))).entries[0]
            .link
            .clone()
            .unwrap_or_default()
    };
    assert_eq!(
        item("<guid>https://a.example/g</guid>"),
        "https://a.example/g"
    );
    assert_eq!(
        item("<guid isPermaLink='false'>https://a.example/g</guid>"),
        ""
    );
    assert_eq!(
        item("<comments>https://a.example/c</comments><guid>x</guid>"),
        ""
    );
    assert_eq!(
        item("<atom:link xmlns:atom='http://www.w3.org/2005/Atom' href='https://a.example/l'/>"),
        "https://a.example/l"
    );
}

#[test]
fn json_feeds_are_read_leniently() {
    let feed = read(
        r#"{"version":"http://jsonfeed.org/version/1","items":[
            {"id":7,"title":"a","content_text":"one\n\ntwo","date_published":"2020-01-01","tags":["x",3],"author":{"name":"Ada"}},
            "not an item",
            {"id":"b","url":"/b","content_html":"<p>b</p>","external_url":"https://else.example/","_x":{"comments_url":"https://c.example/"}}]}"#,
    );
    assert_eq!(feed.format, "json");
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(feed.entries[0].id, "7");
    assert_eq!(feed.entries[0].author, Some("Ada".into()));
    let second = &feed.entries[1];
    assert_eq!(second.link.as_deref(), Some("https://feed.example/b"));
    assert_eq!(
        second.clues.external_url.as_ref().unwrap().as_str(),
        "https://else.example/"
    );
    assert_eq!(
        second.clues.page.as_ref().unwrap().as_str(),
        "https://c.example/"
    );
    let cut = read(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","title":"a}"},{"id":"2","ti"#,
    );
    assert_eq!(titles(&cut), ["a}"]);
}

#[test]
fn what_is_no_feed_is_refused_with_a_reason() {
    let refused = |document: &str| parse(document.as_bytes(), None, Some(&base())).unwrap_err();
    assert_eq!(refused(" \n"), FeedError::Empty);
    assert_eq!(
        refused("<?xml version='1.0'?><opml version='2.0'/>").to_string(),
        "This is not a feed: a subscription list (OPML)"
    );
    assert_eq!(
        refused("{\"a\":1}").to_string(),
        "This is not a feed: JSON of another kind"
    );
    assert!(matches!(
        refused("{\"total_count\":1,\"items\":[{\"id\":1,\"score\":2}]}"),
        FeedError::NotAFeed { .. }
    ));
    assert!(matches!(refused("{\"a\":"), FeedError::Broken { .. }));
    assert!(matches!(refused("Not found"), FeedError::NotAFeed { .. }));
    assert!(matches!(
        refused(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><foaf:Person/></rdf:RDF>"
        ),
        FeedError::Broken { .. }
    ));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(refused(&deep), FeedError::Broken { .. }));
}

#[test]
fn a_page_in_place_of_a_feed_offers_the_feeds_that_it_names() {
    let page = "<!DOCTYPE html><html><head><base href='/blog/'>\
        <link rel=alternate type=application/rss+xml title='Comments' href='comments/feed'>\
        <link rel='alternate' type='application/atom+xml' title='Posts &amp; more' href='feed.atom'>\
        <link rel='alternate' type='application/atom+xml' href='feed.atom'>\
        <link rel='stylesheet' href='x.css'><link rel='alternate' hreflang='de' href='/de'></head>";
    let Err(FeedError::Html { feeds, .. }) =
        parse(page.as_bytes(), Some("text/html"), Some(&base()))
    else {
        panic!("a page is no feed");
    };
    assert_eq!(
        feeds,
        [
            FeedLink {
                url: Url::parse("https://feed.example/blog/feed.atom").unwrap(),
                title: Some("Posts & more".into()),
            },
            FeedLink {
                url: Url::parse("https://feed.example/blog/comments/feed").unwrap(),
                title: Some("Comments".into()),
            },
        ]
    );
    assert_eq!(feeds, feeds_in_page(page, &base()));
}

#[test]
fn clues_to_comments_are_kept_as_written() {
    let feed = read(
        "<rss version='2.0' xmlns:w='http://wellformedweb.org/commentapi' xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>\
         <channel><title>T</title><generator>https://wordpress.org/?v=6.6</generator><item><title>a</title><link>https://a.example/1</link>\
         <comments>https://a.example/1</comments><w:commentRSS>https://a.example/1/feed</w:commentRSS>\
         <slash:comments> 4 </slash:comments><guid isPermaLink='false'>https://a.example/?p=1</guid>\
         <post-id xmlns='com-wordpress:feed-additions:1'>1</post-id></item>\
         <item><title>b</title><comments>5</comments><slash:comments>-1</slash:comments></item></channel></rss>",
    );
    let clues = &feed.entries[0].clues;
    assert_eq!(clues.page.as_ref().unwrap().as_str(), "https://a.example/1");
    assert_eq!(clues.replies[0].url.as_str(), "https://a.example/1/feed");
    assert_eq!(clues.count, Some(4));
    assert_eq!(clues.guid.as_deref(), Some("https://a.example/?p=1"));
    assert!(!clues.guid_is_permalink);
    assert_eq!(clues.wordpress_post, Some(1));
    assert_eq!(
        clues.generator.as_deref(),
        Some("https://wordpress.org/?v=6.6")
    );
    assert_eq!(feed.entries[1].clues.page, None);
    assert_eq!(feed.entries[1].clues.count, None);
}

#[test]
fn atom_threading_is_read_with_and_without_its_prefix() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:t='http://purl.org/syndication/thread/1.0'><title>T</title>\
         <entry><id>tag:1</id><title>a</title><link rel='replies' type='application/atom+xml' href='/1/a' t:count='3'/>\
         <link rel='replies' type='text/html' href='/1/h' count='2'/><link rel='related' href='/parent'/>\
         <t:in-reply-to ref='tag:0' href='/0'/></entry></feed>",
    );
    let clues = &feed.entries[0].clues;
    let replies = clues
        .replies
        .iter()
        .map(|r| (r.url.path(), r.count))
        .collect::<Vec<_>>();
    assert_eq!(replies, [("/1/a", Some(3)), ("/1/h", Some(2))]);
    assert_eq!(clues.count, Some(5));
    assert_eq!(clues.related[0].path(), "/parent");
    assert_eq!(clues.in_reply_to[0].reference.as_deref(), Some("tag:0"));
    assert_eq!(
        clues.in_reply_to[0].href.as_deref(),
        Some("https://feed.example/0")
    );
}

#[test]
fn captured_feeds_yield_their_clues() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no corpus beside the repository (set BYLINE_SHARED to its folder)");
        return;
    };
    let entries = |file: &str| {
        let bytes = fs::read(shared.join("corpus/comments").join(file)).unwrap();
        parse(&bytes, None, Some(&base())).unwrap().entries
    };
    let seed = entries("seed/feed.rss2.xml");
    assert_eq!(seed[0].clues.count, Some(4));
    assert!(!seed[0].clues.replies.is_empty());
    for file in [
        "atom-threading/wordpress-atom10.xml",
        "atom-threading/typepad-pauldix.xml",
        "atom-threading/intertwingly.atom",
    ] {
        let entries = entries(file);
        assert!(
            entries
                .iter()
                .all(|e| !e.clues.replies.is_empty() && e.clues.count.is_some()),
            "{file}"
        );
    }
    for file in [
        "rss2-comments-elements/codehollow.xml",
        "rss2-comments-elements/manton.rss",
        "rss2-comments-elements/techcrunch.xml",
    ] {
        assert!(
            entries(file).iter().all(|e| e.clues.page.is_some()),
            "{file}"
        );
    }
    assert!(
        entries("rss2-comments-elements/slashdot-rdf.xml")
            .iter()
            .all(|e| e.clues.count.is_some())
    );
    assert!(
        entries("lobsters/tag.rss")
            .iter()
            .all(|e| e.clues.page.is_some())
    );
    assert!(
        entries("seed/comments.atom.xml")
            .iter()
            .any(|e| !e.clues.in_reply_to.is_empty())
    );
    assert!(
        entries("blogger/comments-threaded.xml")
            .iter()
            .any(|e| !e.clues.related.is_empty())
    );
    assert!(
        entries("blogger/posts-4fsodonline.atom")
            .iter()
            .all(|e| e.clues.count.is_some())
    );
}
