//! Saved answers: the source that is named reads them.

use super::author;
use crate::comments::{map_saved, saved_kinds, source};

const LWN: &str = "<html><body><a name=\"Comm7\"></a><div class=\"CommentBox\"><h3>On it</h3>\
    <p class=\"CommentPoster\">Posted Nov 24, 2026 8:00 UTC (Tue) by <b>corbet</b> (editor, #1) \
    [<a href=\"/Articles/107/\">Link</a>]</p><div class=\"FormattedComment\"><p>Text.</p></div></div></body></html>";

const FEED: &str = "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><id>x</id>\
    <entry><id>tag:x,1</id><title>x</title><author><name>ann</name></author><updated>2026-01-01T00:00:00Z</updated></entry></feed>";

fn names(kind: &str, file: &str, text: &str) -> Vec<String> {
    let loaded = map_saved(kind, &[(file.to_owned(), text.into())], None).unwrap();
    loaded
        .comments
        .iter()
        .map(|comment| author(comment).to_owned())
        .collect()
}

#[test]
fn a_page_is_read_by_the_source_that_is_named_whatever_its_file_is_called() {
    for file in ["a.html", "a", "a.json", "a.xml"] {
        assert_eq!(names("lwn", file, LWN), ["corbet"], "{file}");
    }
    let loaded = map_saved("lwn", &[(String::new(), LWN.into())], None).unwrap();
    assert!(loaded.comments[0].roles.staff);
}

#[test]
fn a_feed_or_page_beside_a_services_answers_is_read_as_what_it_is() {
    for file in ["a.atom", "a", "a.json"] {
        assert_eq!(names("discourse", file, FEED), ["ann"], "{file}");
    }
    let page = "<!doctype html><div id=comments><ol class=comment-list><li class=comment id=comment-1>\
        <div class=comment-body><b class=fn>ben</b><div class=comment-content><p>x</p></div></div></li></ol></div>";
    assert_eq!(names("lobsters", "a.html", page), ["ben"]);
    assert!(map_saved("lobsters", &[(String::new(), b"{}".to_vec())], None).is_err());
}

#[test]
fn every_name_of_a_kind_leads_to_a_source() {
    for kind in saved_kinds() {
        let nothing = map_saved(kind, &[(String::new(), Vec::new())], None);
        let sentence = nothing
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(
            !sentence.contains("no comment source"),
            "{kind}: {sentence}"
        );
    }
    assert!(source("wordpress-rest").is_some());
}
