//! Subscription lists of the reports.

use byline::feed::opml;

use super::report;

#[test]
fn a_folder_whose_name_holds_a_slash_keeps_it_on_its_way_in_and_out() {
    let Some(bytes) = report("opml-folders.opml") else {
        return;
    };
    let list = opml::read(&bytes).unwrap();
    let folders = list.feeds[0].folder.clone().unwrap();
    assert_eq!(folders.first().to_string(), "TV/Film");
    assert_eq!(folders.first().names().len(), 1);
    let written = opml::write("x", &list.feeds, &[]);
    assert!(written.contains("<outline text=\"TV/Film\""), "{written}");
    assert_eq!(opml::read(written.as_bytes()).unwrap().feeds, list.feeds);
}
