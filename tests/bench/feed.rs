//! Reading feeds: byline's whole path (decoding, repair where needed, the entries, the HTML gate) beside
//! feed-rs, a strict parser by others, on the same document: on generated feeds, and on the feeds of the
//! corpus where there is one (`BYLINE_SHARED`, or `../shared` beside the manifest).
//!
//! `cargo bench --bench feed`. The ratio of `byline` to `feed-rs alone` is what to look at; a part of it
//! is the gate, which feed-rs does not do, and is measured apart.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use byline::feed::parse;
use byline::text::html::gate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Entries of a generated feed.
const ENTRIES: usize = 20;
/// Paragraphs of one entry, of about 70 words each.
const PARAGRAPHS: usize = 5;

/// The body of one entry: paragraphs with a link and some emphasis, as blogs write them.
fn body(entry: usize) -> String {
    (0..PARAGRAPHS)
        .map(|paragraph| {
            let words = "the road to the harbour was closed for most of the winter and ".repeat(5);
            format!("<p>{words} <a href=\"https://blog.example/{entry}/{paragraph}\">a link</a>, <em>of course</em>.</p>\n")
        })
        .collect()
}

/// A sound RSS 2.0 feed with the elements that WordPress writes.
fn sound() -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">\
         <channel><title>A blog</title><link>https://blog.example/</link>",
    );
    for entry in 0..ENTRIES {
        let _ = write!(
            feed,
            "<item><title>Article {entry}</title><link>https://blog.example/{entry}/</link>\
             <comments>https://blog.example/{entry}/#comments</comments><dc:creator>Ann</dc:creator>\
             <pubDate>Tue, 24 Nov 2026 {:02}:00:00 +0000</pubDate><guid isPermaLink=\"false\">https://blog.example/?p={entry}</guid>\
             <description>A summary.</description><content:encoded><![CDATA[{}]]></content:encoded>\
             <wfw:commentRss>https://blog.example/{entry}/feed/</wfw:commentRss><slash:comments>{entry}</slash:comments></item>",
            entry % 24,
            body(entry)
        );
    }
    feed.push_str("</channel></rss>");
    feed
}

fn feeds(criterion: &mut Criterion) {
    let sound = sound();
    let ampersand = sound.replacen("A summary.", "Research & development", ENTRIES);
    let versionless = sound.replacen("<rss version=\"2.0\"", "<rss", 1);
    let cut = &sound[..sound.len() * 9 / 10];
    let bodies: Vec<String> = (0..ENTRIES).map(body).collect();

    let mut group = criterion.benchmark_group("feed of 20 articles");
    group.throughput(Throughput::Bytes(sound.len() as u64));
    group.bench_function("feed-rs alone, sound", |bencher| {
        bencher.iter(|| feed_rs::parser::parse(black_box(sound.as_bytes())).unwrap());
    });
    group.bench_function("the gate alone", |bencher| {
        bencher.iter(|| {
            bodies
                .iter()
                .map(|body| gate(black_box(body), None))
                .collect::<Vec<_>>()
        });
    });
    for (name, document) in [
        ("byline, sound", sound.as_str()),
        ("byline, bare ampersands", &ampersand),
        ("byline, no version", &versionless),
        ("byline, cut off", cut),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| parse(black_box(document.as_bytes()), None, None).unwrap());
        });
    }
    group.finish();
}

/// Feeds as they are met, those that feed-rs reads and those that it refuses. Pages and other documents
/// that are no feeds are left out.
fn corpus(criterion: &mut Criterion) {
    let shared = std::env::var_os("BYLINE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    for folder in ["realworld", "wellformed", "illformed"] {
        let Ok(files) = std::fs::read_dir(shared.join("corpus/feeds").join(folder)) else {
            println!("corpus, {folder}: skipped, it is not there");
            continue;
        };
        let documents = files.filter_map(|file| std::fs::read(file.ok()?.path()).ok());
        let documents = documents.filter(|document| parse(document, None, None).is_ok());
        // feed-rs panics at UTF-16 without a byte order mark.
        let (read, refused): (Vec<_>, Vec<_>) = documents.partition(|document| {
            std::panic::catch_unwind(|| feed_rs::parser::parse(&document[..]).is_ok())
                .unwrap_or(false)
        });
        let mut group = criterion.benchmark_group(format!("corpus, {folder}"));
        group.sample_size(10);
        group.throughput(throughput(&read));
        group.bench_function("feed-rs alone, what it reads", |bencher| {
            bencher.iter(|| {
                for document in &read {
                    black_box(feed_rs::parser::parse(&document[..]).is_ok());
                }
            });
        });
        for (name, documents) in [
            ("byline, the same", &read),
            ("byline, what feed-rs refuses", &refused),
        ] {
            group.throughput(throughput(documents));
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    for document in documents {
                        black_box(parse(document, None, None).is_ok());
                    }
                });
            });
        }
        group.finish();
    }
}

fn throughput(documents: &[Vec<u8>]) -> Throughput {
    Throughput::Bytes(documents.iter().map(|document| document.len() as u64).sum())
}

criterion_group!(benches, feeds, corpus);
criterion_main!(benches);
