use proptest::prelude::*;

use super::*;
use crate::text::html::gate;

fn prose(html: &str, width: u16) -> Prose {
    lay_out(&gate(html, None), width, Glyphs::Unicode)
}

fn text(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}

/// The text of all lines.
fn shown(html: &str, width: u16) -> String {
    lines(&prose(html, width))
}

fn lines(prose: &Prose) -> String {
    prose.lines.iter().map(text).collect::<Vec<_>>().join("\n")
}

fn assert_tidy(prose: &Prose, width: usize) {
    let mut after_empty = true;
    for line in &prose.lines {
        let shown = text(line);
        let columns = wrap::width(&shown);
        // A grapheme wider than the whole line stands alone.
        assert!(columns <= width.max(2), "{columns} > {width}: {shown:?}");
        assert_eq!(shown, shown.trim_end(), "blanks at the end");
        let is_empty = shown.trim_matches(['┃', ' ']).is_empty() && line.kind != LineKind::Code;
        assert!(
            !(is_empty && after_empty),
            "two empty lines: {:?}",
            lines(prose)
        );
        after_empty = is_empty;
        assert!(line.spans.iter().all(|span| !span.text.is_empty()));
        for link in line.spans.iter().filter_map(|span| span.mark.link) {
            assert!(usize::from(link) < prose.links.len());
        }
    }
    assert!(prose.lines.is_empty() || !after_empty, "an empty last line");
}

#[test]
fn an_article_looks_like_one() {
    let html = "<h2>Production To Leave Japan</h2><p>No date has been <b>set</b>. \
        Suppliers were <a href='https://n.example/1'>told</a> to expect a decision.</p>\
        <blockquote><p>being built in Japan</p><p>for decades</p></blockquote>\
        <ul><li>one item that is long enough to wrap</li><li><p>two</p><ol start=9><li>a<li>b</ol></ul>\
        <hr><p>The end, <a href='https://n.example/1'>again</a>.</p>";
    assert_eq!(
        shown(html, 30),
        "Production To Leave Japan\n\
         \n\
         No date has been set.\n\
         Suppliers were told [1] to\n\
         expect a decision.\n\
         \n\
         ┃ being built in Japan\n\
         ┃\n\
         ┃ for decades\n\
         \n\
         • one item that is long enough\n  \
           to wrap\n\
         • two\n  \
           9.  a\n  \
           10. b\n\
         \n\
         ──────────────────────────────\n\
         \n\
         The end, again [1]."
    );
}

#[test]
fn lines_know_what_they_belong_to() {
    let prose = prose(
        "<h3>Head</h3><blockquote>q<blockquote>r</blockquote></blockquote><pre>c</pre><hr>",
        20,
    );
    let kinds: Vec<_> = prose
        .lines
        .iter()
        .filter(|line| !text(line).trim_matches(['┃', ' ']).is_empty())
        .map(|line| (line.kind, line.quote_depth))
        .collect();
    assert_eq!(
        kinds,
        [
            (LineKind::Heading(3), 0),
            (LineKind::Text, 1),
            (LineKind::Text, 2),
            (LineKind::Code, 0),
            (LineKind::Rule, 0)
        ]
    );
}

#[test]
fn marks_are_kept_and_numbers_stand_apart() {
    let prose = prose(
        "<p>a <b><i>b</i></b> <s>c</s> <code>d</code> <b><a href='https://x.example/'>e</a></b></p>",
        40,
    );
    let spans = &prose.lines[0].spans;
    let of = |wanted: &str| {
        spans
            .iter()
            .find(|span| span.text.as_str() == wanted)
            .unwrap()
            .mark
    };
    assert!(of("b").strong && of("b").emphasis);
    assert!(of("c").strike && of("d").code);
    assert_eq!(of("e").link, Some(0));
    assert!(of("e").strong && !of("e").link_number);
    assert!(of("[1]").link_number && of("[1]").link == Some(0));
    assert_eq!(prose.links[0].url.as_str(), "https://x.example/");
    assert_eq!(prose.links[0].text.as_str(), "e");
}

#[test]
fn links_are_handled_calmly() {
    assert_eq!(
        shown(
            "<a href='https://x.example/a/'>https://x.example/a</a> <a href='mailto:a@b.example'>a@b.example</a>",
            60
        ),
        "https://x.example/a a@b.example"
    );
    assert_eq!(shown("x<a href='https://x.example/'> </a>y", 60), "x y");
}

#[test]
fn code_is_kept_as_it_is_and_goes_on_behind_a_mark() {
    assert_eq!(
        shown("<pre>if x  {\n\n\n\ty(\"a b c d e\")\n}</pre>", 14),
        "if x  {\n\n\n    y(\"a b c d\n↳  e\")\n}"
    );
    assert_eq!(
        shown("<ul><li>a<pre>b\nc</pre></li></ul>", 14),
        "• a\n\n  b\n  c"
    );
}

#[test]
fn pictures_are_named_and_listed() {
    let prose = prose(
        "<p><img src='https://i.example/a.jpg' alt='A car'><a href='https://x.example/'>\
         <img src='https://i.example/b.jpg'></a></p>",
        60,
    );
    assert_eq!(lines(&prose), "[image: A car][image] [1]");
    assert_eq!(prose.images.len(), 2);
    assert_eq!(prose.images[0].text.as_str(), "A car");
    assert!(prose.lines[0].spans[0].mark.image);
    // Both pictures can be reached, and so can the page behind the second.
    let address = |link: u16| prose.links[usize::from(link)].url.as_str();
    let links = prose.lines[0].links().into_iter();
    let links: Vec<_> = links
        .map(|(column, link)| (column, address(link)))
        .collect();
    assert_eq!(
        links,
        [
            (0, "https://i.example/a.jpg"),
            (14, "https://i.example/b.jpg"),
            (22, "https://x.example/"),
        ]
    );
}

#[test]
fn tables_are_drawn_where_they_fit_and_listed_where_not() {
    let html = "<table><tr><th>Name</th><th>Range</th></tr>\
        <tr><td>Compact</td><td>300 km</td></tr></table>";
    let wide = prose(html, 40);
    assert_eq!(
        lines(&wide),
        "───────┬──────\n\
         Name   │Range\n\
         ───────┼──────\n\
         Compact│300 km\n\
         ───────┴──────"
    );
    assert!(wide.lines.iter().all(|line| line.kind == LineKind::Table));
    assert_eq!(
        shown(html, 12),
        "• Name\n  Range\n• Name:\n  Compact\n  Range: 300\n  km"
    );
    let ascii = lay_out(&gate(html, None), 40, Glyphs::Ascii);
    assert_eq!(text(&ascii.lines[2]), "-------+------");
}

#[test]
fn tables_that_arrange_a_page_are_unwrapped() {
    assert_eq!(
        shown(
            "<table><tr><td><p>One</p></td></tr><tr><td>two<td><pre>x</pre></table>",
            40
        ),
        "One\ntwo\n\nx"
    );
}

#[test]
fn ascii_has_its_own_bars_and_bullets() {
    let prose = lay_out(
        &gate(
            "<blockquote>q</blockquote><ul><li>a</ul><p>x<sup>2</sup></p><hr>",
            None,
        ),
        5,
        Glyphs::Ascii,
    );
    assert_eq!(lines(&prose), "> q\n\n* a\n\nx^2\n\n-----");
}

#[test]
fn nothing_laid_out_is_no_lines() {
    assert_eq!(prose("", 40), Prose::default());
    assert_eq!(prose("<p>&nbsp;</p>", 40).lines, []);
}

#[test]
fn hostile_documents_are_laid_out_in_bounded_space() {
    for html in [
        "<blockquote>".repeat(100) + "deep text in many quotes",
        "<ol start=999999><li>".repeat(100) + "deep text in many lists",
        "<table><tr><td>x".repeat(500),
        format!(
            "<table>{}</table>",
            format!("<tr>{}</tr>", "<td>x".repeat(200)).repeat(50)
        ),
        format!(
            "<table>{}</table>",
            "<tr><td colspan=100 rowspan=100>x".repeat(500)
        ),
        format!("<table><tr>{}</table>", "<td colspan=100>x".repeat(5_000)),
        "<p><font color=c>x".repeat(5_000),
        "<a href=https://x.example/>x".repeat(5_000),
        "<b>x".repeat(10_000),
        "👩‍👩‍👧‍👦".repeat(5_000),
        "1\u{fe0f}\u{20e3}".repeat(5_000),
        "❤\u{fe0f} ".repeat(5_000),
        "لا".repeat(5_000),
        "x".repeat(100_000),
        "日".repeat(50_000),
        "<pre>".to_owned() + &"\n".repeat(50_000) + "x",
        "<h1><ul><li><pre>".repeat(500),
    ] {
        for width in [1, 10, 40] {
            let prose = prose(&html, width);
            assert_tidy(&prose, usize::from(width));
        }
    }
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "<a href=https://x.example/>",
        "</a>",
        "<ul>",
        "</ul>",
        "<ol start=-9>",
        "</ol>",
        "<li>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th colspan=3>",
        "<td rowspan=2>",
        "<caption>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<code>",
        "<h2>",
        "</h2>",
        "<dl>",
        "</dl>",
        "<dt>",
        "<dd>",
        "<br>",
        "<hr>",
        "<img src=https://x.example/i alt='some picture'>",
        "<sup>",
        "</sup>",
        "<sub>",
        "</sub>",
        "text",
        " ",
        "\n",
        "a longer text of some words ",
        "&nbsp;",
        "&nbsp; x",
        "日本語",
        "averyveryveryveryverylongword",
        "https://example.org/a/b/c/d/e/f/g/h",
        "👩‍👩‍👧‍👦",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "لا",
        "\u{f0000}",
        "\u{3f000}",
        "\u{200b}",
        "\u{ad}",
        "é\u{301}",
        "─│",
        "ᄀ",
        "각",
        "\u{3000}",
        "\u{2003}",
        "\u{200d}",
        "🇩🇪",
        "🇩",
    ]);
    prop::collection::vec(piece, 0..50).prop_map(|pieces| pieces.concat())
}

#[test]
fn code_whose_language_is_known_is_told_apart_across_its_marks_and_lines() {
    let prose = prose(
        "<pre><code class='language-rust'>/* one\ntwo */ <b>le</b>t x = 1;</code></pre><pre>let y</pre>",
        40,
    );
    let told = |line: &Line| {
        let spans = line.spans.iter();
        let spans = spans.map(|span| (span.text.to_string(), span.mark.syntax, span.mark.strong));
        spans.collect::<Vec<_>>()
    };
    let comment = |text: &str| (text.to_owned(), Some(Syntax::Comment), false);
    assert_eq!(told(&prose.lines[0]), [comment("/* one")]);
    let second = told(&prose.lines[1]);
    assert_eq!(second[0], comment("two */"));
    assert!(second.contains(&("le".to_owned(), Some(Syntax::Keyword), true)));
    assert!(second.contains(&("t".to_owned(), Some(Syntax::Keyword), false)));
    // Without a language nothing is guessed.
    let last = prose.lines.last().unwrap();
    assert!(last.spans.iter().all(|span| span.mark.syntax.is_none()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_line_is_wider_than_asked(html in soup(), width in 10_u16..60) {
        assert_tidy(&prose(&html, width), usize::from(width));
    }

    #[test]
    fn every_word_is_shown(
        words in prop::collection::vec("[a-z日本]{1,12}", 1..12),
        tags in prop::collection::vec(prop::sample::select(vec![
            "<p>", "<b>", "<li>", "<blockquote>", "<h3>", "<pre>", "<dt>", "<tr>", "<td>", "</td>",
            "<table>", "</table>", "<ul>", "</ul>", "</pre>", "</h3>",
        ]), 12),
        width in 12_u16..60,
    ) {
        let html: String = words.iter().zip(&tags).map(|(word, tag)| format!("{tag} {word} ")).collect();
        let letters = |text: &str| {
            let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
            letters.sort_unstable();
            letters
        };
        let prose = prose(&html, width);
        // Names of columns are repeated in listed tables, so nothing may be missing but more may be there.
        let mut shown = letters(&lines(&prose));
        for c in letters(&words.concat()) {
            let at = shown.iter().position(|&other| other == c);
            prop_assert!(at.is_some(), "{c} of {html} is missing");
            shown.remove(at.unwrap());
        }
    }
}

#[test]
fn items_are_counted_as_their_list_says() {
    for (html, text) in [
        (
            "<ol reversed><li>third<li>second<li>first</ol>",
            "3. third\n2. second\n1. first",
        ),
        ("<ol><li value=9>nine<li>ten</ol>", "9.  nine\n10. ten"),
        (
            "<ol type=i><li>one<li>two<li>three<li>four</ol>",
            "i.   one\nii.  two\niii. three\niv.  four",
        ),
        (
            "<ol type=A><li>x<ol type=a><li>y<li>z</ol><li>u</ol>",
            "A. x\n   a. y\n   b. z\nB. u",
        ),
        (
            "<ul><li>fruit</li><ul><li>apple</li></ul><li>bread</li></ul>",
            "• fruit\n  • apple\n• bread",
        ),
        (
            "<ul><li><input type=checkbox checked> done</ul>",
            "• [x] done",
        ),
        (
            "<dl><dt>term</dt><dd>what it means</dd></dl>",
            "term\n  what it means",
        ),
    ] {
        assert_eq!(shown(html, 40), text, "{html}");
    }
}

#[test]
fn a_picture_says_what_appears_over_it() {
    for (attributes, label) in [
        (
            "alt='Strip' title='Nobody asked.'",
            "[image: Strip — Nobody asked.]",
        ),
        ("alt='Strip' title='strip'", "[image: Strip]"),
        ("alt='Strip' title='X-1'", "[image: Strip]"),
        ("title='Nobody asked.'", "[image: Nobody asked.]"),
        ("alt='Strip'", "[image: Strip]"),
    ] {
        let html = format!("<img src='https://a.example/dir/x1.png' {attributes}>");
        assert_eq!(shown(&html, 60), label);
    }
}

#[test]
fn blanks_at_the_start_of_plain_lines_are_kept() {
    let html = crate::text::html::gate_text("  It was\ndark and the boats were out");
    assert_eq!(
        lines(&lay_out(&html, 20, Glyphs::Unicode)),
        "  It was\ndark and the boats\nwere out"
    );
}

#[test]
fn addresses_that_stand_bare_in_a_text_are_links() {
    let addresses = |html: &str| {
        let prose = prose(html, 60);
        let addresses = prose.links.iter().map(|link| link.url.to_string());
        (lines(&prose), addresses.collect::<Vec<_>>())
    };
    for (html, text, address) in [
        (
            "See https://a.example/x?a=1&amp;b=2.",
            "See https://a.example/x?a=1&b=2.",
            "https://a.example/x?a=1&b=2",
        ),
        (
            "<b>www.a.example/x</b>",
            "www.a.example/x",
            "http://www.a.example/x",
        ),
        (
            "<pre>get https://a.example/x\nnow</pre>",
            "get https://a.example/x\nnow",
            "https://a.example/x",
        ),
        (
            "<code>https://a.example/</code>",
            "https://a.example/",
            "https://a.example/",
        ),
        (
            "https://bücher.example/ä",
            "https://bücher.example/ä",
            "https://xn--bcher-kva.example/%C3%A4",
        ),
    ] {
        assert_eq!(addresses(html), (text.to_owned(), vec![address.to_owned()]));
    }
    let one = "<a href='https://a.example/'>https://a.example/</a> https://a.example/";
    assert_eq!(addresses(one).1, ["https://a.example/"]);
    assert!(addresses("https://bank.example@evil.example/").1.is_empty());
    // A picture takes no number from the links.
    let mixed = "<img src='https://a.example/p.png' alt='p'> <a href='https://a.example/'>one</a>";
    assert_eq!(addresses(mixed).0, "[image: p] one [1]");
}
