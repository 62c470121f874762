//! Time that a stranger chooses: whatever reads text from outside is given small pieces, repeated, and has
//! to take about twice the time for twice the input.
//!
//! Every door is tried with every piece. `cargo bench --bench traps -- WORDS` tries the doors and pieces
//! whose names hold one of the words; `BYLINE_TRAP_KB` sets the size of the larger input. Ends with an
//! error where an input of twice the size took more than [`MOST`] times the time.

use std::hint::black_box;
use std::time::Duration;

use byline::comments::findings::Findings;
use byline::comments::{Accept, Ask, Reply, map_saved};
use byline::feed::{self, newsboat, opml};
use byline::text::dom::Dom;
use byline::text::html::{gate, gate_text};
use byline::text::layout::{Glyphs, lay_out};
use byline::text::markdown::to_markdown;
use byline::text::plain::{one_line, text_of};
use cpu_time::ThreadTime;
use url::Url;

/// Kilobytes of the larger input, unless told otherwise. The smaller has half.
const USUAL_KB: usize = 1024;

/// How many times the time twice the input may take.
const MOST: f64 = 2.2;

/// What takes less is not judged: the allocator's way with larger pieces outweighs the work.
const SMALLEST: Duration = Duration::from_millis(60);

/// Columns that articles are laid out in.
const COLUMNS: u16 = 72;

/// Something that reads text from outside.
struct Door {
    name: &'static str,
    read: fn(&str),
}

const DOORS: &[Door] = &[
    Door {
        name: "feed",
        read: |text| read_feed(&format!("<rss version='2.0'><channel><item>{text}")),
    },
    Door {
        name: "feed-text",
        read: |text| {
            read_feed(&format!(
                "<rss version='2.0'><channel><item><title>x</title><description><![CDATA[{text}]]></description></item></channel></rss>"
            ));
        },
    },
    Door {
        name: "feed-title",
        read: |text| {
            read_feed(&format!(
                "<rss version='2.0'><channel><item><title><![CDATA[{text}]]></title></item></channel></rss>"
            ));
        },
    },
    Door {
        name: "feed-date",
        read: |text| {
            read_feed(&format!(
                "<rss version='2.0'><channel><item><title>x</title><pubDate>{text}</pubDate></item></channel></rss>"
            ));
        },
    },
    Door {
        name: "atom-xhtml",
        read: |text| {
            read_feed(&format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'><div>{text}"
            ));
        },
    },
    Door {
        name: "doctype",
        read: |text| {
            read_feed(&format!(
                "<!DOCTYPE rss [{text}]><rss><channel><item><title>x"
            ))
        },
    },
    Door {
        name: "prolog",
        read: |text| read_feed(&format!("{text}<rss><channel><item><title>x")),
    },
    Door {
        name: "json",
        read: |text| {
            let text = serde_json::to_string(text).unwrap();
            read_feed(&format!(
                "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"1\",\"content_text\":{text}}}]}}"
            ));
        },
    },
    Door {
        name: "opml",
        read: |text| {
            let _ = black_box(opml::read(
                format!("<opml version='2.0'><body>{text}").as_bytes(),
            ));
        },
    },
    Door {
        name: "newsboat",
        read: |text| {
            black_box(newsboat::read(text));
        },
    },
    Door {
        name: "gate",
        read: |text| {
            black_box(gate(text, None));
        },
    },
    Door {
        name: "plain",
        read: |text| {
            black_box(gate_text(text));
        },
    },
    Door {
        name: "line",
        read: |text| {
            black_box(one_line(text));
        },
    },
    Door {
        name: "layout",
        read: |text| {
            black_box(lay_out(&gate(text, None), COLUMNS, Glyphs::Unicode));
        },
    },
    Door {
        name: "layout-code",
        read: |text| {
            let html = format!("<pre><code class='language-rust'>{text}");
            black_box(lay_out(&gate(&html, None), COLUMNS, Glyphs::Unicode));
        },
    },
    Door {
        name: "layout-text",
        read: |text| {
            black_box(lay_out(&gate_text(text), COLUMNS, Glyphs::Unicode));
        },
    },
    Door {
        name: "markdown",
        read: |text| {
            let html = gate(text, None);
            black_box(to_markdown(&html));
            black_box(text_of(&html));
        },
    },
    Door {
        name: "dom",
        read: |text| {
            black_box(Dom::parse(text));
        },
    },
    Door {
        name: "discover",
        read: |text| {
            black_box(feed::feeds_in_page(text, &address()));
        },
    },
    Door {
        name: "page",
        read: |text| read_comments("html", "page.html", text.to_owned()),
    },
    Door {
        name: "findings",
        read: |text| {
            black_box(Findings::read(&page(text.to_owned())));
        },
    },
    Door {
        name: "findings-script",
        read: |text| {
            black_box(Findings::read(&page(format!("<script>{text}</script>"))));
        },
    },
    Door {
        name: "findings-link",
        read: |text| {
            let mut reply = page("<p>x".to_owned());
            reply.headers.insert("link".to_owned(), text.to_owned());
            black_box(Findings::read(&reply));
        },
    },
    Door {
        name: "comment-feed",
        read: |text| {
            read_comments(
                "comment-feed",
                "comments.xml",
                format!(
                    "<rss version='2.0'><channel><item><guid>1</guid><description><![CDATA[{text}]]>"
                ),
            );
        },
    },
    Door {
        name: "lemmy",
        read: |text| {
            let text = serde_json::to_string(text).unwrap();
            let comment = format!(
                "{{\"comments\":[{{\"comment\":{{\"id\":1,\"content\":{text},\"path\":\"0.1\",\"published\":\"2026-01-01T00:00:00Z\",\"ap_id\":\"https://a.example/comment/1\"}},\"creator\":{{\"name\":\"a\"}},\"counts\":{{\"score\":1}}}}]}}"
            );
            read_comments("lemmy", "comments.json", comment);
        },
    },
    Door {
        name: "reddit",
        read: |text| {
            let text = serde_json::to_string(text).unwrap();
            let thread = format!(
                "[{{\"kind\":\"Listing\",\"data\":{{\"children\":[]}}}},{{\"kind\":\"Listing\",\"data\":{{\"children\":[{{\"kind\":\"t1\",\"data\":{{\"id\":\"a\",\"name\":\"t1_a\",\"parent_id\":\"t3_x\",\"author\":\"a\",\"body\":{text},\"body_html\":{text},\"created_utc\":1}}}}]}}}}]"
            );
            read_comments("reddit", "thread.json", thread);
        },
    },
];

/// What is repeated.
const PIECES: &[&str] = &[
    "</a",
    "</a ",
    "</item",
    "</description x",
    "<a",
    "<a ",
    "<a b",
    "<a b=",
    "<a b='",
    "<a b=\"",
    "<a b=\"<",
    "<a b='\"",
    "<a>",
    "<p>",
    "<p",
    "</p>",
    "<br>",
    "<b><i>",
    "<li>",
    "<ul><li>",
    "<ol start=9><li>",
    "<dl><dt>",
    "<blockquote>",
    "<pre>",
    "<pre>x\n",
    "<code>",
    "<table><tr><td>",
    "<tr><td>",
    "<td rowspan=9 colspan=9>x",
    "<select><option>",
    "<svg><title>",
    "<math><mi>",
    "<script>",
    "<script><!--",
    "</script",
    "<style>",
    "<title>",
    "<template>",
    "<details><summary>",
    "<sup>1</sup>",
    "<a href=http://a.example/>x</a>",
    "<img src=http://a.example/ alt=x>",
    "<img title='",
    "<!--",
    "<!-->",
    "<!--x--",
    "<!",
    "<!x",
    "<!x'",
    "<!DOCTYPE [",
    "<!ENTITY a 'b'>",
    "<![CDATA[",
    "<![CDATA[x]]>",
    "]]>",
    "<?",
    "<?x?>",
    "<item>",
    "<item><title>x</title></item>",
    "<item><![CDATA[x",
    "<a:b>",
    "<a xmlns:b='c'>",
    "<outline>",
    "<outline text='a' xmlUrl='http://a.example/'>",
    "<link rel=alternate type=application/rss+xml href=/a>",
    "<div class=comment>",
    "<div class=comment id=comment-1>x</div>",
    "<article class=comment><p>x",
    "<ol class=commentlist><li>",
    "<div itemscope itemtype='https://schema.org/Comment'>",
    "<div class=h-entry>",
    "<script type=application/ld+json>{\"@type\":\"Comment\",\"text\":\"x\"}</script>",
    "\"@type\":\"Comment\"",
    "&",
    "&#",
    "&#x",
    "&amp",
    "&amp;",
    "&lt;a&gt;",
    "&lt;/a",
    "&notit;",
    "a",
    "a ",
    "ä",
    "字",
    "e\u{301}",
    "\u{200d}",
    "👩\u{200d}",
    "🇩",
    "\u{202e}",
    "\u{0}",
    "\r",
    "\n",
    "\n\n",
    "> ",
    ">",
    "- ",
    "* ",
    "1. ",
    "1",
    "1 ago ",
    "12:00 ",
    "    x\n",
    "> x\n",
    "[",
    "[a](",
    "![",
    "[a]: b\n",
    "[^1]",
    "](x",
    "(",
    "*",
    "**a",
    "_",
    "a_",
    "`",
    "`a``",
    "```\n",
    "~~",
    "^",
    "~",
    "|",
    "|a|b|\n|-|-|\n",
    "::: spoiler x\n",
    ">!",
    "http://a.example/",
    "http://",
    "http",
    "http://a.example/ ",
    "www.a.example",
    "a@b",
    "@a ",
    "\"",
    "'",
    "\\",
    "{",
    "{}",
    "[[",
    "<x>;",
    "<x>; rel=",
    ";",
    ",",
    "=",
    "/",
    "<http://a.example/>; rel=alternate, ",
    "\"tag ",
    "~",
    "#",
];

fn address() -> Url {
    Url::parse("https://a.example/").unwrap()
}

fn read_feed(document: &str) {
    let _ = black_box(feed::parse(document.as_bytes(), None, None));
}

fn page(html: String) -> Reply {
    Reply {
        ask: Ask::get(address(), Accept::Html),
        url: address(),
        status: 200,
        headers: [("content-type".to_owned(), "text/html".to_owned())].into(),
        body: html.into_bytes(),
    }
}

fn read_comments(source: &str, name: &str, body: String) {
    let files = [(name.to_owned(), body.into_bytes())];
    let _ = black_box(map_saved(source, &files, Some(&address())));
}

/// Processor time of the shorter of two runs.
fn time(door: &Door, text: &str) -> Duration {
    let run = || {
        let began = ThreadTime::now();
        (door.read)(text);
        began.elapsed()
    };
    let first = run();
    match first > SMALLEST {
        true => first.min(run()),
        false => first,
    }
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let kilobytes = std::env::var("BYLINE_TRAP_KB").ok();
    let bytes = kilobytes.map_or(USUAL_KB, |text| text.parse().expect("a number")) << 10;
    let is_asked_for = |name: &str| words.is_empty() || words.iter().any(|word| name == *word);
    let has_door = DOORS
        .iter()
        .any(|door| words.iter().any(|word| door.name == *word));
    let (mut tried, mut found) = (0, 0);
    let mut slowest = (Duration::ZERO, String::new());
    for door in DOORS {
        if has_door && !is_asked_for(door.name) {
            continue;
        }
        for piece in PIECES {
            let whole = piece.repeat(bytes / piece.len());
            let half = piece.repeat(bytes / 2 / piece.len());
            let one = time(door, &half);
            let two = time(door, &whole);
            tried += 1;
            if two > slowest.0 {
                slowest = (two, format!("{} {piece:?}", door.name));
            }
            // An input of no work at all takes the time of what is around it.
            let ratio = two.as_secs_f64() / one.as_secs_f64().max(1e-9);
            if two > SMALLEST && ratio > MOST {
                found += 1;
                println!(
                    "{:16} {piece:40?} {one:>10.1?} {two:>10.1?}  ×{ratio:.2}",
                    door.name
                );
            }
        }
    }
    println!(
        "{tried} traps tried, the slowest in {:.1?}: {}",
        slowest.0, slowest.1
    );
    if found > 0 {
        println!("{found} take more than {MOST} times the time for twice the input");
        std::process::exit(1);
    }
}
