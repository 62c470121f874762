//! What is read of an entry, whichever vocabulary says it.

use super::{read, rss};
use crate::feed::*;

/// The only entry of an RSS document with this item.
fn item(item: &str) -> ParsedEntry {
    let namespaces = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'";
    let document = rss(&format!("<item {namespaces}>{item}</item>"));
    read(&document).entries.remove(0)
}

/// The body of an Atom entry with this content.
fn atom_body(content: &str) -> String {
    let document = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:h='http://www.w3.org/1999/xhtml'><title>T</title>\
         <entry><title>E</title><id>1</id>{content}</entry></feed>"
    );
    read(&document).entries[0].body.as_str().to_owned()
}

#[test]
fn the_box_around_xhtml_is_not_a_part_of_it() {
    let wrapped = "<content type='xhtml'> <div xmlns='http://www.w3.org/1999/xhtml'><p>One</p><div>two<br/></div></div> </content>";
    assert_eq!(atom_body(wrapped), "<p>One</p><div>two</div>");
    let two = "<content type='xhtml'><div>one</div><div>two</div></content>";
    assert_eq!(atom_body(two), "<div>one</div><div>two</div>");
}

#[test]
fn xhtml_may_have_a_prefix() {
    assert_eq!(
        atom_body(
            "<content type='xhtml'><h:div>This is <h:em>XHTML</h:em>.<h:br/>Yes</h:div></content>"
        ),
        "This is <em>XHTML</em>.<br>Yes"
    );
}

#[test]
fn the_words_of_podcasts_stand_behind_those_of_the_feed() {
    let episode = item(
        "<itunes:author>The station</itunes:author><itunes:subtitle>In short</itunes:subtitle>\
         <itunes:summary>At length</itunes:summary><title>E</title>",
    );
    assert_eq!(episode.author, Some("The station".into()));
    assert_eq!(episode.body.as_str(), "<p>At length</p>");
    let episode = item(
        "<itunes:author>The station</itunes:author><author>ann@example.com (Ann)</author>\
         <itunes:summary>At length</itunes:summary><description>Notes</description>",
    );
    assert_eq!(episode.author, Some("Ann".into()));
    assert_eq!(episode.body.as_str(), "Notes");
}

#[test]
fn people_and_subjects_are_found_in_every_vocabulary() {
    let article =
        item("<title>E</title><dc:creator>Ann</dc:creator><dc:subject>Botany</dc:subject>");
    assert_eq!(article.author, Some("Ann".into()));
    assert_eq!(article.categories, ["Botany".into()]);
    let article = item(
        "<title>E</title><author>by <a href='/ann'>Ann</a></author><category>One<b>two</b></category>",
    );
    assert_eq!(article.author, Some("by Ann".into()));
    assert_eq!(article.categories, ["One".into()]);
}

#[test]
fn a_page_that_plays_stands_in_for_a_file_without_an_address() {
    let files = |entry: &ParsedEntry| {
        let files = entry.enclosures.iter();
        files
            .map(|(url, _)| url.path().to_owned())
            .collect::<Vec<_>>()
    };
    let film = "<media:content type='video/mp4'><media:player url='/play'/></media:content>";
    assert_eq!(files(&item(film)), ["/play"]);
    let film = "<media:content url='/film.mp4'><media:player url='/play'/></media:content>";
    assert_eq!(files(&item(film)), ["/film.mp4"]);
}

#[test]
fn a_description_in_rss_1_is_plain_text_unless_it_looks_like_html() {
    let body = |description: &str| {
        let feed = read(&format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
             <channel rdf:about='c'><title>T</title></channel><item rdf:about='http://a.example/1/'>\
             <title>E</title><link>http://a.example/1</link><description>{description}</description></item></rdf:RDF>"
        ));
        assert_eq!(feed.entries[0].id, "http://a.example/1");
        feed.entries[0].body.as_str().to_owned()
    };
    assert_eq!(body("one\ntwo"), "<p>one<br>two</p>");
    assert_eq!(body("&lt;i>one&lt;/i>\ntwo"), "<em>one</em> two");
}
