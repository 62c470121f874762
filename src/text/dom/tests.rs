use proptest::prelude::*;

use super::*;

/// The tree in a line: `div(p "text")`.
fn tree(html: &str) -> String {
    fn write(dom: &Dom, element: Element<'_>, out: &mut String) {
        let mut id = element.id + 1;
        let mut first = true;
        while id < element.node().end {
            let node = &dom.nodes[id as usize];
            if !first {
                out.push(' ');
            }
            first = false;
            let content = dom.str(node.content);
            if node.is_text() {
                out.push_str(&format!("{:?}", content.trim()));
            } else {
                out.push_str(content);
                if node.end > id + 1 {
                    out.push('(');
                    write(dom, Element { dom, id }, out);
                    out.push(')');
                }
            }
            id = node.end;
        }
    }
    let dom = Dom::parse(html);
    let mut out = String::new();
    write(&dom, dom.root(), &mut out);
    out
}

#[test]
fn paragraphs_items_and_cells_end_where_the_next_begins() {
    assert_eq!(tree("<p>a<p>b<div>c</div>"), r#"p("a") p("b") div("c")"#);
    assert_eq!(
        tree("<ul><li>a<ul><li>b</ul><li>c</ul>"),
        r#"ul(li("a" ul(li("b"))) li("c"))"#
    );
    assert_eq!(
        tree("<dl><dt>a<dd>b<dt>c</dl>"),
        r#"dl(dt("a") dd("b") dt("c"))"#
    );
    assert_eq!(
        tree("<table><tr><td>a<td>b<tr><td>c</table>d"),
        r#"table(tr(td("a") td("b")) tr(td("c"))) "d""#
    );
    assert_eq!(
        tree("<select><option>a<option>b</select>"),
        r#"select(option("a") option("b"))"#
    );
}

#[test]
fn a_table_in_a_cell_keeps_its_own_rows() {
    assert_eq!(
        tree("<table><tr><td><table><tr><td>in</table>x<td>y</table>"),
        r#"table(tr(td(table(tr(td("in"))) "x") td("y")))"#
    );
}

#[test]
fn end_tags_without_a_start_are_ignored() {
    assert_eq!(tree("<div>a</p></span>b</div></div>c"), r#"div("ab") "c""#);
    assert_eq!(
        tree("<table><tr><td>a</div></ul>b</table>"),
        r#"table(tr(td("ab")))"#
    );
}

#[test]
fn crossed_tags_end_where_browsers_end_them() {
    assert_eq!(tree("<b>a<i>b</b>c</i>"), r#"b("a" i("b")) "c""#);
    assert_eq!(
        tree("<div><b><p>a</b>b</p>c</div>d"),
        r#"div(b(p("ab")) "c") "d""#
    );
    assert_eq!(
        tree("<div><span>a<div>b</span>c</div></div>d"),
        r#"div(span("a" div("bc"))) "d""#
    );
    assert_eq!(tree("<div><section>a</div>b"), r#"div(section("a")) "b""#);
    assert_eq!(tree("<a>x<a>y</a>"), r#"a("x") a("y")"#);
    assert_eq!(tree("<h2>x<h3>y</h2>z"), r#"h2("x") h3("y") "z""#);
}

#[test]
fn the_head_ends_where_the_body_begins() {
    assert_eq!(
        tree("<!doctype html><html><head><title>t</title><link><p>a</body></html><p>b"),
        r#"html(head(title("t") link) p("a") p("b"))"#
    );
}

#[test]
fn a_script_keeps_its_source() {
    let source = r#"{"a": "<p>x</p>", "b": 1 < 2}"#;
    let page = Dom::parse(&format!(
        "<script type='application/ld+json'>{source}</script>x"
    ));
    let script = page.root().first("script[type$='ld+json']").unwrap();
    assert_eq!(script.text_verbatim(1_000), source);
    assert_eq!(page.root().text(1_000), "x");
}

#[test]
fn elements_know_their_neighbours() {
    let page = Dom::parse("<div id=a class='x  y'>t<p id=b>u</p>v<p id=c>w<i id=d></i></p></div>");
    let root = page.root();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|id| root.first(&format!("#{id}")).unwrap());
    assert_eq!(a.classes().collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(a.children().collect::<Vec<_>>(), [b, c]);
    assert_eq!(a.descendants().collect::<Vec<_>>(), [b, c, d]);
    assert_eq!(b.next_sibling(), Some(c));
    assert_eq!(c.next_sibling(), None);
    assert_eq!(d.ancestors().collect::<Vec<_>>(), [c, a]);
    assert_eq!(d.closest("div"), Some(a));
    assert!(a.contains(d) && !b.contains(d) && !a.contains(a));
    assert_eq!(a.parent(), Some(root));
    assert_eq!(root.parent(), None);
}

#[test]
fn selectors_name_what_css_names() {
    let page = Dom::parse(
        "<ol class='list commentlist'><li id=li-comment-1 class='comment even depth-1'>\
         <cite class=fn data-x='one two'>Ada</cite><ul class=children><li class=comment>x</ul></ol>",
    );
    let count = |selector: &str| page.root().select(selector).len();
    assert_eq!(count("li"), 2);
    assert_eq!(count("LI.comment.even"), 1);
    assert_eq!(count("ol li"), 2);
    assert_eq!(count("ol > li"), 1);
    assert_eq!(count(".children .comment, cite , nothing"), 2);
    assert_eq!(count("[id^=li-comment-]"), 1);
    assert_eq!(count("[class*=depth]"), 1);
    assert_eq!(count("cite[data-x~=\"two\"]"), 1);
    assert_eq!(count("cite[data-x~=tw]"), 0);
    assert_eq!(count("#li-comment-1 *"), 3);
    assert_eq!(count("[data-x][class=fn]"), 1);
    for invalid in ["", ".", "a >", "a,", "a:hover", "[x", "[x=", "a & b"] {
        assert!(Selector::parse(invalid).is_err(), "{invalid}");
    }
}

#[test]
fn html_comes_back_without_what_is_left_out() {
    let page = Dom::parse(
        "<div>a &amp; b<script>x</script><p title='\"q\"'>c<br>d<div class=reply>no<b>no</b></div>e</div>",
    );
    let div = page.root().first("div").unwrap();
    assert_eq!(
        div.inner_html(|element| element.has_class("reply")),
        "a &amp; b<p title=\"&quot;q&quot;\">c<br>d</p>e"
    );
}

#[test]
fn text_is_folded_and_cut() {
    let page = Dom::parse("<p> a\n <b>b</b>c<p>d<br>e<style>x</style> f</p>");
    assert_eq!(page.root().text(100), "a bc d e f");
    assert_eq!(page.root().text(4), "a bc");
    assert_eq!(Dom::parse("äö").root().text(3), "ä");
}

#[test]
fn hostile_pages_are_bounded() {
    for piece in [
        "<div>",
        "<b>",
        "<p><b>",
        "<table><tr><td>",
        "<ul><li>",
        "</p>",
        "</span>",
        "<b><div></b>",
        "<a><div>",
        "x<br>",
        "<span></div>",
    ] {
        let page = Dom::parse(&piece.repeat(15_000));
        assert!(page.nodes.len() <= MAX_NODES);
        let deepest = page
            .elements()
            .last()
            .map_or(0, |last| last.ancestors().count());
        assert!(deepest <= 512, "{piece}: {deepest}");
    }
    let page = Dom::parse(&"<p>x".repeat(150_000));
    assert!(page.is_cut());
    assert_eq!(page.nodes.len(), MAX_NODES);
}

proptest! {
    #[test]
    fn subtrees_are_nested_and_html_comes_back_as_the_same_tree(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<span>", "</span>", "<ul>", "</ul>",
            "<li>", "</li>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<h1>", "</h1>", "<a>",
            "</a>", "<br>", "text", " ", "<dl>", "<dt>", "<dd>", "</dl>", "<form>", "</form>",
        ]), 0..40),
    ) {
        let page = Dom::parse(&pieces.concat());
        for (id, node) in page.nodes.iter().enumerate().skip(1) {
            let parent = &page.nodes[node.parent as usize];
            prop_assert!((node.parent as usize) < id);
            prop_assert!(node.end as usize > id && node.end <= parent.end);
        }
        let text: String = pieces.iter().filter(|piece| !piece.starts_with('<')).copied().collect();
        prop_assert_eq!(page.root().text_verbatim(10_000), text);
    }
}
