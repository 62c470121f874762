//! Who wrote an entry, and what its texts are written in and relative to.

use super::*;

fn authors(document: &str) -> Vec<String> {
    let author = |entry: &ParsedEntry| entry.author.as_ref().map(ToString::to_string);
    read(document)
        .entries
        .iter()
        .map(|entry| author(entry).unwrap_or_default())
        .collect()
}

fn bodies(document: &str) -> Vec<String> {
    let entries = read(document).entries;
    entries
        .iter()
        .map(|entry| entry.body.as_str().to_owned())
        .collect()
}

#[test]
fn an_entry_without_author_is_its_sources_else_its_feeds() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>\
         <author><name>Mara</name><email>m@a.example</email></author>\
         <entry><id>1</id></entry>\
         <entry><id>2</id><source><title>S</title><author><name>Sol</name></author></source></entry>\
         <entry><id>3</id><author><name>Ned</name></author>\
         <source><author><name>Sol</name></author></source></entry>\
         <entry><id>4</id><author><email>M@a.example</email></author></entry>\
         <entry><id>5</id><author><name/></author></entry>\
         <entry><id>6</id><author><name>Ann</name></author><author><name>Bo</name></author></entry>\
         </feed>";
    assert_eq!(
        authors(feed),
        ["Mara", "Sol", "Ned", "Mara", "Mara", "Ann, Bo"]
    );
    let is_own: Vec<bool> = read(feed)
        .entries
        .iter()
        .map(|e| e.has_own_author)
        .collect();
    assert_eq!(is_own, [false, true, true, true, false, true]);
}

#[test]
fn a_podcasts_author_is_its_episodes_but_an_editor_is_not() {
    let item = "<item><guid>1</guid></item>";
    let podcast = |feed: &str| {
        let channel = format!("<title>T</title>{feed}{item}");
        authors(&format!(
            "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
             xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>{channel}</channel></rss>"
        ))
    };
    assert_eq!(podcast("<itunes:author>Cast</itunes:author>"), ["Cast"]);
    assert_eq!(podcast("<dc:creator>Jo</dc:creator>"), ["Jo"]);
    assert_eq!(
        podcast("<managingEditor>e@a.example (Ed)</managingEditor>"),
        [""]
    );
}

#[test]
fn a_name_that_the_feed_knows_stands_for_its_address() {
    assert_eq!(
        authors(&rss(
            "<managingEditor>Ed@a.example (Ed Line)</managingEditor>\
             <item><guid>1</guid><author>ed@a.example</author></item>\
             <item><guid>2</guid><author>other@a.example</author></item>\
             <item><guid>3</guid><author>jo@a.example (Jo)</author><author>ann@a.example (Ann)</author></item>\
             <item><guid>4</guid><dc:creator>Jo</dc:creator><dc:creator>JO</dc:creator></item>\
             <item><guid>5</guid><author>x@a.example</author><itunes:author>Cast</itunes:author></item>"
        )),
        ["Ed Line", "other@a.example", "Jo, Ann", "Jo", "Cast"]
    );
    assert_eq!(
        authors(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","authors":[{"name":"Mara"}],
            "items":[{"id":"1","authors":[{"name":"Ann"},{"url":"x"},{"name":"Bo"}]},{"id":"2"}]}"#
        ),
        ["Ann, Bo", "Mara"]
    );
}

#[test]
fn texts_are_plain_where_they_are_declared_so_or_hold_no_tags() {
    assert_eq!(
        bodies(&rss(
            "<item><guid>1</guid><description>Ann &lt;ann@a.example> wrote\n\n Map&lt;K, V></description></item>\
             <item><guid>2</guid><description>a &lt;b>bold&lt;/b>\nword</description></item>"
        )),
        [
            "<p>Ann &lt;ann@a.example&gt; wrote</p><p>Map&lt;K, V&gt;</p>",
            "a <strong>bold</strong> word"
        ]
    );
    let atom = |content: &str| {
        bodies(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>1</id>{content}</entry></feed>"
        ))
        .remove(0)
    };
    assert_eq!(
        atom("<content type='text'>use &lt;b>bold&lt;/b> &amp;amp; more</content>"),
        "<p>use &lt;b&gt;bold&lt;/b&gt; &amp;amp; more</p>"
    );
    assert_eq!(
        atom("<summary type='text'>  two\n  lines</summary>"),
        "<pre>  two\n  lines</pre>"
    );
    assert_eq!(atom("<content>a &lt;i>b&lt;/i></content>"), "a <em>b</em>");
    assert_eq!(
        bodies(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","content_text":"Vec<T>\n  x"}]}"#
        ),
        ["<pre>Vec&lt;T&gt;\n  x</pre>"]
    );
}

#[test]
fn a_title_that_is_declared_as_text_holds_no_markup() {
    let title = |kind: &str| {
        let feed = read(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>1</id>\
             <title type='{kind}'>&lt;b>A&lt;/b> &amp;amp; Vec&lt;T></title></entry></feed>"
        ));
        feed.entries[0].title.as_ref().unwrap().to_string()
    };
    assert_eq!(title("text"), "<b>A</b> &amp; Vec<T>");
    assert_eq!(title("html"), "A & Vec<T>");
}

#[test]
fn relative_addresses_are_the_articles_unless_the_feed_says_otherwise() {
    let picture = "<description>&lt;img src='x.png' alt='x'></description>";
    let source = |channel: &str, item: &str| {
        let bodies = bodies(&rss(&format!(
            "{channel}<item><guid isPermaLink='false'>1</guid>{item}{picture}</item>"
        )));
        let start = bodies[0].split_once("src=\"").unwrap().1;
        start.split_once('"').unwrap().0.to_owned()
    };
    let link = "<link>https://feed.example/2024/a/</link>";
    assert_eq!(source("", link), "https://feed.example/2024/a/x.png");
    assert_eq!(source("", ""), "https://feed.example/dir/x.png");
    // A blog that links to other sites has its pictures at home.
    let site = "<link>https://feed.example/blog/</link>";
    let away = "<link>https://other.example/story/</link>";
    assert_eq!(source(site, away), "https://feed.example/blog/x.png");
    assert_eq!(source("", away), "https://other.example/story/x.png");
    let stated = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://base.example/b/'><title>T</title>\
         <entry><id>1</id><link href='https://feed.example/2024/'/>\
         <content type='html'>&lt;img src='x.png' alt='x'></content></entry></feed>";
    assert!(bodies(stated)[0].contains("https://base.example/b/x.png"));
}

#[test]
fn c1_controls_are_the_characters_that_windows_means_by_them() {
    let feed = read(&rss(
        "<item><guid>1</guid><title>399\u{80} \u{93}now\u{94} &#133;</title>\
         <description>399\u{80}, wait\u{85} &lt;b>\u{96} &#151;&lt;/b></description></item>",
    ));
    let entry = &feed.entries[0];
    assert_eq!(entry.title, Some("399€ “now” …".into()));
    assert_eq!(entry.body.as_str(), "399€, wait… <strong>– —</strong>");
}

#[test]
fn a_value_may_hold_what_ends_a_tag() {
    let feed = read(&rss(
        "<item><guid>1</guid><title>&lt;a title=\"a > b\" href='x'>News&lt;/a></title></item>",
    ));
    assert_eq!(titles(&feed), ["News"]);
}
