use proptest::prelude::*;
use url::Url;

use super::*;

fn gated(html: &str) -> String {
    let base = Url::parse("https://blog.example.org/2012/04/infiniti/").unwrap();
    let once = gate(html, Some(&base));
    let twice = gate(once.as_str(), Some(&base));
    assert_eq!(
        once.as_str(),
        twice.as_str(),
        "not a fixed point for {html}"
    );
    assert_balanced(once.as_str());
    once.as_str().to_owned()
}

fn assert_balanced(html: &str) {
    let mut open = Vec::new();
    let mut deepest = 0;
    for piece in html.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "crossed tags in {html}");
            continue;
        }
        let name = tag.split(' ').next().unwrap();
        if !matches!(name, "br" | "hr" | "img") {
            open.push(name);
            deepest = deepest.max(open.len());
        }
    }
    assert!(open.is_empty(), "open tags in {html}");
    assert!(deepest <= MAX_DEPTH, "{deepest} levels");
}

fn count(html: &str, tag: &str) -> usize {
    html.matches(tag).count()
}

#[test]
fn ordinary_html_keeps_its_meaning() {
    assert_eq!(
        gated(
            "<p class=x>One <b>two</b> <a href='/a?b&c' onclick=x>three</a>\n\n</p>\n<hr/><P>four"
        ),
        "<p>One <strong>two</strong> <a href=\"https://blog.example.org/a?b&amp;c\">three</a></p>\
         <hr><p>four</p>"
    );
}

#[test]
fn scripts_styles_and_forms_go_with_their_content() {
    assert_eq!(
        gated(
            "a<script>if (x<y) '</p>'</script><style>p{}</style><svg><text>s</text></svg>\
               <select><option>o</select><button>go</button><!-- c -->b"
        ),
        "ab"
    );
}

#[test]
fn unknown_elements_lose_their_tags_only() {
    assert_eq!(
        gated("<font color=red>x<blink>y</blink></font><o:p>z</o:p>"),
        "xyz"
    );
}

#[test]
fn only_addresses_that_a_reader_can_open_stay() {
    assert_eq!(gated("<a href='javascript:alert(1)'>x</a>"), "x");
    assert_eq!(gated("<a href=' java\nscript:alert(1)'>x</a>"), "x");
    assert_eq!(gated("<a href='data:text/html,x'>x</a>"), "x");
    assert_eq!(gated("<a href='#fn1'>1</a>"), "1");
    assert_eq!(
        gated("<a href='https://bank.example@evil.example/'>x</a>"),
        "x"
    );
    assert_eq!(
        gated("<a href='mailto:ed@example.org'>x</a>"),
        "<a href=\"mailto:ed@example.org\">x</a>"
    );
    assert_eq!(gate("<a href='/relative'>x</a>", None).as_str(), "x");
}

#[test]
fn formatting_ends_at_a_block_and_never_holds_itself() {
    assert_eq!(
        gated("<p><b>one<p>two</b> three"),
        "<p><strong>one</strong></p><p>two three</p>"
    );
    assert_eq!(gated("<b>x<b>y</b>z</b>w"), "<strong>xyz</strong>w");
    assert_eq!(gated("<b><i>x</b>y</i>"), "<strong><em>x</em></strong>y");
}

#[test]
fn a_link_around_a_heading_becomes_a_link_in_it() {
    assert_eq!(
        gated("<a href='/x'><div><h3>Title</h3></div><p>text</p></a>"),
        "<div><h3><a href=\"https://blog.example.org/x\">Title</a></h3></div><p>text</p>"
    );
}

#[test]
fn empty_elements_vanish_unless_they_part_two_texts() {
    assert_eq!(
        gated("<p>a</p><p> </p><div><p><b></b></p></div><p>b</p>"),
        "<p>a</p><p>b</p>"
    );
    assert_eq!(gated("a<div></div>b"), "a<div></div>b");
}

#[test]
fn items_rows_and_cells_get_the_parents_they_lack() {
    assert_eq!(gated("<li>a<li>b"), "<ul><li>a</li><li>b</li></ul>");
    assert_eq!(
        gated("<ul>text<li>a</ul>"),
        "<ul><li>text</li><li>a</li></ul>"
    );
    assert_eq!(
        gated("<dl><dt>t<dd>d</dl>"),
        "<dl><dt>t</dt><dd>d</dd></dl>"
    );
    assert_eq!(
        gated("<table>x<tbody><tr><td>a<td>b<tr><th>c</table>d"),
        "<table><tr><td>x</td></tr><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d"
    );
    assert_eq!(gated("<td>loose</td>"), "loose");
}

#[test]
fn nested_lists_and_tables_keep_their_own_items() {
    assert_eq!(
        gated("<ul><li>a<ul><li>b</ul>c</li><li>d</li></ul>"),
        "<ul><li>a<ul><li>b</li></ul>c</li><li>d</li></ul>"
    );
    assert_eq!(
        gated("<table><tr><td><table><tr><td>in</td></tr></table>x</td><td>y</table>"),
        "<table><tr><td><table><tr><td>in</td></tr></table>x</td><td>y</td></tr></table>"
    );
}

#[test]
fn preformatted_text_keeps_blanks_and_loses_blocks() {
    assert_eq!(
        gated("<pre class='brush: rust'>\n\nfn  a() {\n\tb &lt; c;\n}\n\n</pre>"),
        "<pre class=\"language-rust\">fn  a() {\n    b &lt; c;\n}</pre>"
    );
    assert_eq!(
        gated("<pre><div>one</div><div>two</div><p>three</p></pre>after"),
        "<pre>one\ntwo\nthree</pre>after"
    );
    assert_eq!(
        gated("<table><tr><td><pre><table><tr><td>x</td></tr></table></pre>y</td></tr></table>"),
        "<table><tr><td><pre>x</pre>y</td></tr></table>"
    );
}

#[test]
fn blocks_inside_a_heading_do_not_end_what_holds_it() {
    assert_eq!(
        gated("<div><h2><div>T</div></h2><p>x</p></div>y"),
        "<div><h2>T</h2><p>x</p></div>y"
    );
}

#[test]
fn pictures_are_found_where_lazy_pages_hide_them() {
    let picture = "<img src=\"https://blog.example.org/a.jpg\" alt=\"A car\">";
    assert_eq!(gated("<img src='/a.jpg' alt='A  car' onerror=x>"), picture);
    assert_eq!(
        gated("<img src='data:image/gif;base64,R' data-src=/a.jpg alt='A car'>"),
        picture
    );
    assert_eq!(
        gated("<img srcset='/a.jpg 1x, /b.jpg 2x' alt='A car'>"),
        picture
    );
    assert_eq!(
        gated("<picture><source srcset='/a.jpg 300w'><img alt='A car'></picture>"),
        picture
    );
    assert_eq!(
        gated("<img data-src=/a.jpg alt='A car'><noscript><img src=/a.jpg></noscript>"),
        picture
    );
    assert_eq!(gated("<img src=/p.gif width=1 height=1>x"), "x");
    assert_eq!(gated("<img class=wp-smiley src=/s.png alt='🙂'>"), "🙂");
    assert_eq!(gated("<img alt='only words'>"), "only words");
}

#[test]
fn what_can_only_be_played_leaves_a_link() {
    assert_eq!(
        gated("a<iframe src='//www.youtube.com/embed/x'>old</iframe>b"),
        "a <a href=\"https://www.youtube.com/embed/x\">[video: youtube.com]</a> b"
    );
    assert_eq!(
        gated("<video controls><source src=/v.mp4>old <b>browser</b></video>"),
        "<a href=\"https://blog.example.org/v.mp4\">[video: blog.example.org]</a>"
    );
    assert_eq!(
        gated("<iframe src=https://t.example/ns.html height=0 width=0></iframe>x"),
        "x"
    );
    assert!(gated("<iframe src='https://a.example/'/>rest").ends_with("rest"));
}

#[test]
fn controls_and_direction_overrides_do_not_pass() {
    assert_eq!(gated("a\u{1b}[31m\u{202e}b&#27;c&#x9b;d"), "a[31mbc›d");
    assert_eq!(gated("a \u{202e} b"), "a b");
    let tower = "e".to_owned() + &"&#x301;<b></b>".repeat(100);
    assert_eq!(gated(&tower).chars().count(), 9);
}

#[test]
fn line_breaks_are_two_in_a_row_at_most_and_none_at_the_ends() {
    assert_eq!(gated("<p><br>a<br> <br><br>b<br></p>"), "<p>a<br><br>b</p>");
}

#[test]
fn spans_and_list_starts_are_bounded() {
    assert_eq!(
        gated("<table><tr><td colspan=1000000000 rowspan=-1>x</table>"),
        "<table><tr><td colspan=\"100\">x</td></tr></table>"
    );
    assert_eq!(
        gated("<ol start=-9223372036854775808><li>x</ol><ol start=7><li>y</ol>"),
        "<ol><li>x</li></ol><ol start=\"7\"><li>y</li></ol>"
    );
}

#[test]
fn deep_nesting_ends_at_the_limits() {
    for (tag, limit) in [("div", MAX_DEPTH), ("blockquote", MAX_NESTING), ("sup", 1)] {
        let html = gated(&format!("<{tag}>x").repeat(20_000));
        assert!(count(&html, &format!("<{tag}>")) <= limit, "{tag}");
        assert_eq!(count(&html, "x"), 20_000);
    }
    let tables = gated(&"<table><tr><td>x".repeat(2_000));
    assert!(count(&tables, "<table>") <= MAX_NESTING);
    let lists = gated(&"<ul><li>x".repeat(2_000));
    assert!(count(&lists, "<ul>") <= MAX_NESTING);
}

#[test]
fn closing_what_was_too_deep_does_not_close_the_rest() {
    let deep = format!("{}x{}y", "<div>".repeat(100), "</div>".repeat(100));
    assert_eq!(count(&gated(&deep), "<div>"), MAX_DEPTH);
    let quotes = format!(
        "<blockquote>{}x{}after</blockquote>",
        "<blockquote>".repeat(20),
        "</blockquote>".repeat(20)
    );
    assert!(gated(&quotes).ends_with("after</blockquote>"));
}

#[test]
fn unclosed_formatting_does_not_multiply() {
    for piece in [
        "<b>x",
        "<p><font color=c>x",
        "<a href=/y>x",
        "<i><b>x",
        "<p><b><i><s>x",
    ] {
        let input = piece.repeat(5_000);
        let html = gated(&input);
        assert!(html.len() <= input.len() * 12, "{piece}: {}", html.len());
    }
}

#[test]
fn elements_and_bytes_are_bounded() {
    let html = gated(&"<p>x</p>".repeat(50_000));
    assert_eq!(count(&html, "<p>"), MAX_ELEMENTS);
    let html = gated(&"<".repeat(MAX_INPUT_BYTES + 9));
    assert!(html.len() <= MAX_OUTPUT_BYTES);
    let html = gated(&format!("<pre>{}", "&\n".repeat(MAX_INPUT_BYTES / 2)));
    assert!(html.len() <= MAX_OUTPUT_BYTES);
    let html = gated(&"<br>".repeat(200_000));
    assert!(html.is_empty());
    let html = gated(&format!("<p {}>x", "a=1 ".repeat(50_000)));
    assert_eq!(html, "<p>x</p>");
    let html = gated(&"e&#x301;".repeat(20_000));
    assert!(html.len() <= 60_000);
    let html = gated(&"&zwj;".repeat(50_000));
    assert!(html.len() <= 150_000);
}

/// Pieces of HTML as real and hostile pages have them.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href='/x'>",
        "</a>",
        "<ul>",
        "</ul>",
        "<ol start=3>",
        "</ol>",
        "<li>",
        "</li>",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th colspan=2>",
        "<tbody>",
        "</tbody>",
        "<caption>",
        "</caption>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<code class=lang-c>",
        "</code>",
        "<h2>",
        "</h2>",
        "<h3>",
        "<dl>",
        "</dl>",
        "<dt>",
        "<dd>",
        "<br>",
        "<hr>",
        "<img src=/i.png alt=pic>",
        "<img src=/j.png>",
        "<q>",
        "</q>",
        "<sup>",
        "</sup>",
        "<svg>",
        "</svg>",
        "<iframe src=https://v.example/>",
        "</iframe>",
        "<video src=/v>",
        "</video>",
        "<script>",
        "</script>",
        "<x-y>",
        "text",
        " ",
        "\n",
        "\n\n",
        "\t",
        "a b",
        "&amp;",
        "&lt;",
        "<",
        "&nbsp;",
        "é",
        "日本",
        "&#x301;",
        "\u{301}",
        "\u{202e}",
        "👩‍👩‍👧‍👦",
        "<!-- c -->",
        "<math alttext='x^2'>",
        "</math>",
        "</br>",
        "<p/>",
        "<div/>",
        "<a/>",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_passed_once_passes_unchanged(html in soup()) {
        gated(&html);
    }

    #[test]
    fn any_text_passes_balanced(html in "\\PC{0,200}") {
        gated(&html);
    }
}

#[test]
fn what_a_page_hides_stays_hidden() {
    for hidden in [
        "<p hidden>no</p>",
        "<div style='display:none;max-height:0'><p>no</p><div>no</div></div>",
        "<DIV STYLE=' Display : None !important '>no</DIV>",
        "<span style=\"visibility: hidden\">no<b>no</b></span>",
        "<div style='max-height:0px; overflow: hidden'>no</div>",
        "<p hidden>no",
        "<ul><li hidden>no</ul>",
        "<dialog>no</dialog>",
        "<div popover>no</div>",
        "<span class='big sr-only'>no</span>",
        "<template>no</template>",
        "<details hidden><summary>no</summary>no</details>",
        "<img hidden src='https://a.example/x.png' alt='no'>",
        "<table><tr hidden><td>no<tr hidden><td>no</table>",
        "<div hidden>no<br>no<img src='https://a.example/x.png'>no</div>",
        "<div hidden>no</b></i>no</div>",
    ] {
        let html = gated(&format!("<p>yes</p>{hidden}<p>yes</p>"));
        assert_eq!(html, "<p>yes</p><p>yes</p>", "{hidden}");
    }
    assert_eq!(gated("<div><b hidden>no</div>yes"), "yes");
    assert_eq!(
        gated("<ul><li>a<li hidden>no<ul><li>no</ul><li>b</ul>"),
        "<ul><li>a</li><li>b</li></ul>"
    );
    for shown in [
        "<noscript>yes</noscript>",
        "<span aria-hidden='true'>yes</span>",
        "<div style='display:block'>yes</div>",
        "<dialog open>yes</dialog>",
    ] {
        assert!(gated(&format!("x{shown}")).contains("yes"), "{shown}");
    }
}

#[test]
fn a_text_that_is_hidden_as_a_whole_is_shown() {
    assert_eq!(
        gated("<div style='display:none'><p>all</p></div>"),
        "<div><p>all</p></div>"
    );
}

#[test]
fn formulas_are_read_in_tex_or_in_a_line() {
    let math = |inside: &str| gated(&format!("Let <math>{inside}</math> hold."));
    for (inside, line) in [
        ("<mi>x</mi><mo>=</mo><mn>3</mn>", "x=3"),
        (
            "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>",
            "(a+b)/2",
        ),
        (
            "<msup><mi>x</mi><mn>2</mn></msup><msub><mi>y</mi><mi>i</mi></msub>",
            "x^2y_i",
        ),
        (
            "<msqrt><mi>a</mi><mi>b</mi></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>",
            "√(ab)3√x",
        ),
        ("<mi>sin</mi><mo>\u{2061}</mo><mi>x</mi>", "sin x"),
        (
            "<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\frac{1}{x}</annotation></semantics>",
            "\\frac{1}{x}",
        ),
        (
            "<mi>x</mi><annotation-xml><ci>no</ci></annotation-xml>",
            "x",
        ),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
            "1, 2; 3",
        ),
    ] {
        assert_eq!(math(inside), format!("Let {line} hold."));
    }
    assert_eq!(
        gated("<math alttext='{\\displaystyle E=mc^{2}}'><mi>E</mi></math>"),
        "E=mc^{2}"
    );
    assert_eq!(
        gated("<math display='block'><mi>a</mi><mo>+</mo><mi>b</mi></math>"),
        "a+b"
    );
    assert_eq!(gated("<script type='math/tex'>a^2</script>"), "a^2");
    assert_eq!(
        gated(
            "<span style='display: none'><math alttext='x'></math></span>\
             <img class='mwe-math-fallback-image-inline' src='https://a.example/x.svg' alt='{\\displaystyle x}'>"
        ),
        "x"
    );
    let deep = format!("<math>{}x", "<mrow><msup>".repeat(50_000));
    assert!(gated(&deep).contains('x'));
}

#[test]
fn lists_keep_how_they_are_counted() {
    let list = "<ol start=\"5\" reversed=\"\" type=\"a\"><li value=\"7\">x</li><li>y</li></ol>";
    assert_eq!(gated(list), list);
    assert_eq!(
        gated("<ol style='list-style-type: upper-roman'><li>x</ol>"),
        "<ol type=\"I\"><li>x</li></ol>"
    );
    assert_eq!(
        gated(
            "<ul><li><input type=checkbox checked disabled> done<li><input type='checkbox'>open<li><input type=text>x</ul>"
        ),
        "<ul><li>[x] done</li><li>[ ] open</li><li>x</li></ul>"
    );
}

#[test]
fn a_list_straight_in_a_list_belongs_to_the_item_before_it() {
    assert_eq!(
        gated("<ul><li>fruit</li><ul><li>apple</li><ol><li>red</li></ol></ul><li>bread</li></ul>"),
        "<ul><li>fruit<ul><li>apple<ol><li>red</li></ol></li></ul></li><li>bread</li></ul>"
    );
    assert_eq!(
        gated("<ul><ul><li>only</li></ul></ul>"),
        "<ul><li>only</li></ul>"
    );
}
