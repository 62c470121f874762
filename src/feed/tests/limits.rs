//! What the engine stands and what it costs: hostile documents, arbitrary bytes, cut and real feeds.

use std::fs;
use std::time::{Duration, Instant};

use super::{rss, shared, titles};
use crate::feed::*;

#[test]
fn hostile_documents_cost_little() {
    let many = |piece: &str, bytes: usize| piece.repeat(bytes / piece.len());
    let size = 400_000;
    for (attack, document) in [
        (
            "deep groups",
            rss(&format!("<item>{}</item>", many("<media:group>", size))),
        ),
        (
            "deep anything",
            format!("<rss version='2.0'><channel>{}", many("<a>", size)),
        ),
        (
            "open items",
            format!("<rss version='2.0'><channel>{}", many("<item>", size)),
        ),
        (
            "open CDATA",
            format!(
                "<rss version='2.0'><channel>{}",
                many("<item><![CDATA[", size)
            ),
        ),
        (
            "CDATA in CDATA",
            rss(&format!("{}]]>", many("<![CDATA[</item ", size))),
        ),
        (
            "open comments",
            format!("<rss version='2.0'><channel>{}", many("<!--", size)),
        ),
        (
            "open declarations",
            format!("<rss version='2.0'><channel>{}", many("<!a [\"", size)),
        ),
        (
            "open quotes",
            format!(
                "<rss version='2.0'><channel>{}",
                many("<a b=\"><a c='>", size)
            ),
        ),
        (
            "attributes",
            format!(
                "<rss version='2.0'><channel {}>",
                many(" a='1' b='2'", size)
            ),
        ),
        (
            "namespaces",
            format!(
                "<rss {}><channel/></rss>",
                (0..20_000)
                    .map(|n| format!(" xmlns:n{n}='u'"))
                    .collect::<String>()
            ),
        ),
        ("ends", rss(&many("</title>", size))),
        ("ends without an end", rss(&many("</title", size))),
        (
            "ends that a blank leaves open",
            rss(&many("</title ", size)),
        ),
        (
            "an end in front of the document",
            format!("{}{}", many("</a", size), rss("")),
        ),
        (
            "ampersands",
            rss(&format!("<item><title>{}</title></item>", many("&", size))),
        ),
        ("angles", rss(&many("<", size))),
        (
            "entity bombs",
            format!(
                "<!DOCTYPE rss [<!ENTITY a \"{}\">]>{}",
                "x".repeat(1000),
                rss(&format!(
                    "<item><title>{}</title></item>",
                    many("&a;", size)
                ))
            ),
        ),
        ("roots", many("<rss>", size)),
        ("no roots", many("<br/>", size)),
    ] {
        let started = Instant::now();
        if let Ok(feed) = parse(document.as_bytes(), None, None) {
            assert!(feed.entries.len() <= repair::MAX_ENTRIES, "{attack}");
        }
        let took = started.elapsed();
        // A quadratic pass would take minutes; the bound leaves room for slow machines and debug builds.
        assert!(took < Duration::from_secs(10), "{attack} took {took:?}");
    }
}

/// Mends a document as the engine does before it parses.
fn mended(document: &str) -> Option<String> {
    match root::find(document) {
        Finding::Feed(root) => Some(repair::mend(document, root).xml.into_owned()),
        _ => None,
    }
}

fn assert_well_formed(xml: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let mut reader = quick_xml::NsReader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(tag)) => {
                depth += 1;
                for attribute in tag.attributes() {
                    proptest::prop_assert!(attribute.is_ok(), "{attribute:?} in {xml}");
                }
            }
            Ok(quick_xml::events::Event::End(_)) => depth -= 1,
            Ok(quick_xml::events::Event::GeneralRef(reference)) => {
                let is_known = reference.is_char_ref()
                    || quick_xml::escape::resolve_xml_entity(&reference).is_some();
                proptest::prop_assert!(is_known, "{reference:?} in {xml}");
            }
            Ok(_) => {}
            Err(error) => proptest::prop_assert!(false, "{error} in {xml}"),
        }
        proptest::prop_assert!(depth <= repair::MAX_DEPTH);
    }
    proptest::prop_assert_eq!(depth, 0, "open elements in {}", xml);
    Ok(())
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let _ = parse(&bytes, None, None);
    }

    #[test]
    fn anything_behind_a_root_is_mended_into_well_formed_xml(
        pieces in proptest::collection::vec("<item>|</item>|<title>|</title>|<!\\[CDATA\\[|\\]\\]>|<a b='|<c d=\"x|\">|<br>|<e:f>|</e:f>|<x xmlns:e='u'>|</x>|&[a-z]{1,4};?|&#[0-9x]{1,3};?|<!--|-->|<\\?|[<>&\"'/=! a-zé]{1,6}", 0..40),
        root in "<rss>|<rss version='2.0'><channel>|<feed xmlns='http://www.w3.org/2005/Atom'>|<rdf:RDF>",
    ) {
        let document = format!("{root}{}", pieces.concat());
        if let Some(xml) = mended(&document) {
            assert_well_formed(&xml)?;
        }
        let _ = parse(document.as_bytes(), None, None);
    }

    #[test]
    fn a_feed_that_breaks_off_keeps_what_came_before(cut in 0_usize..4_000) {
        let items = (0..20).map(|n| format!("<item><title>t{n}</title><link>https://a.example/{n}</link><description>&lt;p>text {n}&lt;/p></description></item>\n")).collect::<String>();
        let document = rss(&items);
        let end = document.floor_char_boundary(cut.min(document.len()));
        let whole = document[..end].matches("</item>").count();
        let feed = parse(&document.as_bytes()[..end], None, None);
        if whole > 0 {
            let feed = feed.unwrap();
            let expected = (0..whole).map(|n| format!("t{n}")).collect::<Vec<_>>();
            proptest::prop_assert_eq!(&titles(&feed)[..whole], &expected[..]);
        }
    }
}

#[test]
fn the_loose_parser_reads_sound_feeds_as_feed_rs_does() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no corpus beside the repository (set BYLINE_SHARED to its folder)");
        return;
    };
    let mut compared = 0;
    for file in fs::read_dir(shared.join("corpus/feeds/realworld")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let text = charset::decode(&bytes, None).text.into_owned();
        let Finding::Feed(root) = root::find(&text) else {
            continue;
        };
        let (family, format) = (root.family, root.format);
        let mended = repair::mend(&text, root);
        let Ok((_, sound)) = sound(&mended.xml, None, family, format, mended.entries) else {
            continue;
        };
        let outline = outline::read(&mended.xml, None, loose::wants);
        let loose = loose::read(&outline, None);
        compared += 1;
        for (sound, loose) in sound.iter().zip(&loose) {
            assert_eq!(sound.title, loose.title);
            assert_eq!(sound.link, loose.link);
            assert_eq!(
                sound.texts().next().is_none(),
                loose.texts().next().is_none(),
                "{:?}",
                sound.link
            );
        }
    }
    assert!(compared > 100, "only {compared} sound feeds compared");
}

/// Prints what each stage costs on the real feeds, in milliseconds for each megabyte.
#[test]
#[ignore = "a measurement, for `cargo test --release -- --ignored --nocapture stages`"]
fn stages_and_their_costs() {
    let Some(shared) = shared() else {
        return;
    };
    let mut costs = [
        ("decode", 0.0),
        ("mend", 0.0),
        ("outline", 0.0),
        ("feed-rs", 0.0),
        ("all", 0.0),
        ("feed-rs alone", 0.0),
    ];
    let mut bytes_read = 0.0;
    for file in fs::read_dir(shared.join("corpus/feeds/realworld")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let mut timed = |stage: usize, started: Instant| {
            costs[stage].1 += started.elapsed().as_secs_f64() * 1_000.0
        };
        let started = Instant::now();
        if feed_rs::parser::parse(bytes.as_slice()).is_err() {
            continue;
        }
        timed(5, started);
        let started = Instant::now();
        let decoded = charset::decode(&bytes, None);
        let (text, _) = without_forbidden(decoded.text);
        timed(0, started);
        let started = Instant::now();
        let Finding::Feed(root) = root::find(&text) else {
            continue;
        };
        let mended = repair::mend(&text, root);
        timed(1, started);
        let started = Instant::now();
        let outline = outline::read(&mended.xml, None, clues::wants);
        timed(2, started);
        let started = Instant::now();
        let feed = sound::parse(&mended.xml, None);
        timed(3, started);
        drop((outline, feed));
        let started = Instant::now();
        let _ = parse(&bytes, None, None);
        timed(4, started);
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let length = bytes.len() as f64;
        bytes_read += length / 1e6;
    }
    for (stage, cost) in costs {
        println!("{stage:14} {:8.2} ms per MB", cost / bytes_read);
    }
}

/// Cuts real feeds at many places and expects every entry that ended before the cut.
#[test]
fn real_feeds_that_break_off_keep_their_first_entries() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no corpus beside the repository (set BYLINE_SHARED to its folder)");
        return;
    };
    let mut cuts = 0;
    for file in fs::read_dir(shared.join("corpus/feeds/realworld")).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if bytes.len() > 60_000 {
            continue;
        }
        let (Ok(text), Ok(whole)) = (
            String::from_utf8(bytes),
            parse(&fs::read(&path).unwrap(), None, None),
        ) else {
            continue;
        };
        // Entries inside other entries begin before those end; they are not counted here.
        if !matches!(whole.format, "rss2" | "atom")
            || text.contains("conflicts")
            || text.contains("<!--")
        {
            continue;
        }
        let end_tag = if whole.format == "atom" {
            "</entry>"
        } else {
            "</item>"
        };
        for part in 1..8 {
            let start = &text[..text.floor_char_boundary(text.len() * part / 8)];
            let ended = start.matches(end_tag).count();
            if ended == 0 || whole.entries.len() != text.matches(end_tag).count() {
                continue;
            }
            let Ok(read) = parse(start.as_bytes(), None, None) else {
                panic!("{} cut at {part}/8 is refused", path.display());
            };
            let seen = |feed: &ParsedFeed| {
                feed.entries
                    .iter()
                    .take(ended)
                    .map(|entry| (entry.title.clone(), entry.link.clone(), entry.body.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                seen(&read),
                seen(&whole),
                "{} cut at {part}/8",
                path.display()
            );
            cuts += 1;
        }
    }
    assert!(cuts > 100, "only {cuts} cuts tried");
}
