//! Comment systems that a page loads, by its scripts and the elements they fill (sections 5 and 7.17).

use url::Url;

use super::widgets::{Disqus, Ghost, Giscus, Keyed, Utterances, Widget};
use super::{DiscourseEmbed, Findings, closed};
use crate::comments::fields;
use crate::text::dom::{Dom, Element};

/// Bytes of all scripts in a page that are searched; what configures comments is short.
const MAX_SCRIPT_BYTES: usize = 1 << 20;

/// Bytes of a setting's value.
const MAX_VALUE_BYTES: usize = 2_000;

/// Comment systems kept of one page.
const MAX_WIDGETS: usize = 8;

/// Finds the comment systems that a page loads.
pub(super) fn read(dom: &Dom, page: &Url, findings: &mut Findings) {
    let mut source = String::new();
    let mut widgets = Vec::new();
    for element in dom.elements() {
        if element.tag() == "script" {
            let room = MAX_SCRIPT_BYTES.saturating_sub(source.len());
            source.push_str(&element.text_verbatim(room));
            source.push('\n');
            if let Some(src) = element.attr("src") {
                // As it would stand in a script that loads it.
                source.push_str(src);
                source.push('\n');
            }
        }
        if widgets.len() < MAX_WIDGETS {
            widgets.extend(by_attributes(element, page, dom));
        }
    }
    widgets.extend(disqus(&source, page));
    widgets.extend(by_settings(&source, page));
    findings.widgets = widgets;
    findings.closed = closed::read(&source, dom);
    findings.discourse = discourse(&source, page);
    findings.guardian_key =
        value(&source, "shortUrlId").and_then(|path| path.strip_prefix("/p/").map(str::to_owned));
}

/// A system that is told everything by the attributes of one element.
fn by_attributes(element: Element<'_>, page: &Url, dom: &Dom) -> Option<Widget> {
    let attr = |name: &str| element.attr(name).unwrap_or_default().to_owned();
    let address = |name: &str| fields::web_url(element.attr(name)?, Some(page));
    if element.id() == Some("cusdis_thread") {
        return Some(Widget::Cusdis(Keyed {
            server: address("data-host")?,
            site: attr("data-app-id"),
            key: attr("data-page-id"),
        }));
    }
    if element.tag() != "script" {
        return None;
    }
    if let Some(site) = address("data-ghost-comments") {
        let post = attr("data-post-id");
        return (!post.is_empty()).then_some(Widget::Ghost(Ghost { site, post }));
    }
    if let Some(server) = address("data-isso") {
        let thread = dom.root().first("#isso-thread");
        let key = thread.and_then(|thread| thread.attr("data-isso-id"));
        return Some(Widget::Isso(Keyed {
            server,
            site: String::new(),
            key: key.unwrap_or_default().to_owned(),
        }));
    }
    let src = address("src")?;
    if src.host_str() == Some("utteranc.es") && src.path() == "/client.js" {
        return utterances(element, page, dom).map(Widget::Utterances);
    }
    if src.host_str() == Some("giscus.app") && src.path() == "/client.js" {
        return giscus(element, page, dom).map(Widget::Giscus);
    }
    src.path().ends_with("/js/commento.js").then_some(())?;
    Some(Widget::Commento(Keyed {
        server: src.join("/").ok()?,
        site: String::new(),
        key: attr("data-page-id"),
    }))
}

/// An issue at GitHub, by the attributes that utterances documents (<https://utteranc.es/>).
fn utterances(script: Element<'_>, page: &Url, dom: &Dom) -> Option<Utterances> {
    let attr = |name: &str| script.attr(name).unwrap_or_default().trim();
    let number = attr("issue-number").parse().unwrap_or(0);
    let term = match number {
        0 => term_of(attr("issue-term"), page, dom)
            .unwrap_or_else(|| attr("issue-term").to_owned())
            .to_lowercase(),
        _ => String::new(),
    };
    let repository = attr("repo").to_owned();
    let is_known = repository.contains('/') && (number > 0 || !term.is_empty());
    is_known.then_some(Utterances {
        repository,
        term,
        number,
    })
}

/// What a page is called by in a title at GitHub, where that is something of the page: its path, address
/// or title.
fn term_of(mapping: &str, page: &Url, dom: &Dom) -> Option<String> {
    let path = page.path().trim_start_matches('/');
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    match mapping {
        "pathname" if stem.is_empty() => Some("index".to_owned()),
        "pathname" => Some(stem.to_owned()),
        "url" => {
            let mut url = page.clone();
            url.set_fragment(None);
            url.set_query(None);
            Some(url.to_string())
        }
        "title" => Some(dom.root().first("title")?.text(MAX_VALUE_BYTES)),
        "og:title" => {
            let title = dom.root().first("meta[property='og:title']")?;
            title.attr("content").map(str::to_owned)
        }
        _ => None,
    }
}

/// A discussion at GitHub, by the attributes that giscus documents
/// (<https://github.com/giscus/giscus/blob/main/ADVANCED-USAGE.md>).
fn giscus(script: Element<'_>, page: &Url, dom: &Dom) -> Option<Giscus> {
    let attr = |name: &str| script.attr(name).unwrap_or_default().trim();
    let (term, number) = match attr("data-mapping") {
        "number" => (String::new(), attr("data-term").parse().ok()?),
        mapping => {
            let term = term_of(mapping, page, dom);
            (term.unwrap_or_else(|| attr("data-term").to_owned()), 0)
        }
    };
    let repository = attr("data-repo").to_owned();
    let is_known = repository.contains('/') && (number > 0 || !term.is_empty());
    is_known.then(|| Giscus {
        repository,
        term,
        category: attr("data-category").to_owned(),
        number,
        strict: attr("data-strict") == "1",
    })
}

/// Disqus: its script's address has the forum's name, a few variables the thread.
fn disqus(source: &str, page: &Url) -> Option<Widget> {
    let scripts = ["embed.js", "count.js", "embed/comments"];
    let in_address = source.match_indices(".disqus.com/").find_map(|(at, host)| {
        let behind = &source[at + host.len()..];
        scripts.iter().find(|script| behind.starts_with(**script))?;
        let before = &source[..at];
        let start = before
            .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .map_or(0, |place| place + 1);
        Some(before[start..].to_owned())
    });
    let names = ["disqus_shortname", "disqusShortname"];
    let forum = names
        .iter()
        .find_map(|name| value(source, name))
        .or(in_address)?;
    let is_name = !forum.is_empty()
        && forum
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let identifier = ["page.identifier", "disqus_identifier", "disqusIdentifier"];
    let url = ["page.url", "disqus_url", "disqusUrl"];
    is_name.then(|| {
        Widget::Disqus(Disqus {
            forum,
            identifier: identifier.iter().find_map(|name| value(source, name)),
            url: url
                .iter()
                .find_map(|name| fields::web_url(&value(source, name)?, Some(page))),
        })
    })
}

/// The systems that a script configures with an object.
fn by_settings(source: &str, page: &Url) -> Vec<Widget> {
    let keyed = |start: &str, server: &str, site: &str, key: &str| {
        let settings = settings(source, start)?;
        Some(Keyed {
            server: fields::web_url(&value(settings, server)?, Some(page))?,
            site: value(settings, site).unwrap_or_default(),
            key: value(settings, key).unwrap_or_default(),
        })
    };
    let remark = keyed("remark_config", "host", "site_id", "url").map(Widget::Remark42);
    let waline = keyed("Waline.init", "serverURL", "", "path").map(Widget::Waline);
    let artalk = keyed("Artalk.init", "server", "site", "pageKey").map(Widget::Artalk);
    [remark, waline, artalk].into_iter().flatten().collect()
}

/// A forum that the page embeds.
fn discourse(source: &str, page: &Url) -> Option<DiscourseEmbed> {
    let settings = settings(source, "DiscourseEmbed")?;
    Some(DiscourseEmbed {
        forum: fields::web_url(&value(settings, "discourseUrl")?, Some(page))?,
        topic: number(settings, "topicId"),
        page: value(settings, "discourseEmbedUrl")
            .and_then(|url| fields::web_url(&url, Some(page))),
    })
}

/// The object literal behind a name, as far as its first closing brace.
fn settings<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    let (_, behind) = source.split_once(name)?;
    let (between, object) = behind.split_once('{')?;
    // `name = {`, `name({`, but no other statement.
    let is_near = between
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '=' | '(' | '|' | ':'));
    is_near.then(|| object.split_once('}').map_or(object, |(object, _)| object))
}

/// What stands behind each `name =`, `name:` or `"name":` in a script.
fn behind<'a>(source: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let length = name.len();
    let places = if name.is_empty() {
        Vec::new()
    } else {
        source.match_indices(name).map(|(at, _)| at).collect()
    };
    places.into_iter().filter_map(move |at| {
        let is_whole = !source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = source[at + length..]
            .trim_start_matches(['"', '\''])
            .trim_start();
        let rest = rest.strip_prefix([':', '='])?;
        is_whole.then(|| rest.trim_start())
    })
}

/// The text that a script gives to a name; templates that were not filled in and expressions are none.
fn value(source: &str, name: &str) -> Option<String> {
    behind(source, name).find_map(|rest| {
        let quote = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let (text, after) = rest[1..].split_once(quote)?;
        let is_expression = after.trim_start().starts_with('+');
        let is_template = ["{{", "{%", "<%", "${", "<?"]
            .iter()
            .any(|sign| text.contains(sign));
        let fits = !text.trim().is_empty() && text.len() <= MAX_VALUE_BYTES;
        (fits && !is_expression && !is_template).then(|| text.replace("\\/", "/"))
    })
}

/// The number that a script gives to a name.
fn number(source: &str, name: &str) -> Option<u64> {
    behind(source, name).find_map(|rest| {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..end].parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Findings {
        let page = Url::parse("https://blog.example/2026/post.html").unwrap();
        let mut findings = Findings::default();
        read(&Dom::parse(html), &page, &mut findings);
        findings
    }

    #[test]
    fn disqus_is_found_by_its_script_and_its_variables() {
        let html = "<script>var disqus_config = function () { this.page.url = 'https://blog.example/post'; \
             this.page.identifier = '/post'; }; s.src = '//blogexample.disqus.com/embed.js';</script>";
        let widgets = found(html).widgets;
        let [Widget::Disqus(disqus)] = widgets.as_slice() else {
            panic!("no Disqus");
        };
        assert_eq!(disqus.forum, "blogexample");
        assert_eq!(disqus.identifier.as_deref(), Some("/post"));
        assert_eq!(
            disqus.url.as_ref().unwrap().as_str(),
            "https://blog.example/post"
        );
    }

    #[test]
    fn templates_and_expressions_are_no_values() {
        for html in [
            "<script>var disqus_shortname = '{{ site.disqus }}';</script>",
            "<script>var disqus_shortname = 'a' + b;</script>",
            "<script>// disqus_shortname</script>",
        ] {
            assert_eq!(found(html).widgets, [], "{html}");
        }
    }

    #[test]
    fn settings_in_objects_and_attributes_name_server_site_and_page() {
        let html = "<script>var remark_config = {host: \"https://r.example\", site_id: 'blog'}</script>\
             <script data-isso='//c.example/isso/' src='/embed.js'></script>\
             <div id=cusdis_thread data-host='https://cusdis.example' data-app-id=a data-page-id=p></div>";
        let widgets = found(html).widgets;
        assert_eq!(widgets.len(), 3);
        assert!(widgets.contains(&Widget::Remark42(Keyed {
            server: Url::parse("https://r.example").unwrap(),
            site: "blog".into(),
            key: String::new(),
        })));
    }

    #[test]
    fn an_embedded_forum_is_known_by_its_topic() {
        let html = "<script>DiscourseEmbed = { discourseUrl: 'https://forum.example/', topicId: 12 };</script>";
        let embed = found(html).discourse.unwrap();
        assert_eq!(
            (embed.forum.as_str(), embed.topic),
            ("https://forum.example/", Some(12))
        );
    }
}
