//! What a poll and a frame cost: the gate, laying out, and looking into a page.

use std::fmt::Write;
use std::hint::black_box;

use byline::text::dom::Dom;
use byline::text::html::gate;
use byline::text::layout::{Glyphs, lay_out};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Columns of an article, as the reader sets it.
const ARTICLE_COLUMNS: u16 = 72;

/// Columns of a comment a few levels deep.
const COMMENT_COLUMNS: u16 = 60;

/// As much as the gate reads, of formatting that is never closed.
const HOSTILE_BYTES: usize = 1 << 20;

/// An article of about 5 KB with what articles have.
fn article() -> String {
    let mut html = String::from("<h2>Production to leave</h2>");
    for number in 0..8 {
        let _ = write!(
            html,
            "<p>No date has been set, but suppliers were told to expect a <strong>decision</strong> \
             with the <a href=\"https://news.example.org/{number}\" class=\"x\">next mid-term plan</a>; \
             the company declined to comment. Half the range was already assembled elsewhere, and parts \
             content is the number to watch, not the flag on the window sticker. The badge was always \
             sold on being <em>built at home</em>, said one dealer.</p>"
        );
    }
    html.push_str(
        "<blockquote><p>Moving the line makes sense on paper.</p><p>But not here.</p></blockquote>\
         <ul><li>one plant closes</li><li>two open</li></ul>\
         <pre><code>fn main() {\n    println!(\"hello\");\n}</code></pre>\
         <p><img src=\"https://img.example.org/a.jpg\" alt=\"The plant\"></p>\
         <table><tr><th>Year</th><th>Cars</th></tr><tr><td>2011</td><td>98,452</td></tr></table>",
    );
    html
}

/// A comment of two paragraphs with a quotation and a link.
fn comment() -> &'static str {
    "<blockquote><p>being built in Japan</p></blockquote><p>Half the range was already assembled \
     elsewhere. Parts content is the number to watch, not the flag on the window sticker.</p>\
     <p>See the <a href=\"https://news.example.org/filing\" rel=\"nofollow\">table in the filing</a>.</p>"
}

/// A page with 500 nested comments.
fn page() -> String {
    let mut html = String::from("<!doctype html><html><head><title>t</title></head><body><ol>");
    for number in 0..500 {
        let _ = write!(
            html,
            "<li class=\"comment even depth-1\" id=\"comment-{number}\"><div class=\"comment-author vcard\">\
             <cite class=\"fn\">Reader {number}</cite></div><div class=\"comment-content\">{}</div></li>",
            comment()
        );
    }
    html.push_str("</ol></body></html>");
    html
}

fn text(criterion: &mut Criterion) {
    let article_html = article();
    let article = gate(&article_html, None);
    let comment_gated = gate(comment(), None);
    let page = page();

    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Bytes(article_html.len() as u64));
    group.bench_function("gate/article", |b| {
        b.iter(|| gate(black_box(&article_html), None))
    });
    group.bench_function("lay_out/article", |b| {
        b.iter(|| lay_out(black_box(&article), ARTICLE_COLUMNS, Glyphs::Unicode));
    });
    group.throughput(Throughput::Bytes(comment().len() as u64));
    group.bench_function("gate/comment", |b| {
        b.iter(|| gate(black_box(comment()), None))
    });
    group.bench_function("lay_out/comment", |b| {
        b.iter(|| lay_out(black_box(&comment_gated), COMMENT_COLUMNS, Glyphs::Unicode));
    });
    let hostile = "<p><font color=c><b>x".repeat(HOSTILE_BYTES / 21);
    let hostile_gated = gate(&hostile, None);
    group.sample_size(10);
    group.throughput(Throughput::Bytes(hostile.len() as u64));
    group.bench_function("gate/hostile", |b| {
        b.iter(|| gate(black_box(&hostile), None))
    });
    group.bench_function("lay_out/hostile", |b| {
        b.iter(|| lay_out(black_box(&hostile_gated), COMMENT_COLUMNS, Glyphs::Unicode));
    });
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("dom/page", |b| b.iter(|| Dom::parse(black_box(&page))));
    let dom = Dom::parse(&page);
    group.bench_function("dom/select", |b| {
        b.iter(|| {
            black_box(&dom)
                .root()
                .select("li.comment .comment-author .fn")
                .len()
        });
    });
    group.finish();
}

criterion_group!(benches, text);
criterion_main!(benches);
